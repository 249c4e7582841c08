// The pictures of one segment, encoded.
#pragma once

#include <vector>

#include "engine/segment.h"

namespace haema::engine {

struct VideoTrack {
  av::VideoFormat format;
  std::vector<av::VideoUnit> units;  ///< in decoding order, dts set
};

/// Nominal duration of a frame of the rendition, at least one tick.
Ticks frameTicks(const VideoRecipe& recipe);

/// Decodes and encodes the pictures of the request's stretch.
VideoTrack makeVideoTrack(const SegmentRequest& request, SourcePool& pool, FrameBudget& budget,
                          const av::CancelToken& token, SegmentStats& stats);

}  // namespace haema::engine

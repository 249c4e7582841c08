// The sound of one segment, encoded.
#pragma once

#include <vector>

#include "engine/segment.h"

namespace haema::engine {

struct AudioTrack {
  av::AudioFormat format;
  std::vector<av::AudioUnit> units;
};

/// A segment owns the AAC frames of the global grid whose start lies in [start, end).
AudioTrack makeAudioTrack(const SegmentRequest& request, SourcePool& pool,
                          const av::CancelToken& token, SegmentStats& stats);

}  // namespace haema::engine

// The random-access index of a video, from the container's own tables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "av/input.h"
#include "engine/video_source.h"

namespace haema::engine {

struct MediaIndex {
  const char* from =
      "none";  ///< mov, matroska, avi, flv: the only containers whose index can be trusted
  std::vector<KeyFrame> keyframes;  ///< rising, from presentation zero
  std::vector<Ticks> frames;        ///< all frames, rising, where the tables tell; else empty
  /// End of the last frame that lies whole within the file; kNoTicks where the tables do not tell.
  Ticks end = av::kNoTicks;
  /// False where the container says itself that a part of it is missing.
  bool complete = true;
  bool truncated = false;  ///< the tables tell of frames that lie behind the end of the file
};

/// `origin`: presentation zero in container ticks. Reads no media data. Nothing where it takes
/// libav's whole index and the input is an excerpt.
std::optional<MediaIndex> readIndex(av::Input& input, int stream, Ticks origin,
                                    const av::CancelToken& token);

/// End of the last frame of a stream of MP4 that lies whole within the file, from presentation
/// zero; kNoTicks where the tables do not tell.
Ticks endInTables(av::Input& input, int stream, Ticks origin, const av::CancelToken& token);

}  // namespace haema::engine

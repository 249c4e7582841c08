// AAC-LC frames on the global 1024-sample grid.
#pragma once

#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/coded.h"

namespace haema::av {

struct AudioEncoderSettings {
  int sampleRate;
  int channels;  ///< 1 or 2
  int64_t bitRate;
  bool operator==(const AudioEncoderSettings&) const = default;
};

/// Frames fed before the first kept one, so that the window sequence and the quantiser have
/// settled, and behind the last, for its window decision (measured: 2 and 1 are the least that
/// joins without a seam).
inline constexpr int kAacLeadIn = 16;
inline constexpr int kAacLookAhead = 2;

AudioFormat audioFormat(const AudioEncoderSettings& settings);

/// Encodes frames [first, last) of the grid with an encoder of its own. `planes[c]` holds channel
/// c's samples from frame first − kAacLeadIn up to frame last + kAacLookAhead.
std::vector<AudioUnit> encodeAudio(const AudioEncoderSettings& settings, int64_t first,
                                   int64_t last, std::span<const std::vector<float>> planes,
                                   const CancelToken& token);

}  // namespace haema::av

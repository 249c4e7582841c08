// Decoded audio to planar float, remixed and resampled.
#pragma once

#include <vector>

#include "av/handles.h"

namespace haema::av {

using Planes = std::vector<std::vector<float>>;

/// Turns frames of any format and layout into planar float of `channels` (1 or 2) at `rate`.
/// Stateless from frame to frame as long as they have that rate, so it does not matter where a run
/// begins.
class Remixer {
 public:
  Remixer(int rate, int channels) : rate_(rate), channels_(channels) {}
  /// Writes the frame's samples into `planes` (resized): silence as long as the frame where it
  /// cannot be converted, since that is damage of this frame alone. How many of these samples
  /// belong before the frame comes back: of another rate than `rate` some wait for those behind
  /// them.
  [[nodiscard]] int64_t convert(const AVFrame* frame, Planes& planes);

 private:
  bool suits(const AVFrame* frame) const;
  int64_t held() const;
  Planes drain();
  void silence(const AVFrame* frame, Planes& planes) const;
  bool prepare(const AVFrame* frame);
  bool tryConvert(const AVFrame* frame, Planes& planes);

  int rate_;
  int channels_;
  ResamplerHandle context_;
  int format_ = -1, sourceRate_ = 0, sourceChannels_ = 0;
  uint64_t mask_ = 0;
};

/// Input samples that the filter reaches to either side of an output sample (swresample: 32 taps,
/// more when the rate goes down).
inline constexpr int kResamplerReach = 128;

/// Resamples a whole stretch. Input sample 0 and output sample 0 are the same instant. The first
/// and last kResamplerReach input samples' worth of output lack a neighbour and are for throwing
/// away.
Planes resample(const Planes& input, int inputRate, int outputRate);

}  // namespace haema::av

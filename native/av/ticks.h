// Time on a video's own timeline.
#pragma once

extern "C" {
#include <libavutil/avutil.h>
#include <libavutil/mathematics.h>
}

#include <cstdint>
#include <limits>

namespace haema::av {

/// Presentation time in 1/90000 s (the clock of MPEG-TS). Zero is the video's presentation zero
/// unless a name says otherwise ("container ticks" count from the container's own zero).
using Ticks = int64_t;

inline constexpr Ticks kTicksPerSecond = 90'000;
inline constexpr AVRational kTickBase{1, 90'000};
inline constexpr Ticks kNoTicks = AV_NOPTS_VALUE;
inline constexpr Ticks kBeginning = std::numeric_limits<Ticks>::min() / 4;
inline constexpr Ticks kForever = std::numeric_limits<Ticks>::max() / 4;

/// Rounds to the nearest tick, halves away from zero (av_rescale_q). kNoTicks stays kNoTicks.
inline Ticks toTicks(int64_t value, AVRational base) {
  return value == AV_NOPTS_VALUE ? kNoTicks : av_rescale_q(value, base, kTickBase);
}
Ticks toTicks(double, AVRational) = delete;  // seconds as floats do not tile

inline int64_t fromTicks(Ticks ticks, AVRational base) {
  return av_rescale_q(ticks, kTickBase, base);
}
int64_t fromTicks(double, AVRational) = delete;

}  // namespace haema::av

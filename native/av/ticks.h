// Time on a video's own timeline.
#pragma once

#include <cstdint>  // before libav, which wants its macros
#include <limits>

extern "C" {
#include <libavutil/avutil.h>
#include <libavutil/mathematics.h>
}

namespace haema::av {

/// Presentation time in 1/90000 s (the clock of MPEG-TS). Zero is the video's presentation zero
/// unless a name says otherwise ("container ticks" count from the container's own zero).
using Ticks = int64_t;

inline constexpr Ticks kTicksPerSecond = 90'000;
inline constexpr AVRational kTickBase{1, 90'000};
inline constexpr Ticks kNoTicks = AV_NOPTS_VALUE;
inline constexpr Ticks kBeginning = std::numeric_limits<Ticks>::min() / 4;
inline constexpr Ticks kForever = std::numeric_limits<Ticks>::max() / 4;

/// Four hundred years, either way: a stamp beyond is damage. Sums of a few that lie within, and
/// their products with a rate, cannot overflow.
inline constexpr Ticks kFarthest = Ticks{1} << 50;
inline constexpr bool isTime(Ticks ticks) { return ticks >= -kFarthest && ticks <= kFarthest; }

/// No presentation is longer: twelve years, whose sample and frame numbers are still exact in JS.
inline constexpr Ticks kLongestPresentation = Ticks{1} << 45;

/// Rounds to the nearest tick, halves away from zero (av_rescale_q). kNoTicks stays kNoTicks, and
/// so comes out what is no time.
inline Ticks toTicks(int64_t value, AVRational base) {
  if (value == AV_NOPTS_VALUE || base.num <= 0 || base.den <= 0) return kNoTicks;
  const Ticks ticks = av_rescale_q(value, base, kTickBase);
  return isTime(ticks) ? ticks : kNoTicks;
}
Ticks toTicks(double, AVRational) = delete;  // seconds as floats do not tile

/// From one time base to another; what a fine one cannot hold becomes the last that leaves room to
/// add and subtract.
inline int64_t rescaled(int64_t value, AVRational from, AVRational to) {
  constexpr int64_t kLast = int64_t{1} << 60;
  const int64_t result = av_rescale_q(value, from, to);
  if (result == AV_NOPTS_VALUE) return value < 0 ? -kLast : kLast;
  return result < -kLast ? -kLast : result > kLast ? kLast : result;
}
inline int64_t fromTicks(Ticks ticks, AVRational base) { return rescaled(ticks, kTickBase, base); }
int64_t fromTicks(double, AVRational) = delete;

}  // namespace haema::av

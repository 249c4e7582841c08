#include "av/decode_clock.h"

#include <algorithm>

#include "av/error.h"

namespace haema::av {

namespace {

/// Kept at the end for pictures that have not been read: they come a tick apart if they must.
constexpr Ticks kReserve = 1'024;

}  // namespace

void DecodeClock::add(Ticks pts) { waiting_.insert(pts); }

Ticks DecodeClock::next(Ticks pts) {
  require(knows(), "a decoding time that is not known");
  const Ticks time = *waiting_.begin();
  Ticks told = start_;
  if (begun_) {
    // One that seemed to last beyond the end would drop the next segment's key picture from a
    // buffer (MSE, coded frame processing).
    const Ticks longest = std::max<Ticks>(end_ - lastPts_, 1);
    const Ticks reserve = closed_ ? static_cast<Ticks>(waiting_.size()) : kReserve;
    told = std::min({time + shift_, last_ + longest, end_ - reserve});
    if (closed_ && *waiting_.rbegin() + shift_ >= end_) told = std::min(told, spread());
    told = std::max(told, last_ + 1);
  } else {
    shift_ = std::max<Ticks>(start_ - time, 0);
    begun_ = true;
  }
  waiting_.erase(waiting_.begin());
  if (told >= end_) throw Error(Code::kMediaInvalid, "more pictures than there is time");
  last_ = told;
  lastPts_ = pts;
  return told;
}

/// Evenly from the time told last to the end.
Ticks DecodeClock::spread() const {
  return last_ + (end_ - last_) / static_cast<Ticks>(waiting_.size() + 1);
}

}  // namespace haema::av

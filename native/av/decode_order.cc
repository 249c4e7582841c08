#include "av/decode_order.h"

#include <algorithm>

namespace haema::av {

void assignDts(std::vector<VideoUnit>& units, Ticks frameTicks) {
  std::vector<Ticks> sorted;
  sorted.reserve(units.size());
  for (const VideoUnit& unit : units) sorted.push_back(unit.pts);
  std::sort(sorted.begin(), sorted.end());

  Ticks earliestLater = kForever;  // no picture may be decoded after one that follows it is shown
  Ticks next = kForever;
  for (size_t i = units.size(); i-- > 0;) {
    earliestLater = std::min(earliestLater, units[i].pts);
    next = std::min({sorted[i] - decodeDelay(frameTicks), earliestLater, next - 1});
    units[i].dts = next;
  }
}

}  // namespace haema::av

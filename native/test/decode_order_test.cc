#include "av/decode_order.h"

#include <random>
#include <vector>

#include "test/check.h"

using namespace haema::av;

namespace {

constexpr Ticks kFrame = 3'750;  // 24 a second

std::vector<VideoUnit> unitsOf(const std::vector<Ticks>& pts) {
  std::vector<VideoUnit> units;
  for (const Ticks time : pts) units.push_back({.data = {}, .pts = time, .dts = 0, .idr = false});
  return units;
}

std::vector<Ticks> dtsOf(const std::vector<Ticks>& pts, Ticks frame) {
  std::vector<VideoUnit> units = unitsOf(pts);
  assignDts(units, frame);
  std::vector<Ticks> dts;
  for (const VideoUnit& unit : units) dts.push_back(unit.dts);
  return dts;
}

void testKnown() {
  CHECK(dtsOf({}, 10).empty());
  CHECK(dtsOf({100}, 10) == std::vector<Ticks>({80}));
  CHECK(dtsOf({0, 10, 20}, 10) == std::vector<Ticks>({-20, -10, 0}));  // no reordering
  CHECK(dtsOf({0, 40, 20, 10, 30}, 10) == std::vector<Ticks>({-20, -10, 0, 10, 20}));  // pyramid
  // Three deep: two frames of delay are too few, dts stay at or before the picture shown next.
  CHECK(dtsOf({0, 80, 40, 20, 10, 30}, 10) == std::vector<Ticks>({-20, -10, 0, 9, 10, 30}));
}

/// Pictures (first, last] of a mini GOP as x264 orders them: the reference in the middle first.
void pyramid(size_t first, size_t last, bool deep, std::vector<size_t>& order) {
  if (first >= last) return;
  const size_t middle = deep ? (first + last) / 2 : first;
  order.push_back(middle);
  pyramid(first, middle, deep, order);
  pyramid(middle + 1, last, deep, order);
}

/// Places in showing order of `count` pictures in decoding order: closed GOPs of random mini GOPs.
std::vector<size_t> codedOrder(size_t count, size_t bFrames, std::mt19937& random) {
  std::vector<size_t> order;
  while (order.size() < count) {
    const size_t gopEnd = std::min(count, order.size() + 1 + random() % 60);
    order.push_back(order.size());
    while (order.size() < gopEnd) {
      const size_t begin = order.size();
      const size_t reference = std::min(gopEnd - 1, begin + random() % (bFrames + 1));
      order.push_back(reference);
      pyramid(begin, reference, random() % 3 != 0, order);
    }
  }
  return order;
}

/// Lengths of frames: constant, jittering as in Matroska, or wildly variable down to one tick.
Ticks frameLength(unsigned mode, std::mt19937& random) {
  switch (mode) {
    case 0:
      return kFrame;
    case 1:
      return kFrame - 45 + random() % 90;
    case 2:
      return 1 + random() % (3 * kFrame);
    default:
      return random() % 4 ? 1 : 900'000;
  }
}

void testRandom() {
  std::mt19937 random(7);
  for (int seed = 0; seed < 3'000; ++seed) {
    const unsigned mode = random() % 4;
    const Ticks frame = mode == 3 ? 1'500 : kFrame;
    const size_t bFrames = std::vector<size_t>{0, 1, 3, 16}[random() % 4];
    Ticks time = 0;
    Ticks previous = kBeginning;
    bool rising = true, early = true, joined = true;
    for (int segment = 0; segment < 4; ++segment) {
      const size_t count = 1 + random() % 120;
      std::vector<Ticks> shown(count);
      for (Ticks& pts : shown) {
        pts = time;
        time += frameLength(mode, random);
      }
      std::vector<Ticks> pts;
      for (const size_t place : codedOrder(count, bFrames, random)) pts.push_back(shown[place]);
      const std::vector<Ticks> dts = dtsOf(pts, frame);
      for (size_t i = 0; i < count; ++i) {
        rising &= dts[i] > previous;
        early &= dts[i] <= pts[i];
        previous = dts[i];
      }
      joined &= dts[0] == pts[0] - decodeDelay(frame) && dts[count - 1] < time - decodeDelay(frame);
    }
    if (!CHECK(rising) || !CHECK(early) || !CHECK(joined)) {
      std::cerr << "  seed " << seed << ", mode " << mode << ", " << bFrames << " B-frames\n";
      return;
    }
  }
}

}  // namespace

int main() {
  testKnown();
  testRandom();
  return haema::test::report();
}

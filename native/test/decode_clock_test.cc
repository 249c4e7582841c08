// Decoding times told while pictures are read, against those of pictures that are all known.
#include "av/decode_clock.h"

#include <vector>

#include "av/copy_writer.h"
#include "av/error.h"
#include "test/check.h"

using namespace haema::av;

namespace {

using Times = std::vector<Ticks>;

Times toldOf(const Times& pts, Ticks start, Ticks end, unsigned reorder) {
  DecodeClock clock(start, end, reorder);
  Times told;
  const auto tell = [&] {
    while (clock.knows()) told.push_back(clock.next(pts[told.size()]));
  };
  for (const Ticks time : pts) {
    clock.add(time);
    tell();
  }
  clock.close();
  tell();
  return told;
}

Times allOf(const Times& pts, Ticks start, Ticks end) {
  std::vector<CopySample> samples;
  for (const Ticks time : pts) samples.push_back({.data = {1}, .pts = time, .key = false});
  return decodeTimes(samples, start, end);
}

void testSame() {
  const Ticks f = 3'600;
  // I P B B, closed and open; as they are shown; a pyramid; pictures that begin late.
  const Times closed{0, 3 * f, f, 2 * f, 6 * f, 4 * f, 5 * f};
  CHECK(toldOf(closed, 0, 7 * f, 1) == allOf(closed, 0, 7 * f));
  CHECK(toldOf(closed, 0, 7 * f, 16) == allOf(closed, 0, 7 * f));
  const Times open{9 * f, 7 * f, 8 * f, 12 * f, 10 * f, 11 * f};
  CHECK(toldOf(open, 9 * f, 15 * f, 1) == allOf(open, 9 * f, 15 * f));
  const Times plain{0, f, 2 * f, 3 * f};
  CHECK(toldOf(plain, 0, 4 * f, 0) == allOf(plain, 0, 4 * f));
  const Times pyramid{0, 4 * f, 2 * f, f, 3 * f, 8 * f, 6 * f, 5 * f, 7 * f};
  CHECK(toldOf(pyramid, 0, 9 * f, 2) == allOf(pyramid, 0, 9 * f));
  const Times late{f, 4 * f, 2 * f, 3 * f};
  CHECK(toldOf(late, 0, 5 * f, 1) == allOf(late, 0, 5 * f));
}

/// Whatever the pictures' times are, decoding times rise and stay in the stretch.
void checkTiles(const Times& told, Ticks start, Ticks end) {
  CHECK_EQ(told[0], start);
  for (size_t i = 1; i < told.size(); ++i) CHECK(told[i] > told[i - 1]);
  CHECK(told.back() < end);
}

void testOdd() {
  const Ticks f = 3'600;
  // The last segment of an open film: what leads has no room at its end.
  checkTiles(toldOf({9 * f, 6 * f, 7 * f, 8 * f, 12 * f, 10 * f, 11 * f}, 9 * f, 13 * f, 1), 9 * f,
             13 * f);
  // Deeper than was said; the same time twice; all behind the end.
  checkTiles(toldOf({0, 4 * f, 3 * f, 2 * f, f, 5 * f}, 0, 6 * f, 0), 0, 6 * f);
  checkTiles(toldOf({0, f, f, f, 2 * f}, 0, 3 * f, 1), 0, 3 * f);
  checkTiles(toldOf({0, 9 * f, 8 * f, 9 * f, 7 * f}, 0, f, 1), 0, f);
  checkTiles(toldOf({0, 1, 2}, 0, 3, 1), 0, 3);
  try {
    toldOf({0, 1, 2}, 0, 2, 1);
    CHECK(false);
  } catch (const Error& error) {
    CHECK(error.code() == Code::kMediaInvalid);
  }
}

}  // namespace

int main() {
  testSame();
  testOdd();
  return haema::test::report();
}

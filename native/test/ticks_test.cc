// Times that files claim, from the sound to the absurd: none may overflow.
#include "av/ticks.h"

#include <cstdint>
#include <limits>
#include <random>

#include "test/check.h"

using namespace haema;
using av::Ticks;

namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

void testTicks() {
  CHECK_EQ(av::toTicks(int64_t{3}, {1, 25}), 10'800);
  CHECK_EQ(av::toTicks(int64_t{-1}, {1, 1}), -90'000);
  CHECK_EQ(av::toTicks(av::kNoTicks, {1, 25}), av::kNoTicks);
  CHECK_EQ(av::toTicks(av::kFarthest, av::kTickBase), av::kFarthest);
  CHECK_EQ(av::toTicks(-av::kFarthest, av::kTickBase), -av::kFarthest);
  CHECK_EQ(av::toTicks(av::kFarthest + 1, av::kTickBase), av::kNoTicks);
  CHECK_EQ(av::toTicks(kMost, {1, 1}), av::kNoTicks);
  CHECK_EQ(av::toTicks(-kMost, {INT32_MAX, 1}), av::kNoTicks);
  CHECK_EQ(av::toTicks(int64_t{1}, {0, 0}), av::kNoTicks);  // a stream without a time base
}

void testStamps() {
  CHECK_EQ(av::fromTicks(int64_t{90'000}, {1, 1'000}), 1'000);
  const int64_t last = av::fromTicks(av::kFarthest, {1, INT32_MAX});
  CHECK(last > kMost / 16 && last < kMost / 4);
  CHECK_EQ(av::fromTicks(-av::kFarthest, {1, INT32_MAX}), -last);
  CHECK_EQ(av::rescaled(kMost, {1, 1}, {1, INT32_MAX}), last);
}

void testRandomTimes() {
  std::mt19937_64 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = static_cast<int64_t>(random()) >> (random() % 64);
    const AVRational base{static_cast<int>(random() % INT32_MAX >> (random() % 32)),
                          static_cast<int>(random() % INT32_MAX >> (random() % 32))};
    const Ticks ticks = av::toTicks(value, base);
    CHECK(ticks == av::kNoTicks || av::isTime(ticks));
  }
}

}  // namespace

int main() {
  testTicks();
  testStamps();
  testRandomTimes();
  return test::report();
}

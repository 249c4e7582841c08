// Where decoded sound is put: exact where stamps are rounded, true to gaps and overlaps.
#include "engine/audio_timeline.h"

#include <cmath>
#include <functional>
#include <random>

#include "test/check.h"

using namespace haema;
using engine::AudioTimeline;
using engine::FrameLattice;

namespace {

struct Placement {
  const char* name;
  FrameLattice lattice;
  std::vector<int64_t> begins;
  int64_t expected;
};

void testPlaces() {
  const Placement cases[] = {
      {"exact stamps", {0, 1024, 1}, {2048, 2048, 2048}, 2048},
      {"an anchor off zero", {-312, 1024, 1}, {712, 712}, 712},
      {"milliseconds, rounded", {0, 1152, 45}, {2290, 2310, 2320, 2304, 2299}, 2304},
      {"milliseconds, floored", {0, 1152, 45}, {2261, 2270, 2304, 2285, 2290}, 2304},
      {"before zero", {0, 1024, 1}, {-1024, -1024}, -1024},
      {"one stamp is wild", {0, 1024, 1}, {5120, 5120, 5120, 90'000, 5120}, 5120},
      {"off the lattice, as after an edit", {0, 1024, 1}, {1500, 1500, 1500}, 1500},
      {"one frame alone", {0, 960, 48}, {1930}, 1920},
      {"floored by a finer clock", {0, 1152, 1, 45}, {2261, 2280, 2299, 2270, 2290}, 2304},
      {"exact by a fine clock, off the lattice", {0, 1152, 1, 45}, {2290, 2290, 2290}, 2290},
      {"between frames", {0, 2048, 45, 45, 512}, {2518, 2522, 2540, 2558, 2990}, 2560},
      {"at a frame", {0, 2048, 45, 45, 512}, {2020, 2048, 2040}, 2048},
      {"at no block either", {0, 2048, 45, 45, 512}, {2300, 2310, 2305}, 2305},
      {"finer than the clock, rounded", {0, 40, 49, 49}, {800, 808, 816, 824, 784, 792}, 800},
      {"finer than the clock, floored", {0, 40, 49, 49}, {800, 760, 768, 776, 784, 792}, 800},
  };
  for (const Placement& c : cases) {
    std::vector<int64_t> begins = c.begins;
    if (!CHECK_EQ(c.lattice.place(begins), c.expected)) std::cerr << "  " << c.name << "\n";
  }
}

float sampleAt(int64_t n) { return static_cast<float>(n % 99'991 + 1); }

av::Planes frameAt(int64_t begin, int64_t count) {
  av::Planes planes(1);
  for (int64_t n = begin; n < begin + count; ++n) planes[0].push_back(sampleAt(n));
  return planes;
}

enum class Rounding { kExact, kNearest, kDown };

/// What a container with clock `perSecond` makes of a sample's time, in samples again.
int64_t stamped(int64_t sample, int rate, int perSecond, Rounding rounding) {
  if (rounding == Rounding::kExact) return sample;
  const double ticks = static_cast<double>(sample) * perSecond / rate;
  const double whole = rounding == Rounding::kNearest ? std::round(ticks) : std::floor(ticks);
  return std::llround(whole * rate / perSecond);
}

/// Samples between places where frames begin, and how long frames are.
struct Blocks {
  int64_t unit;
  std::vector<int64_t> counts;
};
const Blocks kVorbis{64, {128, 576, 1024}}, kTrueHd{40, {40}};

/// The samples of a run come out where they belong, though every stamp is rounded.
void testRounded(const Blocks& blocks) {
  std::mt19937 random(11);
  for (const Rounding rounding : {Rounding::kExact, Rounding::kNearest, Rounding::kDown}) {
    for (const int rate : {48'000, 44'100, 22'050}) {
      for (const int64_t from : {int64_t{0}, int64_t{100'000}, int64_t{7'654'321}}) {
        AudioTimeline timeline(from, from + rate, 1);
        const FrameLattice lattice{0, blocks.unit, rate / 1000 + 1};
        int64_t at = (from - 4'000) / blocks.unit * blocks.unit;
        while (!timeline.full()) {
          const int64_t count = blocks.counts[random() % blocks.counts.size()];
          timeline.append(stamped(at, rate, 1000, rounding), lattice, frameAt(at, count));
          at += count;
        }
        const av::Planes result = timeline.take();
        const std::vector<float> expected = frameAt(from, rate)[0];
        int64_t shift = -2'000;
        for (int64_t s = -2'000; s < 2'000; ++s) {
          if (result[0][5'000] == sampleAt(from + 5'000 + s)) shift = s;
        }
        if (from >= 4'000) CHECK(result[0] == expected);
        CHECK_EQ(shift, 0);
      }
    }
  }
}

struct Piece {
  std::optional<int64_t> stamp;
  int64_t first;  ///< which samples it holds
  int64_t count;
};

struct Story {
  const char* name;
  std::vector<Piece> pieces;
  std::vector<Piece> expected;  ///< what lies in [0, 10'000), the rest is silent
};

void testStories() {
  const Story cases[] = {
      {"one after the other", {{0, 0, 1000}, {1000, 1000, 1000}}, {{0, 0, 2000}}},
      {"no stamp behind the first", {{0, 0, 1000}, {{}, 1000, 1000}}, {{0, 0, 2000}}},
      {"no stamp at first", {{{}, 500, 500}, {1000, 1000, 1000}}, {{1000, 1000, 1000}}},
      {"a hole below 1.5 frames is none",
       {{0, 0, 1000}, {1000, 1000, 1000}, {2000, 2000, 1000}, {4'400, 3000, 1000}},
       {{0, 0, 4000}}},
      {"a true gap", {{0, 0, 1000}, {4000, 7000, 1000}}, {{0, 0, 1000}, {4000, 7000, 1000}}},
      {"an overlap: what was heard stays",
       {{0, 0, 1000}, {1000, 1000, 2000}, {{}, 3000, 1000}, {1000, 9000, 1000}, {{}, 10'000, 3000}},
       {{0, 0, 4000}, {4000, 12'000, 1000}}},
      {"before the beginning and behind the end",
       {{-500, 20'000, 1000}, {500, 21'000, 1000}, {9'500, 30'000, 1000}},
       {{0, 20'500, 1500}, {9'500, 30'000, 500}}},
  };
  for (const Story& c : cases) {
    AudioTimeline timeline(0, 10'000, 1);
    const FrameLattice lattice{0, 1000, 1};
    for (const Piece& p : c.pieces) timeline.append(p.stamp, lattice, frameAt(p.first, p.count));
    std::vector<float> expected(10'000, 0.0F);
    for (const Piece& p : c.expected) {
      const std::vector<float> samples = frameAt(p.first, p.count)[0];
      std::copy(samples.begin(), samples.end(), expected.begin() + *p.stamp);
    }
    const av::Planes result = timeline.take();
    if (CHECK(result[0] == expected)) continue;
    for (size_t i = 0; i < expected.size(); ++i) {
      if (result[0][i] == expected[i]) continue;
      std::cerr << "  " << c.name << ": sample " << i << " is " << result[0][i] << "\n";
      break;
    }
  }
}

/// Two channels go the same way; nothing appended is silence; full() tells when to stop.
void testRest() {
  AudioTimeline empty(100, 200, 2);
  CHECK(!empty.full());
  const av::Planes silence = empty.take();
  CHECK_EQ(silence.size(), 2u);
  CHECK(silence[1] == std::vector<float>(100, 0.0F));

  AudioTimeline timeline(0, 1000, 2);
  const FrameLattice lattice{0, 100, 10};
  av::Planes pair{frameAt(0, 600)[0], frameAt(5000, 600)[0]};
  timeline.append(0, lattice, pair);
  CHECK(!timeline.full());
  timeline.append(600, lattice, pair);
  CHECK(timeline.full());
  const av::Planes result = timeline.take();
  CHECK_EQ(result[0][599], sampleAt(599));
  CHECK_EQ(result[1][600], sampleAt(5000));
}

/// Stamps that lead nowhere: the same one for ever, falling ones, none at all behind the first.
void testEndless() {
  constexpr int64_t kFrom = 100'000'000, kLength = 96'000, kMost = 10'000'000;
  const std::function<std::optional<int64_t>(int64_t)> stories[] = {
      [](int64_t) { return std::optional<int64_t>(5); },
      [](int64_t at) { return std::optional(-3 * at); },
      [](int64_t at) { return at == 0 ? std::optional<int64_t>(0) : std::nullopt; },
      [](int64_t at) { return std::optional(at / 1024 % 2 == 0 ? 0 : INT64_MIN / 4); },
  };
  const av::Planes samples = frameAt(0, 1024);
  for (const auto& stampOf : stories) {
    AudioTimeline timeline(kFrom, kFrom + kLength, 1);
    int64_t at = 0;
    for (; !timeline.full() && at <= kMost; at += 1024) {
      timeline.append(stampOf(at), {0, 1024, 1}, samples);
    }
    CHECK(at <= kMost);
    CHECK(timeline.take()[0] == std::vector<float>(kLength, 0.0F));
  }
}

}  // namespace

int main() {
  testPlaces();
  for (const Blocks& blocks : {kVorbis, kTrueHd}) testRounded(blocks);
  testStories();
  testRest();
  testEndless();
  return test::report();
}

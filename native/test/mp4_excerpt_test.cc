// Cut sample tables against whole ones, in built files; then the same files damaged at random.
#include "av/mp4_excerpt.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <vector>

#include "av/mp4_boxes.h"
#include "av/mp4_samples.h"
#include "test/check.h"
#include "test/mp4_builder.h"

namespace {

using namespace haema::av;
using namespace haema::test;

constexpr size_t kSamples = 120;  // of a second, and of ten bytes; three a chunk

Data repeated(const Data& data, size_t count) { return join(std::vector<Data>(count, data)); }

Data handler(const char* name) { return box("hdlr", {u32(0), u32(0), text(name), zeros(12)}); }

/// Two samples an entry, one pair late and the next early; the last two are longer.
std::vector<uint64_t> unevenDurations() {
  std::vector<uint64_t> entries;
  for (size_t i = 0; i < kSamples / 4; i++) entries.insert(entries.end(), {2, 1001, 2, 999});
  entries.back() = 1006;
  return entries;
}

struct Parts {
  Data handler = ::handler("vide");
  Data sizes = repeated(u32(10), kSamples);
  std::vector<uint64_t> edits = {};
};

/// Two minutes, with every table that is cut.
Recipe longMovie(const Parts& parts = {}) {
  Recipe r;
  r.mvhd = full("mvhd", 0, {0, 0, 1000, 120'000});
  r.mdhd = join({full("mdhd", 0, {0, 0, 1000, 120'000, 0}), parts.handler});
  r.stts = table("stts", 2, unevenDurations());
  r.ctts = box("ctts", {u32(0), u32(kSamples), repeated(u32s({1, 500}), kSamples)});
  r.stss = table("stss", 1, {1, 61});
  r.stsz = box("stsz", {u32(0), u32(0), u32(kSamples), parts.sizes});
  r.stsc = table("stsc", 3, {1, 3, 1, 20, 1, 1, 23, 3, 1});
  r.stco = box("stco", {u32(0), u32(42), repeated(u32(3000), 42)});
  if (!parts.edits.empty()) r.edts = edit(parts.edits);
  return r;
}

ReadAt readerOf(const Data& data) {
  return [&data](uint64_t offset, std::span<uint8_t> into) {
    if (offset > data.size() || into.size() > data.size() - offset) return false;
    std::copy_n(data.begin() + static_cast<ptrdiff_t>(offset), into.size(), into.begin());
    return true;
  };
}

Mp4Excerpt excerpt(const Data& data, uint64_t least = 0) {
  return excerptMp4(readerOf(data), data.size(), least, CancelToken());
}

std::optional<Mp4Track> samplesOf(const Data& data) {
  return readMp4Track(readerOf(data), data.size(), 1, CancelToken());
}

Data patched(const Data& data) {
  Data cut = data;
  excerpt(data).apply(0, cut);
  return cut;
}

void checkBeginning(const Recipe& recipe, size_t count) {
  const auto whole = samplesOf(file(recipe));
  const auto cut = samplesOf(patched(file(recipe)));
  if (!CHECK(whole && cut)) return;
  CHECK_EQ(whole->samples.size(), kSamples);
  CHECK_EQ(cut->samples.size(), count);
  const auto same = [](const Mp4Sample& a, const Mp4Sample& b) {
    return a.dts == b.dts && a.pts == b.pts && a.sync == b.sync && a.whole == b.whole;
  };
  CHECK(std::ranges::equal(cut->samples, std::span(whole->samples).first(count), same));
}

void keepsTheBeginning() {
  checkBeginning(longMovie(), 30);
  checkBeginning(longMovie({.edits = {60'000, 7'500, 0x10000}}), 39);  // whole chunks
  checkBeginning(longMovie({.edits = {2'000, 0xffffffff, 0x10000, 60'000, 31'000, 0x10000}}), 63);
  Recipe far = longMovie();
  far.stco = box("co64", {u32(0), u32(42), repeated(u64(3000), 42)});
  far.ctts = {};
  checkBeginning(far, 30);
}

void sumsUp() {
  const auto rates = excerpt(file(longMovie())).bitRates;
  CHECK_EQ(rates.size(), 1U);
  CHECK_EQ(rates.at(1), 10 * 8);
  Recipe stated = longMovie();
  stated.mdhd = join({full("mdhd", 0, {0, 0, 1000, 60'000, 0}), handler("soun")});
  CHECK_EQ(excerpt(file(stated)).bitRates.at(1), 2 * 10 * 8);
}

/// What libav adds up: how many samples there are, and how long they last.
void keepsTheDuration() {
  const Data data = patched(file(longMovie()));
  const Data name = text("stts");
  const auto box = std::search(data.begin(), data.end(), name.begin(), name.end());
  if (!CHECK(box != data.end())) return;
  const auto number = [&](size_t index) {
    return mp4::numberAt(std::span(data).subspan(static_cast<size_t>(box - data.begin()) + 4),
                         index);
  };
  const uint32_t entries = number(1);
  CHECK_EQ(entries, 15U + 2);
  uint64_t samples = 0, duration = 0;
  for (size_t i = 0; i < entries; i++) {
    samples += number(2 + 2 * i);
    duration += uint64_t{number(2 + 2 * i)} * number(3 + 2 * i);
  }
  CHECK_EQ(samples, kSamples);
  CHECK_EQ(duration, kSamples * 1000 + 14);
}

/// Reads in pieces see the same as one read.
void appliesToAnyPart() {
  const Data data = file(longMovie());
  const Data whole = patched(data);
  const Mp4Excerpt cut = excerpt(data);
  for (size_t size : {1U, 3U, 7U, 1000U}) {
    Data pieces = data;
    for (size_t at = 0; at < pieces.size(); at += size) {
      cut.apply(at, std::span(pieces).subspan(at, std::min(size, pieces.size() - at)));
    }
    CHECK(pieces == whole);
  }
}

void leavesAlone() {
  const auto untouched = [](const Recipe& recipe) {
    return excerpt(file(recipe)).patches.empty() && excerpt(file(recipe)).bitRates.empty();
  };
  CHECK(untouched(longMovie({.handler = handler("text")})));  // chapters are read to their end
  CHECK(untouched(longMovie({.sizes = repeated(u32(0x40000000), kSamples)})));
  CHECK(untouched(longMovie({.edits = {500, 0, 0x10000, 500, 9000, 0x10000}})));
  CHECK(excerpt(file(longMovie()), 1 << 20).patches.empty());
  Recipe recipe = longMovie();
  recipe.stsz = full("stsz", 0, {10, kSamples});
  CHECK(untouched(recipe));
  recipe = longMovie();
  recipe.stsc = table("stsc", 3, {1, 3, 1});  // more samples than there are
  CHECK(untouched(recipe));
  recipe = longMovie();
  recipe.stsc = table("stsc", 3, {1, 3, 1, 20, 1, 0, 23, 3, 1});  // libav corrects it
  CHECK(untouched(recipe));
  recipe = longMovie();
  recipe.stts = join({recipe.stts, recipe.stts});
  CHECK(untouched(recipe));
  recipe = longMovie();
  recipe.groups = box("sgpd", {u32(1 << 24), text("sync"), u32s({1, 1}), {21}});
  CHECK(untouched(recipe));
  recipe = longMovie();
  recipe.mvex = box("mvex", {});
  CHECK(untouched(recipe));
  const Data twin = moov(longMovie());  // its trak lies behind mvhd
  recipe = longMovie();
  recipe.before = Data(twin.begin() + 8 + static_cast<ptrdiff_t>(recipe.mvhd.size()), twin.end());
  CHECK(untouched(recipe));
}

/// Nothing may crash, and nothing but the movie header may change.
void survivesDamage() {
  std::mt19937 random(20261121);
  const auto below = [&random](size_t limit) { return random() % limit; };
  constexpr uint32_t kTelling[] = {0, 1, 7, 8, 0x7fffffff, 0x80000000, 0xffffffff, 0x01000000};
  const Data original = file(longMovie({.edits = {60'000, 7'500, 0x10000}}));
  const size_t end = original.size() - 8;
  size_t cut = 0;
  for (int round = 0; round < 20'000; round++) {
    Data data = original;
    for (size_t flips = 1 + below(3); flips > 0; flips--) {
      const Data value = u32(kTelling[below(std::size(kTelling))]);
      const size_t at = below(below(2) == 0 ? 400 : end);
      std::ranges::copy(value, data.begin() + static_cast<ptrdiff_t>(at));
    }
    if (below(4) == 0) data.resize(below(data.size()));
    const Mp4Excerpt found = excerpt(data);
    if (found.patches.empty()) continue;
    cut++;
    for (const auto& patch : found.patches) {
      if (patch.offset < 24 || patch.offset + 4 > data.size()) CHECK(!"a patch within moov");
    }
    found.apply(0, data);
    samplesOf(data);
  }
  std::cout << cut << " damaged files cut\n";
  CHECK(cut > 1000);
}

}  // namespace

int main() {
  keepsTheBeginning();
  sumsUp();
  keepsTheDuration();
  appliesToAnyPart();
  leavesAlone();
  survivesDamage();
  return haema::test::report();
}

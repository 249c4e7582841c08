// Synthetic MP4 files, one a feature; then the same files damaged at random.
#include "av/mp4_samples.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "test/check.h"
#include "test/mp4_builder.h"

namespace {

using namespace haema::av;
using namespace haema::test;

std::optional<Mp4Track> read(const Data& data, uint32_t trackId = 1) {
  const CancelToken token;
  const ReadAt readAt = [&](uint64_t offset, std::span<uint8_t> into) {
    if (offset > data.size() || into.size() > data.size() - offset) return false;
    std::copy_n(data.begin() + static_cast<ptrdiff_t>(offset), into.size(), into.begin());
    return true;
  };
  return readMp4Track(readAt, data.size(), trackId, token, true);
}

using Times = std::vector<int64_t>;
Times offsetsOf(const Mp4Track& track) {
  Times offsets;
  for (const auto& place : track.places) offsets.push_back(static_cast<int64_t>(place.offset));
  return offsets;
}
Times ptsOf(const Mp4Track& track) {
  Times times;
  for (const auto& sample : track.samples) times.push_back(sample.pts);
  return times;
}
std::string flagsOf(const Mp4Track& track, bool Mp4Sample::*flag) {
  std::string flags;
  for (const auto& sample : track.samples) flags += sample.*flag ? '1' : '0';
  return flags;
}
void checkPts(const Data& data, const Times& expected) {
  const auto track = read(data);
  if (CHECK(track)) CHECK(ptsOf(*track) == expected);
}

void readsTables() {
  const auto track = read(file({}));
  if (!CHECK(track)) return;
  CHECK_EQ(track->timescale, 1000U);
  CHECK(ptsOf(*track) == (Times{0, 100, 200, 300, 400, 500}));
  CHECK_EQ(flagsOf(*track, &Mp4Sample::sync), "100100");
  CHECK_EQ(flagsOf(*track, &Mp4Sample::whole), "111111");
  CHECK_EQ(track->mediaEnd, 600);
  CHECK(offsetsOf(*track) == (Times{1000, 1010, 1020, 2000, 2010, 2020}));
  CHECK_EQ(track->places[5].size, 10U);
  CHECK(!track->fragmented && !track->truncated);
  CHECK_EQ(track->libav.end, 6U);
  CHECK(!read(file({}), 2));  // no such track
}

void readsOffsets() {
  Recipe r;
  r.ctts = table("ctts", 2, {1, 200, 2, 0, 3, 200});
  checkPts(file(r), {200, 100, 200, 500, 600, 700});
  r.ctts = table("ctts", 2, {1, 0, 1, uint32_t(-50), 2, 0, 1, 0, 1, 0});
  const auto track = read(file(r));
  if (!CHECK(track)) return;
  CHECK(ptsOf(*track) == (Times{0, 50, 200, 300, 400, 500}));
  CHECK_EQ(track->libav.dtsOffset, -50);
  CHECK_EQ(track->libav.ptsOffset, 0);
  CHECK_EQ(seekTimestamp(*track, track->samples[3]), 300);
}

void readsKeys() {
  Recipe r;
  const auto sync = [&r] {
    const auto track = read(file(r));
    return track ? flagsOf(*track, &Mp4Sample::sync) : "nothing";
  };
  r.stss = {};
  CHECK_EQ(sync(), "111111");
  r.stss = table("stss", 1, {});
  CHECK_EQ(sync(), "100000");
  r.stss = table("stss", 1, {0, 3});  // counted from 0, as libav guesses
  CHECK_EQ(sync(), "100100");
  r.stss = join({table("stss", 1, {1}), table("stps", 1, {3})});
  CHECK_EQ(sync(), "101000");
  r.stss = table("stss", 1, {1});
  r.groups = box("sbgp", {u32(0), text("rap "), u32s({3, 3, 0, 1, 1, 2, 0})});
  CHECK_EQ(sync(), "100100");
  r.groups = box("sbgp", {u32(1 << 24), text("rap "), u32s({0, 2, 4, 0, 1, 1})});
  CHECK_EQ(sync(), "100010");
  r.groups = join({box("sgpd", {u32(2 << 24), text("sync"), u32s({1, 0, 2}), {0xd3, 0xd5}}),
                   box("sbgp", {u32(0), text("sync"), u32s({2, 3, 1, 3, 2})})});
  const auto track = read(file(r));
  if (CHECK(track)) CHECK_EQ(flagsOf(*track, &Mp4Sample::openGop), "000111");
}

void readsPlaces() {
  Recipe r;
  r.stsz = box("stz2", {u32(0), u32(4), u32(6), {0xaa, 0xaa, 0xaa}});
  checkPts(file(r), {0, 100, 200, 300, 400, 500});
  r.stsz = full("stsz", 0, {0, 6, 10, 10, 10, 10, 10, 10});
  r.stco = box("co64", {u32(0), u32(2), u64(1000), u64(kFileSize - 25)});
  const auto track = read(file(r));
  if (!CHECK(track)) return;
  CHECK_EQ(flagsOf(*track, &Mp4Sample::whole), "111110");
  CHECK(track->truncated);
  CHECK_EQ(track->mediaEnd, 500);
  r.stco = table("stco", 1, {1000, 2000, 3000});  // room for more samples than there are
  CHECK(!read(file(r)));
}

void readsEdits() {
  Recipe r;
  r.ctts = table("ctts", 2, {6, 200});
  r.edts = edit({300, 200, 0x10000});
  checkPts(file(r), {0, 100, 200, 300, 400, 500});
  r.edts = edit({125, 0xffffffff, 0x10000, 300, 200, 0x10000});
  checkPts(file(r), {250, 350, 450, 550, 650, 750});
  r.edts = edit({300, 550, 0x10000});  // from the middle of the second GOP
  auto track = read(file(r));
  if (!CHECK(track)) return;
  CHECK(ptsOf(*track) == (Times{-350, -250, -150, -50, 50, 150}));
  CHECK_EQ(flagsOf(*track, &Mp4Sample::shown), "000011");
  CHECK_EQ(track->libav.begin, 3U);
  CHECK_EQ(track->libav.ptsOffset, -50);  // libav shows the first picture at 0
  r.edts = edit({50, 200, 0x10000});      // ends after the first sample
  track = read(file(r));
  if (!CHECK(track)) return;
  CHECK_EQ(flagsOf(*track, &Mp4Sample::shown), "100000");
  CHECK_EQ(track->libav.end, 4U);
  CHECK_EQ(track->mediaEnd, 100);
}

void refusesEdits() {
  Recipe r;
  for (const auto& entries : std::vector<std::vector<uint64_t>>{
           {100, 0, 0x10000, 100, 200, 0x10000},       // two with media
           {300, 0, 0x8000},                           // half speed
           {300, uint32_t(-2), 0x10000},               // no such time
           {300, 5000, 0x10000},                       // behind all media
           {300, 0, 0x10000, 10, 0xffffffff, 0x10000}  // empty at the end
       }) {
    r.edts = edit(entries);
    CHECK(!read(file(r)));
  }
  r.edts =
      box("edts", {u32(99), text("elst"), u32(1 << 24), u32(1), u64(300), u64(100), u32(65536)});
  checkPts(file(r), {-100, 0, 100, 200, 300, 400});  // version 1, its box cut to the parent's
  r.mvhd = full("mvhd", 0, {0, 0, 0, 300});
  CHECK(!read(file(r)));
}

void findsMoov() {
  Recipe r;
  const Data front = join({box("ftyp", {zeros(8)}), wideBox("mdat", zeros(3000)), box("free", {})});
  checkPts(join({front, moov(r)}), {0, 100, 200, 300, 400, 500});
  Data open = join({front, moov(r)});
  std::fill_n(open.begin() + static_cast<ptrdiff_t>(front.size()), 4, uint8_t{0});  // size 0
  checkPts(open, {0, 100, 200, 300, 400, 500});
  open.pop_back();
  CHECK(!read(Data(open.begin(), open.begin() + 3100)));  // truncated moov
  CHECK(!read(join({front, box("moov", {box("cmov", {zeros(40)})})})));
  CHECK(!read({}));
  r.mdhd = full("mdhd", 1 << 24, {0, 0, 0, 0, 1000, 0, 600, 0});
  r.mvhd = full("mvhd", 1 << 24, {0, 0, 0, 0, 500, 0, 300});
  r.tkhd = full("tkhd", (1 << 24) | 7, {0, 0, 0, 0, 1, 0, 0, 300});
  r.edts = edit({300, 100, 0x10000});
  checkPts(file(r), {-100, 0, 100, 200, 300, 400});
  r.before =
      box("trak", {full("tkhd", 7, {0, 0, 9, 0, 0})});  // libav's full edits are off behind it
  r.ctts = table("ctts", 2, {6, 50});
  const auto track = read(file(r));
  if (CHECK(track)) CHECK_EQ(track->libav.ptsOffset, 0);
}

Recipe emptyMovie() {
  Recipe r;
  r.stts = table("stts", 2, {});
  r.stss = {};
  r.stsz = full("stsz", 0, {0, 0});
  r.stsc = table("stsc", 3, {});
  r.stco = table("stco", 1, {});
  r.mvex =
      box("mvex", {full("trex", 0, {2, 1, 1, 1, 0}), full("trex", 0, {1, 1, 100, 10, 0x10000})});
  return r;
}
Data moof(const std::vector<Data>& trafs) {
  return box("moof", {full("mfhd", 0, {1}), join(trafs)});
}
Data tfdt(uint64_t time) { return full("tfdt", 0, {time}); }

Data fragmentedFile() {
  // Defaults of trex, first sample a key; another track's traf; then all fields of a trun.
  const Data first = box("traf", {full("tfhd", 0x020000, {1}), tfdt(1000),
                                  full("trun", 0x5, {2, 100, 0x02000000}), full("trun", 0, {1})});
  const Data other = box("traf", {full("tfhd", 0x020000, {2}), tfdt(0), full("trun", 0, {9})});
  const Data time = box("tfdt", {u32(1 << 24), u64(5000)});
  const Data second = box(
      "traf", {full("tfhd", 0x020038, {1, 40, 5, 0}), time,
               full("trun", 0x01000f01, {2, 100, 30, 8, 0, uint32_t(-20), 50, 8, 0x01010000, 10})});
  const Data third = box("traf", {full("tfhd", 0x020000, {1}), full("trun", 0x4, {1, 0})});
  return join({box("ftyp", {zeros(8)}), moov(emptyMovie()), moof({other, first}),
               box("mdat", {zeros(500)}), moof({second}), box("mdat", {zeros(500)}), moof({third}),
               box("mdat", {zeros(100)})});
}

void readsFragments() {
  const Data data = fragmentedFile();
  auto track = read(data);
  if (!CHECK(track)) return;
  CHECK(ptsOf(*track) == (Times{1000, 1100, 1200, 4980, 5040, 5080}));
  CHECK_EQ(flagsOf(*track, &Mp4Sample::sync), "100101");
  CHECK(track->fragmented && !track->truncated);
  CHECK_EQ(track->libav.ptsOffset, 20);
  CHECK_EQ(track->libav.dtsOffset, 0);
  CHECK_EQ(track->mediaEnd, 5180);
  track = read(Data(data.begin(), data.end() - 300));  // the second mdat ends early
  if (!CHECK(track)) return;
  CHECK_EQ(track->samples.size(), 5U);
  CHECK(track->truncated);
  Data zero = box("traf", {full("tfhd", 0x020010, {1, 0}), tfdt(0), full("trun", 0, {3})});
  const Data init = moov(emptyMovie());
  CHECK(!read(join({init, moof({zero})})));
  zero = box("traf", {full("tfhd", 0x020000, {1}), tfdt(0), full("trun", 0, {0xffffffff})});
  CHECK(!read(join({init, moof({zero})})));
  zero = box("traf", {full("trun", 0, {1})});
  CHECK(!read(join({init, moof({zero})})));
  CHECK(!read(init));
}

void readsMixed() {
  Recipe r;
  r.mvex = emptyMovie().mvex;
  const Data traf = box("traf", {full("tfhd", 0x020000, {1}), full("trun", 0, {2})});
  const auto track = read(join({moov(r), moof({traf}), box("mdat", {zeros(2000)})}));
  if (!CHECK(track)) return;
  CHECK(ptsOf(*track) == (Times{0, 100, 200, 300, 400, 500, 600, 700}));
}

void refusesHostileCounts() {
  Recipe r;
  const auto refused = [&r](Data Recipe::*part, Data value) {
    Recipe hostile = r;
    hostile.*part = std::move(value);
    return !read(file(hostile));
  };
  const Data huge = u32(0xffffffff);
  for (const auto& [part, type] :
       std::vector<std::pair<Data Recipe::*, const char*>>{{&Recipe::stts, "stts"},
                                                           {&Recipe::ctts, "ctts"},
                                                           {&Recipe::stss, "stss"},
                                                           {&Recipe::stsc, "stsc"},
                                                           {&Recipe::stco, "stco"}}) {
    CHECK(refused(part, box(type, {u32(0), huge, zeros(12)})));
  }
  CHECK(refused(&Recipe::stsz, full("stsz", 0, {1, 0xffffffff})));
  CHECK(refused(&Recipe::stsz, full("stsz", 0, {0, 1000, 1})));
  CHECK(refused(&Recipe::stsc, table("stsc", 3, {1, 0xffffffff, 1})));
  CHECK(refused(&Recipe::stsc, table("stsc", 3, {1, 0, 1})));
  CHECK(refused(&Recipe::stsc, table("stsc", 3, {2, 3, 1})));
  CHECK(refused(&Recipe::stsc, table("stsc", 3, {1, 3, 1, 9, 3, 1})));
  CHECK(refused(&Recipe::stts, table("stts", 2, {6, 0xfffffff0})));
  CHECK(refused(&Recipe::ctts, table("ctts", 2, {1, 0x7fffffff, 1, 0, 4, 0})));
  CHECK(refused(&Recipe::mdhd, full("mdhd", 0, {0, 0, 0, 600, 0})));
  CHECK(!refused(&Recipe::stts, table("stts", 2, {5, 100})));  // the last duration goes on
  CHECK(!refused(&Recipe::stts, table("stts", 2, {0, 7, 900, 100})));
}

void cancels() {
  CancelToken token;
  token.cancel();
  const ReadAt readAt = [](uint64_t, std::span<uint8_t>) { return true; };
  bool thrown = false;
  try {
    readMp4Track(readAt, 1000, 1, token);
  } catch (const Error& error) {
    thrown = error.code() == Code::kCancelled;
  }
  CHECK(thrown);
}

std::vector<Data> seeds() {
  Recipe all;
  all.ctts = table("ctts", 2, {1, 200, 1, uint32_t(-50), 4, 100});
  all.edts = edit({125, 0xffffffff, 0x10000, 300, 200, 0x10000});
  all.groups = join({box("sbgp", {u32(0), text("rap "), u32s({3, 3, 0, 1, 1, 2, 0})}),
                     box("sgpd", {u32(1 << 24), text("sync"), u32s({0, 2, 1}), {21}, u32(1), {19}}),
                     box("sbgp", {u32(0), text("sync"), u32s({1, 6, 1})})});
  Recipe packed = all;
  packed.stsz = box("stz2", {u32(0), u32(4), u32(6), {0xaa, 0xaa, 0xaa}});
  packed.stco = box("co64", {u32(0), u32(2), u64(1000), u64(2000)});
  std::vector<Data> files{file(all), file(packed), fragmentedFile()};
  for (Data& data : files) data.resize(std::min<size_t>(data.size(), 2000));
  return files;
}

/// Flips bits, writes telling numbers, cuts. Whatever is read must be sound; nothing may crash.
void survivesDamage() {
  std::mt19937 random(20261121);
  const auto below = [&random](size_t limit) { return random() % limit; };
  constexpr uint32_t kTelling[] = {0, 1, 7, 8, 0x7fffffff, 0x80000000, 0xffffffff, 0x01000000};
  const auto originals = seeds();
  size_t sound = 0;
  for (int round = 0; round < 20'000; round++) {
    Data data = originals[below(originals.size())];
    for (size_t flips = 1 + below(4); flips > 0; flips--) {
      const size_t at = below(std::min<size_t>(data.size(), 900) - 4);
      if (below(2) == 0) {
        data[at] ^= static_cast<uint8_t>(1U << below(8));
      } else {
        const Data value = u32(kTelling[below(std::size(kTelling))]);
        std::ranges::copy(value, data.begin() + static_cast<ptrdiff_t>(at));
      }
    }
    if (below(4) == 0) data.resize(below(data.size()));
    const auto track = read(data);
    if (!track) continue;
    sound++;
    const auto& libav = track->libav;
    if (track->samples.empty() || libav.begin >= libav.end || libav.end > track->samples.size()) {
      CHECK(!"a sound index");
    }
  }
  std::cout << sound << " damaged files read\n";
  CHECK(sound > 1000);
}

}  // namespace

int main() {
  readsTables();
  readsOffsets();
  readsKeys();
  readsPlaces();
  readsEdits();
  refusesEdits();
  findsMoov();
  readsFragments();
  readsMixed();
  refusesHostileCounts();
  cancels();
  survivesDamage();
  return haema::test::report();
}

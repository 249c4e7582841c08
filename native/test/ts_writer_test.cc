// Takes concatenated segments apart again with a demultiplexer of its own.
#include "av/ts_writer.h"

#include <map>
#include <random>

#include "av/aac.h"
#include "av/decode_order.h"
#include "av/error.h"
#include "av/nal.h"
#include "test/check.h"
#include "test/ts_demuxer.h"

using namespace haema::av;
using namespace haema::test;

namespace {

struct Recipe {
  bool video = true;
  bool audio = true;
  Ticks start = 0;
  Ticks frame = 3'750;
  int rate = 48'000;
  size_t smallest = 5;  // bytes of a coded picture
  size_t largest = 9'000;
  unsigned heldOneIn = 0;   // pictures that stay for up to 5 s
  unsigned emptyOneIn = 0;  // segments that lack a track's units
  Ticks longest = 180'000;  // of a segment
};

struct Segment {
  Ticks start, end;
  std::vector<VideoUnit> video;
  std::vector<AudioUnit> audio;
};

Bytes noise(size_t size, std::mt19937& random) {
  Bytes data(size);
  for (uint8_t& byte : data) byte = 1 + random() % 255;
  return data;
}

std::vector<VideoUnit> pictures(const Recipe& recipe, Ticks start, Ticks end,
                                std::mt19937& random) {
  std::vector<VideoUnit> units;
  for (Ticks pts = start; pts < end; pts += recipe.frame) {
    Bytes data;
    appendAnnexB(data, noise(recipe.smallest + random() % recipe.largest, random));
    units.push_back(
        {.data = data, .pts = pts, .dts = 0, .idr = units.empty() || random() % 30 == 0});
    if (recipe.heldOneIn && random() % recipe.heldOneIn == 0) pts += random() % 450'000;
  }
  for (size_t i = 1; i + 2 < units.size(); i += 3) {  // P b b
    std::swap(units[i].pts, units[i + 1].pts);
    std::swap(units[i].pts, units[i + 2].pts);
  }
  assignDts(units, recipe.frame);
  return units;
}

std::vector<Segment> timeline(const Recipe& recipe, size_t count, std::mt19937& random) {
  std::vector<Segment> segments;
  Ticks start = recipe.start;
  const auto empty = [&] { return recipe.emptyOneIn && random() % recipe.emptyOneIn == 0; };
  for (size_t i = 0; i < count; ++i) {
    const Ticks length = random() % 4 ? 1 + random() % recipe.longest : recipe.frame;
    Segment segment{.start = start, .end = start + length, .video = {}, .audio = {}};
    if (recipe.video && !empty()) segment.video = pictures(recipe, start, segment.end, random);
    const AVRational frameBase{kAacFrameSamples, recipe.rate};
    int64_t frame = av_rescale_q_rnd(start, kTickBase, frameBase, AV_ROUND_UP);
    const int64_t last = av_rescale_q_rnd(segment.end, kTickBase, frameBase, AV_ROUND_UP);
    for (const bool some = recipe.audio && !empty(); some && frame < last; ++frame) {
      segment.audio.push_back({.data = noise(1 + random() % 800, random), .frame = frame});
    }
    segments.push_back(std::move(segment));
    start += length;
  }
  return segments;
}

const VideoFormat kVideo{
    .sps = {0x67, 0x64, 0, 0x1f, 0xac}, .pps = {0x68, 0xee}, .width = 16, .height = 16};

AudioFormat audioAt(int rate) {
  return {.sampleRate = rate, .channels = 2, .config = audioSpecificConfig(rate, 2)};
}

Bytes write(const Recipe& recipe, const Segment& segment) {
  const AudioFormat audio = audioAt(recipe.rate);
  const TsSegment ts{.start = segment.start,
                     .end = segment.end,
                     .decodeDelay = recipe.video ? decodeDelay(recipe.frame) : 0,
                     .videoFormat = recipe.video ? &kVideo : nullptr,
                     .audioFormat = recipe.audio ? &audio : nullptr,
                     .audio = segment.audio};
  Bytes bytes = writeTs(ts, segment.video);
  CHECK(bytes == writeTs(ts, segment.video));
  return bytes;
}

Ticks ahead(uint64_t later, uint64_t earlier) {
  const uint64_t difference = (later - earlier) % kWrap;
  return difference < kWrap / 2 ? static_cast<Ticks>(difference)
                                : static_cast<Ticks>(difference) - static_cast<Ticks>(kWrap);
}

uint64_t stamped(Ticks ticks) { return static_cast<uint64_t>(ticks + 900'000) % kWrap; }

void checkVideo(const std::vector<Segment>& segments, std::vector<Pes>& found) {
  size_t next = 0;
  for (const Segment& segment : segments) {
    for (const VideoUnit& unit : segment.video) {
      if (!CHECK(next < found.size())) return;
      Pes& pes = found[next++];
      Bytes expected{0, 0, 0, 1, 9, 0xf0};
      if (unit.idr) appendAnnexB(expected, kVideo.sps);
      if (unit.idr) appendAnnexB(expected, kVideo.pps);
      expected.insert(expected.end(), unit.data.begin(), unit.data.end());
      if (!CHECK(unwrap(pes, 0xe0, false))) return;
      CHECK(pes.data == expected);
      CHECK_EQ(pes.pts, stamped(unit.pts));
      CHECK_EQ(pes.dts, stamped(unit.dts));
      CHECK_EQ(pes.randomAccess, unit.idr);
      CHECK(pes.clock && *pes.clock == stamped(unit.dts - kTsClockLead));
    }
  }
  CHECK_EQ(next, found.size());
}

void checkAudio(const Recipe& recipe, const std::vector<Segment>& segments,
                std::vector<Pes>& found) {
  size_t next = 0;
  Bytes stream;
  uint64_t pts = 0;
  for (const Segment& segment : segments) {
    for (const AudioUnit& unit : segment.audio) {
      const Ticks time = av_rescale(unit.frame * 1024, 90'000, recipe.rate);
      if (stream.empty()) {
        if (!CHECK(next < found.size()) || !CHECK(unwrap(found[next], 0xc0, true))) return;
        stream = found[next].data;
        pts = found[next++].pts;
        CHECK_EQ(pts, stamped(time));
        CHECK(stream.size() <= 16 * 184 || stream.size() == unit.data.size() + 7);
      }
      CHECK(ahead(stamped(time), pts) < 12'600);
      const auto header = adtsHeader(recipe.rate, 2, unit.data.size());
      Bytes expected(header.begin(), header.end());
      expected.insert(expected.end(), unit.data.begin(), unit.data.end());
      if (!CHECK(stream.size() >= expected.size())) return;
      if (!CHECK(std::equal(expected.begin(), expected.end(), stream.begin()))) return;
      stream.erase(stream.begin(), stream.begin() + static_cast<ptrdiff_t>(expected.size()));
    }
  }
  CHECK(stream.empty() && next == found.size());
}

void checkClock(const Demuxer& demuxer) {
  for (size_t i = 1; i < demuxer.clocks.size(); ++i) {
    const Ticks gap = ahead(demuxer.clocks[i], demuxer.clocks[i - 1]);
    if (!CHECK(gap > 0 && gap <= 9'000)) std::cerr << "  gap of " << gap << " ticks\n";
  }
  for (const auto& [pid, list] : demuxer.streams) {
    for (const Pes& pes : list) {
      if (pes.arrived) CHECK(ahead(pes.dts, *pes.arrived) > 0);
    }
  }
}

void testTimeline(const char* name, const Recipe& recipe, unsigned seed, size_t count = 12) {
  std::mt19937 random(seed);
  const int before = haema::test::failures;
  const std::vector<Segment> segments = timeline(recipe, count, random);
  Demuxer demuxer;
  for (const Segment& segment : segments) demuxer.feed(write(recipe, segment));
  CHECK_EQ(demuxer.fault, "");
  std::map<int, int> types;
  if (recipe.video) types[kVideoPid] = 0x1b;
  if (recipe.audio) types[kAudioPid] = 0x0f;
  CHECK(demuxer.types == types);
  CHECK_EQ(demuxer.clockPid, recipe.video ? kVideoPid : kAudioPid);
  if (demuxer.fault.empty()) {
    checkVideo(segments, demuxer.streams[kVideoPid]);
    checkAudio(recipe, segments, demuxer.streams[kAudioPid]);
    checkClock(demuxer);
  }
  if (haema::test::failures > before) std::cerr << "in " << name << ", seed " << seed << "\n";
}

void testTables() {
  std::mt19937 random(3);
  const Recipe recipe;
  for (const Ticks length : {90'000, 720'000, 720'001, 1'080'000}) {
    const Segment segment{
        .start = 0, .end = length, .video = pictures(recipe, 0, length, random), .audio = {}};
    const Bytes bytes = write(recipe, segment);
    size_t tables = 0, pictures = 0, since = 0, longest = 0;
    for (size_t at = 0; at < bytes.size(); at += 188) {
      const int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2];
      if (pid == 0) ++tables, since = 0;
      if (pid == kVideoPid && (bytes[at + 1] & 0x40))
        ++pictures, longest = std::max(longest, ++since);
    }
    CHECK_EQ(tables, length > 720'000 ? 32u : 16u);
    CHECK_EQ(pictures, segment.video.size());
    CHECK(longest <= 13);  // half a second and one
  }
}

/// Single units of every small size: one PES packet must fill 16 packets.
void testTiny() {
  for (size_t size = 1; size < 700; size += size < 40 ? 1 : 13) {
    for (const bool video : {true, false}) {
      Recipe recipe{.video = video, .audio = !video};
      Segment segment{.start = 0, .end = 3'000, .video = {}, .audio = {}};
      if (video) segment.video = {{.data = Bytes(size, 1), .pts = 0, .dts = 0, .idr = false}};
      if (!video) segment.audio = {{.data = Bytes(size, 1), .frame = 0}};
      Demuxer demuxer;
      for (int i = 0; i < 2; ++i) demuxer.feed(write(recipe, segment));
      CHECK_EQ(demuxer.fault, "");
      auto& found = demuxer.streams[video ? kVideoPid : kAudioPid];
      CHECK_EQ(found.size(), 2u);
      if (found.size() != 2 || !CHECK(unwrap(found[0], video ? 0xe0 : 0xc0, !video))) return;
      CHECK_EQ(found[0].data.size(), size + (video ? 6 : 7));
    }
  }
}

bool refused(const TsSegment& segment, const std::vector<VideoUnit>& video) {
  try {
    writeTs(segment, video);
  } catch (const Error& error) {
    return error.code() == Code::kEngineFailed;
  }
  return false;
}

void testRefused() {
  const std::vector<VideoUnit> one{{.data = {0, 0, 1, 0x65}, .pts = 0, .dts = 0, .idr = true}};
  const TsSegment good{.start = 0,
                       .end = 9'000,
                       .decodeDelay = 0,
                       .videoFormat = &kVideo,
                       .audioFormat = nullptr,
                       .audio = {}};
  CHECK(!refused(good, one));
  TsSegment bad = good;
  bad.videoFormat = nullptr;
  CHECK(refused(bad, one));
  bad = good;
  bad.end = 0;
  CHECK(refused(bad, one));
  bad.end = kForever;
  CHECK(refused(bad, one));
  std::vector<VideoUnit> two{one[0], one[0]};
  CHECK(refused(good, two));
  two = {one[0]};
  two[0].dts = 1;
  CHECK(refused(good, two));
  two[0].dts = 0;
  two[0].data.clear();
  CHECK(refused(good, two));
}

}  // namespace

int main() {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    testTimeline("film", {}, seed);
    testTimeline("tiny pictures", {.largest = 60}, seed);
    testTimeline("large pictures", {.largest = 150'000, .longest = 60'000}, seed, 5);
    testTimeline("video only", {.audio = false}, seed);
    testTimeline("audio only", {.video = false, .rate = 44'100}, seed);
    testTimeline("low audio rate", {.video = false, .rate = 8'000}, seed);
    testTimeline("60 a second", {.frame = 1'500, .rate = 96'000}, seed);
    testTimeline("1 a second", {.frame = 90'000, .rate = 22'050, .longest = 700'000}, seed);
    testTimeline("held pictures", {.heldOneIn = 9, .longest = 900'000}, seed);
    testTimeline("missing units", {.emptyOneIn = 2}, seed);
    testTimeline("wrap", {.start = (int64_t{1} << 33) - 900'000 - 200'000}, seed);
  }
  testTables();
  testTiny();
  testRefused();
  return haema::test::report();
}

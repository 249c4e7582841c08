// Reads the boxes of init parts and fragments back, byte by byte.
#include "av/mp4_writer.h"

#include <numeric>
#include <random>
#include <string>

#include "av/aac.h"
#include "av/decode_order.h"
#include "av/error.h"
#include "av/nal.h"
#include "test/box_reader.h"
#include "test/check.h"

using namespace haema::av;
using namespace haema::test;

namespace {

const VideoFormat kHigh{.sps = {0x67, 100, 0, 31, 0b10101100, 0x80},
                        .pps = {0x68, 0xee, 0x3c, 0x80},
                        .width = 1'280,
                        .height = 720};

std::vector<VideoUnit> pictures(Ticks start, size_t count, Ticks frame, std::mt19937& random) {
  std::vector<VideoUnit> units;
  for (size_t i = 0; i < count; ++i) {
    Bytes data;
    for (size_t slices = 1 + random() % 3; slices > 0; --slices) {
      if (random() % 2) data.push_back(0);
      data.insert(data.end(), {0, 0, 1});
      data.insert(data.end(), 1 + random() % 300, static_cast<uint8_t>(1 + random() % 255));
    }
    units.push_back(
        {.data = data, .pts = start + static_cast<Ticks>(i) * frame, .dts = 0, .idr = i % 24 == 0});
  }
  for (size_t i = 1; i + 3 < count && (i + 3) % 24 != 0 && i % 24 != 0; i += 4) {  // P B b b
    std::swap(units[i].pts, units[i + 3].pts);
    std::swap(units[i + 1].pts, units[i + 3].pts);
  }
  assignDts(units, frame);
  return units;
}

void testVideoFragments() {
  std::mt19937 random(5);
  Ticks start = (int64_t{1} << 32) + 12'345;  // beyond 32 bits
  for (uint32_t index = 0; index < 40; ++index) {
    const size_t count = index % 5 == 0 ? 1 : 1 + random() % 70;
    const std::vector<VideoUnit> units = pictures(start, count, 3'003, random);
    const Ticks end = start + static_cast<Ticks>(count) * 3'003 + (index % 7 == 0 ? 90'000 : 0);
    const Bytes file =
        writeFragment(VideoFragment{.sequence = index + 1, .units = units, .end = end});
    CHECK_EQ(descend(file, {"moof", "mfhd"}).u32(4), index + 1);
    const Body tfhd = descend(file, {"moof", "traf", "tfhd"});
    CHECK(tfhd.u32(0) == 0x020000 && tfhd.u32(4) == 1 && tfhd.size == 8);

    const std::vector<Sample> samples = videoRun(file);
    if (!CHECK_EQ(samples.size(), count)) return;
    CHECK_EQ(samples[0].decode, start);
    CHECK_EQ(samples[0].offset, 0);
    CHECK_EQ(samples[count - 1].decode + samples[count - 1].duration, end);
    Bytes media;
    for (size_t i = 0; i < count; ++i) {
      const Bytes sample = toLengthPrefixed(units[i].data);
      media.insert(media.end(), sample.begin(), sample.end());
      CHECK_EQ(samples[i].decode + samples[i].offset, units[i].pts);
      CHECK(samples[i].duration > 0);
      CHECK_EQ(samples[i].size, sample.size());
      CHECK_EQ(samples[i].flags, units[i].idr ? 0x02000000u : 0x01010000u);
    }
    checkPayload(file, descend(file, {"moof", "traf", "trun"}), media);
    start = end;
  }
}

/// An end before the last picture's decoding time still leaves it a tick.
void testLastDuration() {
  const std::vector<VideoUnit> units{{.data = {0, 0, 1, 0x65}, .pts = 90, .dts = 0, .idr = true}};
  const auto samples =
      videoRun(writeFragment(VideoFragment{.sequence = 1, .units = units, .end = 5}));
  CHECK(samples.size() == 1 && samples[0].duration == 1 && samples[0].decode == 90);
}

/// Pictures that begin behind the sound: decoding begins at zero all the same, each picture keeps
/// its time, and where there are enough of them none seems to last beyond the end.
void testLateBeginning() {
  std::mt19937 random(9);
  for (const Ticks gap : {Ticks{0}, Ticks{3'753}, Ticks{90'000}, Ticks{170'000}}) {
    const auto count = static_cast<size_t>((Ticks{180'000} - gap) / 3'000);
    const std::vector<VideoUnit> units = pictures(gap, count, 3'000, random);
    const Ticks end = gap + static_cast<Ticks>(count) * 3'000;
    const Bytes file =
        writeFragment(VideoFragment{.sequence = 1, .units = units, .end = end, .first = true});
    const std::vector<Sample> samples = videoRun(file);
    CHECK_EQ(samples[0].decode, 0);
    Ticks shownTo = 0;
    for (size_t i = 0; i < count; ++i) {
      CHECK_EQ(samples[i].decode + samples[i].offset, units[i].pts);
      CHECK(samples[i].duration > 0);
      shownTo = std::max(shownTo, units[i].pts + samples[i].duration);
    }
    CHECK_EQ(samples.back().decode + samples.back().duration, end);
    if (gap <= 90'000) CHECK_EQ(shownTo, end);
    const bool same =
        file == writeFragment(VideoFragment{.sequence = 1, .units = units, .end = end});
    CHECK_EQ(same, gap == 0);
  }
}

void testAudioFragment() {
  std::vector<AudioUnit> units;
  Bytes media;
  const int64_t first = int64_t{1} << 31;
  for (uint8_t i = 0; i < 94; ++i) {
    units.push_back({.data = Bytes(i + 1u, i), .frame = first + i});
    media.insert(media.end(), i + 1u, i);
  }
  const Bytes file = writeFragment(AudioFragment{.sequence = 8, .units = units});
  const Body tfhd = descend(file, {"moof", "traf", "tfhd"});
  CHECK(tfhd.u32(0) == 0x020028 && tfhd.u32(8) == 1'024 && tfhd.u32(12) == 0x02000000);
  CHECK_EQ(descend(file, {"moof", "traf", "tfdt"}).number(4, 8),
           static_cast<uint64_t>(first) * 1'024);
  const Body trun = descend(file, {"moof", "traf", "trun"});
  CHECK(trun.u32(0) == 0x201 && trun.u32(4) == 94);
  for (size_t i = 0; i < 94; ++i) CHECK_EQ(trun.u32(12 + 4 * i), i + 1);
  checkPayload(file, trun, media);
}

void testVideoInit() {
  const Bytes file =
      writeInit(kHigh, VideoColor{.primaries = 1, .transfer = 2, .matrix = 6, .fullRange = true});
  CHECK(file == writeInit(kHigh, VideoColor{1, 2, 6, true}));
  CHECK_EQ(descend(file, {"ftyp"}).at, 8u);
  CHECK_EQ(descend(file, {"moov", "trak", "mdia", "mdhd"}).u32(12), 90'000u);
  const Body tkhd = descend(file, {"moov", "trak", "tkhd"});
  CHECK(tkhd.size == 84 && tkhd.u32(76) == 1'280u << 16 && tkhd.u32(80) == 720u << 16);
  CHECK_EQ(descend(file, {"moov", "mvhd"}).size, 100u);
  CHECK_EQ(descend(file, {"moov", "mvex", "trex"}).u32(4), 1u);
  const Body stsd = descend(file, {"moov", "trak", "mdia", "minf", "stbl", "stsd"});
  const Body avc1 = child(stsd, "avc1", 8);
  CHECK(avc1.number(24, 2) == 1'280 && avc1.number(26, 2) == 720);
  const Body avcC = child(avc1, "avcC", 78);
  CHECK(avcC.bytes(0, avcC.size) ==
        Bytes({1,    100, 0, 31, 0xff, 0xe1, 0,    6,    0x67, 100,  0,    31, 0b10101100,
               0x80, 1,   0, 4,  0x68, 0xee, 0x3c, 0x80, 0xfd, 0xf8, 0xf8, 0}));
  const Body colr = child(avc1, "colr", 78);
  CHECK(colr.bytes(0, colr.size) == Bytes({'n', 'c', 'l', 'x', 0, 1, 0, 2, 0, 6, 0x80}));
  const std::string text(file.begin(), file.end());
  CHECK(text.find("edts") == std::string::npos);

  VideoFormat main = kHigh;
  main.sps[1] = 77;
  const Bytes plain = writeInit(main);
  const Body entry =
      child(descend(plain, {"moov", "trak", "mdia", "minf", "stbl", "stsd"}), "avc1", 8);
  CHECK_EQ(entry.size, 78 + 8 + child(entry, "avcC", 78).size);  // no colr
  CHECK_EQ(child(entry, "avcC", 78).size, 21u);                  // no sample format
}

void testAudioInit() {
  const AudioFormat format{
      .sampleRate = 44'100, .channels = 2, .config = audioSpecificConfig(44'100, 2)};
  const Bytes file = writeInit(format, 160'000);
  CHECK_EQ(descend(file, {"moov", "trak", "mdia", "mdhd"}).u32(12), 44'100u);
  const Body stsd = descend(file, {"moov", "trak", "mdia", "minf", "stbl", "stsd"});
  const Body mp4a = child(stsd, "mp4a", 8);
  CHECK(mp4a.number(16, 2) == 2 && mp4a.u32(24) == 44'100u << 16);
  const Body esds = child(mp4a, "esds", 28);
  CHECK(esds.bytes(0, esds.size) ==
        Bytes({0, 0, 0,    0, 3, 25, 0,    0, 0, 4, 17,   0x40, 0x15, 0, 6, 0,
               0, 2, 0x71, 0, 0, 2,  0x71, 0, 5, 2, 0x12, 0x10, 6,    1, 2}));
}

template <typename Fragment>
bool refused(const Fragment& fragment) {
  try {
    writeFragment(fragment);
  } catch (const Error& error) {
    return error.code() == Code::kEngineFailed;
  }
  return false;
}

void testRefused() {
  CHECK(refused(VideoFragment{.sequence = 1, .units = {}, .end = 1}));
  CHECK(refused(AudioFragment{.sequence = 1, .units = {}}));
  const Bytes slice{0, 0, 1, 0x65};
  std::vector<VideoUnit> units{{.data = slice, .pts = -1, .dts = -1, .idr = true}};
  CHECK(refused(VideoFragment{.sequence = 1, .units = units, .end = 9}));
  units = {{.data = slice, .pts = 0, .dts = 0, .idr = true},
           {.data = slice, .pts = 2, .dts = 0, .idr = false}};
  CHECK(refused(VideoFragment{.sequence = 1, .units = units, .end = 9}));
  units[1].dts = 1;
  CHECK(!refused(VideoFragment{.sequence = 1, .units = units, .end = 9}));
  units[1].data = {1, 2, 3};  // no NAL unit
  CHECK(refused(VideoFragment{.sequence = 1, .units = units, .end = 9}));
  const std::vector<AudioUnit> gap{{.data = {1}, .frame = 1}, {.data = {1}, .frame = 3}};
  CHECK(refused(AudioFragment{.sequence = 1, .units = gap}));
}

}  // namespace

int main() {
  testVideoFragments();
  testLastDuration();
  testLateBeginning();
  testAudioFragment();
  testVideoInit();
  testAudioInit();
  testRefused();
  return haema::test::report();
}

// Copied pictures and sound in MPEG-TS, taken apart again.
#include <random>

#include "av/error.h"
#include "av/ts_writer.h"
#include "test/check.h"
#include "test/ts_demuxer.h"

using namespace haema::av;
using namespace haema::test;

namespace {

struct Case {
  TsVideoCopy video;
  AudioCopyFormat audio;
  size_t frameBytes;  // of sound, at most
  int streamId;
  int type;
  const char* registration;
};

AudioCopyFormat formatOf(AudioCopyCodec codec, int rate, int samples, Bytes config = {}) {
  return {.codec = codec,
          .sampleRate = rate,
          .channels = 2,
          .frameSamples = samples,
          .config = std::move(config),
          .bitRate = 0,
          .codecs = {},
          .fitsTs = true};
}

Bytes noise(size_t size, std::mt19937& random) {
  Bytes bytes(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(1 + random() % 255);
  return bytes;
}

struct Segment {
  Ticks start, end;
  std::vector<VideoUnit> video;
  std::vector<AudioCopyUnit> audio;
};

constexpr Ticks kDelay = 16 * 3'600;

/// Frames belong to a segment from a quarter of their length before its start on.
std::vector<Segment> segmentsOf(const Case& each, std::mt19937& random) {
  std::vector<Segment> segments;
  int64_t sample = -each.audio.frameSamples / 3;
  for (Ticks start = 0; segments.size() < 8;) {
    Segment segment{.start = start,
                    .end = start + 90'000 + static_cast<Ticks>(random() % 200'000),
                    .video = {},
                    .audio = {}};
    for (Ticks t = start; each.video != TsVideoCopy::kNone && t < segment.end; t += 3'600) {
      segment.video.push_back({.data = noise(10 + random() % 20'000, random),
                               .pts = t,
                               .dts = t - kDelay,
                               .idr = t == start});
    }
    const int64_t end = fromTicks(segment.end, {1, each.audio.sampleRate});
    for (; 4 * (end - sample) > each.audio.frameSamples; sample += each.audio.frameSamples) {
      segment.audio.push_back({.data = noise(1 + random() % each.frameBytes, random),
                               .sample = sample,
                               .samples = each.audio.frameSamples});
    }
    start = segment.end;
    segments.push_back(std::move(segment));
  }
  return segments;
}

Bytes write(const Case& each, const Segment& segment) {
  return writeTs({.start = segment.start,
                  .end = segment.end,
                  .decodeDelay = segment.video.empty() ? 0 : kDelay,
                  .videoFormat = nullptr,
                  .audioFormat = nullptr,
                  .audio = {},
                  .copiedVideo = each.video,
                  .copiedAudio = &each.audio,
                  .copiedUnits = segment.audio},
                 segment.video);
}

uint64_t stamped(Ticks ticks) { return static_cast<uint64_t>(ticks + 900'000) % kWrap; }

void checkVideo(const std::vector<Segment>& segments, std::vector<Pes>& found) {
  size_t next = 0;
  for (const Segment& segment : segments) {
    for (const VideoUnit& unit : segment.video) {
      if (!CHECK(next < found.size()) || !CHECK(unwrap(found[next], 0xe0, false))) return;
      const Pes& pes = found[next++];
      CHECK(pes.data == unit.data);
      CHECK_EQ(pes.pts, stamped(unit.pts));
      CHECK_EQ(pes.dts, stamped(unit.dts));
      CHECK_EQ(pes.randomAccess, unit.idr);
    }
  }
  CHECK_EQ(next, found.size());
}

void checkAudio(const Case& each, const std::vector<Segment>& segments, std::vector<Pes>& found) {
  size_t next = 0;
  Bytes rest;
  for (const Segment& segment : segments) {
    for (const AudioCopyUnit& unit : segment.audio) {
      if (rest.empty()) {
        if (!CHECK(next < found.size()) || !CHECK(unwrap(found[next], each.streamId, true))) return;
        rest = found[next].data;
        CHECK_EQ(found[next++].pts, stamped(toTicks(unit.sample, {1, each.audio.sampleRate})));
      }
      Bytes expected = unit.data;
      if (each.audio.codec == AudioCopyCodec::kAac) {
        const Bytes header = adtsHeader(each.audio, unit.data.size());
        expected.insert(expected.begin(), header.begin(), header.end());
      }
      if (!CHECK(rest.size() >= expected.size())) return;
      CHECK(std::equal(expected.begin(), expected.end(), rest.begin()));
      rest.erase(rest.begin(), rest.begin() + static_cast<ptrdiff_t>(expected.size()));
    }
  }
  CHECK(rest.empty() && next == found.size());
}

void testCase(const Case& each, unsigned seed) {
  std::mt19937 random(seed);
  const std::vector<Segment> segments = segmentsOf(each, random);
  Demuxer demuxer;
  for (const Segment& segment : segments) demuxer.feed(write(each, segment));
  CHECK_EQ(demuxer.fault, "");
  const bool video = each.video != TsVideoCopy::kNone;
  CHECK_EQ(demuxer.types[kAudioPid], each.type);
  CHECK_EQ(demuxer.registrations[kAudioPid], each.registration);
  if (video) {
    const bool hevc = each.video == TsVideoCopy::kHevc;
    CHECK_EQ(demuxer.types[kVideoPid], hevc ? 0x24 : 0x1b);
    CHECK_EQ(demuxer.registrations[kVideoPid], hevc ? "HEVC" : "");
  }
  CHECK_EQ(demuxer.types.size(), video ? 2u : 1u);
  for (size_t i = 1; i < demuxer.clocks.size(); ++i) {
    CHECK((demuxer.clocks[i] - demuxer.clocks[i - 1]) % kWrap - 1 < 9'000);
  }
  if (!demuxer.fault.empty()) return;
  checkVideo(segments, demuxer.streams[kVideoPid]);
  checkAudio(each, segments, demuxer.streams[kAudioPid]);
}

void testRefused() {
  AudioCopyFormat format = formatOf(AudioCopyCodec::kOpus, 48'000, 960);
  format.fitsTs = false;
  bool refused = false;
  try {
    write({TsVideoCopy::kNone, format, 0, 0, 0, ""},
          {.start = 0, .end = 9, .video = {}, .audio = {}});
  } catch (const Error& error) {
    refused = error.code() == Code::kEngineFailed;
  }
  CHECK(refused);
}

}  // namespace

int main() {
  const AudioCopyFormat aac = formatOf(AudioCopyCodec::kAac, 48'000, 1024, {0x11, 0x90});
  const AudioCopyFormat heAac =
      formatOf(AudioCopyCodec::kAac, 44'100, 2048, {0x13, 0x90, 0x56, 0xe5, 0xa0});
  const AudioCopyFormat ac3 = formatOf(AudioCopyCodec::kAc3, 48'000, 1536);
  const AudioCopyFormat eac3 = formatOf(AudioCopyCodec::kEac3, 32'000, 1536);
  const AudioCopyFormat mp3 = formatOf(AudioCopyCodec::kMp3, 44'100, 1152);
  const AudioCopyFormat slowMp3 = formatOf(AudioCopyCodec::kMp3, 22'050, 576);
  for (unsigned seed = 1; seed <= 6; ++seed) {
    for (const TsVideoCopy video : {TsVideoCopy::kNone, TsVideoCopy::kH264, TsVideoCopy::kHevc}) {
      testCase({video, aac, 800, 0xc0, 0x0f, ""}, seed);
      testCase({video, heAac, 300, 0xc0, 0x0f, ""}, seed);
      testCase({video, ac3, 2'560, 0xbd, 0x81, "AC-3"}, seed);
      testCase({video, eac3, 12'000, 0xbd, 0x87, "EAC3"}, seed);
      testCase({video, mp3, 1'044, 0xc0, 0x03, ""}, seed);
      testCase({video, slowMp3, 500, 0xc0, 0x04, ""}, seed);
    }
  }
  testRefused();
  return report();
}

// Stretches of copied sound: every packet of the file once, whatever order they are read in.
#include "engine/audio_copy.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "engine/source_pool.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/two_descriptions.h"

using namespace haema;
using av::Ticks;
using engine::AudioCopySource;
using engine::AudioCopySpec;
using engine::AudioCopyStretch;

namespace {

const av::CancelToken kToken;

std::unique_ptr<av::Input> open(const test::Folder& folder, const std::string& name) {
  return av::Input::open(av::File::open(folder.path(), name, std::nullopt), av::Analysis::kHeaders,
                         kToken);
}

struct Packet {
  av::Bytes data;
  double time;
};

/// As the file holds them, from presentation zero on.
std::vector<Packet> packetsOf(av::Input& input, const AudioCopySpec& spec,
                              const av::AudioCopyFormat& format) {
  std::vector<Packet> packets;
  const av::Input::Lease lease(input, kToken);
  input.select(std::vector{spec.stream});
  av::PacketHandle packet = av::makePacket();
  while (input.read(packet)) {
    const av::PacketTurn turn(packet);
    const auto frame =
        av::audioCopyFrame(format, {packet->data, static_cast<size_t>(packet->size)});
    if (!CHECK(frame.has_value())) break;
    const double time =
        static_cast<double>(packet->pts) * av_q2d(input.stream(spec.stream)->time_base) -
        static_cast<double>(spec.origin) / 90'000;
    if (time + static_cast<double>(frame->samples) / format.sampleRate < 1e-5) continue;
    packets.push_back({{frame->data.begin(), frame->data.end()}, time});
  }
  return packets;
}

bool same(const std::vector<av::AudioCopyUnit>& a, const std::vector<av::AudioCopyUnit>& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.data == y.data && x.sample == y.sample && x.samples == y.samples;
  });
}

std::vector<AudioCopyStretch> stretchesOf(Ticks length, bool indexed) {
  std::vector<AudioCopyStretch> stretches;
  std::mt19937 random(7);
  for (Ticks start = 0; start < length;) {
    const Ticks end = start + 30'000 + static_cast<Ticks>(random() % 300'000);
    stretches.push_back({start, end, start == 0, end >= length, indexed});
    start = end;
  }
  return stretches;
}

/// The pictures are stream 0, the sound is stream 1.
AudioCopySpec specOf(av::Input& input) {
  const int64_t start = input.context()->start_time;
  return {.stream = 1, .origin = start == AV_NOPTS_VALUE ? 0 : av::toTicks(start, AV_TIME_BASE_Q)};
}

/// All stretches together have each packet once and in order. Returns the holes between them.
int checkParts(const std::vector<std::vector<av::AudioCopyUnit>>& parts,
               const std::vector<Packet>& packets, int sampleRate) {
  size_t next = 0;
  int64_t end = -1;
  int holes = 0;
  for (const auto& part : parts) {
    for (const av::AudioCopyUnit& unit : part) {
      if (!CHECK(next < packets.size())) return holes;
      CHECK(unit.data == packets[next].data);
      const double time = static_cast<double>(unit.sample) / sampleRate;
      CHECK(std::abs(time - packets[next].time) < 0.00101);
      if (end >= 0) CHECK(unit.sample >= end);
      if (end >= 0 && unit.sample > end) ++holes;
      end = unit.sample + unit.samples;
      ++next;
    }
  }
  CHECK_EQ(next, packets.size());
  return holes;
}

struct Case {
  const char* muxer;
  const char* sound;
  const char* codecs;
  bool indexed = true;
};

void checkFile(const test::Folder& folder, const std::string& name, const Case& each, int holes) {
  const int before = test::failures;
  const auto whole = open(folder, name);
  const AudioCopySpec spec = specOf(*whole);
  AudioCopySource source(open(folder, name), spec, kToken);
  CHECK_EQ(source.format().codecs, each.codecs);
  const std::vector<Packet> packets = packetsOf(*whole, spec, source.format());
  CHECK(packets.size() > 200);
  const std::vector<AudioCopyStretch> stretches = stretchesOf(19 * 90'000, each.indexed);
  std::vector<std::vector<av::AudioCopyUnit>> parts;
  for (const AudioCopyStretch& stretch : stretches) parts.push_back(source.read(stretch, kToken));
  CHECK_EQ(checkParts(parts, packets, source.format().sampleRate), holes);
  for (size_t i = stretches.size(); i-- > 0;) {
    CHECK(same(source.read(stretches[i], kToken), parts[i]));
    AudioCopySource cold(open(folder, name), spec, kToken);
    CHECK(same(cold.read(stretches[i], kToken), parts[i]));
  }
  // Where nothing can begin before presentation zero, what does is left out, and nothing else.
  AudioCopyStretch first = stretches.front();
  first.fromZero = true;
  const int early = source.format().sampleRate / 1000;
  std::erase_if(parts.front(), [&](const auto& unit) { return unit.sample < -early; });
  CHECK(same(source.read(first, kToken), parts.front()));
  if (test::failures > before) std::cerr << "in " << name << "\n";
}

const test::Clip kClip{.frames = 500, .gop = 50, .width = 64, .height = 48};

void testClip(const test::Folder& folder, const Case& each) {
  const std::string name = std::string(each.muxer) + each.sound;
  test::Clip clip = kClip;
  clip.muxer = each.muxer;
  clip.sound = each.sound;
  test::writeClip(folder.at(name), clip);
  checkFile(folder, name, each, 0);
}

/// Sound is missing in two places, for one frame and for seconds.
void testHoles(const test::Folder& folder) {
  const Case each{"mpegts", "ac3", "ac-3", false};
  test::Clip clip = kClip;
  clip.muxer = each.muxer;
  clip.sound = each.sound;
  test::writeClip(folder.at("whole.ts"), clip);
  std::ifstream in(folder.at("whole.ts"), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  int pes = 0;
  bool dropping = false;
  for (size_t at = 0; at + 188 <= bytes.size(); at += 188) {
    const int pid = (bytes[at + 1] & 0x1f) << 8 | (bytes[at + 2] & 0xff);
    if (pid != 0x101) continue;
    if (bytes[at + 1] & 0x40) {
      ++pes;
      dropping = pes == 20 || (pes >= 40 && pes < 60);
    }
    if (dropping) bytes[at + 1] |= 0x1f, bytes[at + 2] = '\xff';  // a null packet
  }
  CHECK(pes > 80);
  std::ofstream(folder.at("holes.ts"), std::ios::binary) << bytes;
  checkFile(folder, "holes.ts", each, 2);
}

/// What is coded otherwise than the init segment says is refused, however it was come to.
void testChange(const test::Folder& folder) {
  test::writeClip(folder.at("plain.mp4"), kClip);
  std::ifstream in(folder.at("plain.mp4"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::ofstream(folder.at("changed.mp4"), std::ios::binary)
      << test::withTwoDescriptions(bytes, 1, "esds", 40);
  AudioCopySource source(open(folder, "changed.mp4"), {.stream = 1, .origin = 0}, kToken);
  const auto isSound = [&](Ticks start) {
    try {
      return !source.read({start, start + 90'000, false, false, true}, kToken).empty();
    } catch (const av::Error& error) {
      CHECK(error.code() == av::Code::kMediaInvalid);
      return false;
    }
  };
  for (const auto& [second, sounds] : {std::pair{1, true}, {15, false}, {16, false}, {2, true}}) {
    CHECK_EQ(isSound(second * 90'000), sounds);
  }
}

/// A stream that is announced and has no packets is no reason to read all of the file.
void testEmpty(const test::Folder& folder) {
  test::Clip clip = kClip;
  clip.muxer = "mpegts";
  test::writeClip(folder.at("sound.ts"), clip);
  std::ifstream in(folder.at("sound.ts"), std::ios::binary);
  const std::string sound{std::istreambuf_iterator<char>(in), {}};
  std::string silence = sound;
  for (size_t at = 0; at < silence.size(); at += 188) {
    const bool isSound = (silence[at + 1] & 0x1f) == 1 && (silence[at + 2] & 0xff) == 1;
    if (isSound) silence[at + 1] |= 0x1f, silence[at + 2] = '\xff';  // a null packet
  }
  std::ofstream out(folder.at("late.ts"), std::ios::binary);
  for (int64_t size = 0; size < int64_t{96} << 20; size += std::ssize(silence)) out << silence;
  out << sound;
  out.close();
  const uint64_t before = av::totalBytesRead();
  try {
    const AudioCopySource source(open(folder, "late.ts"), {.stream = 1, .origin = 0}, kToken);
    CHECK(!"found");
  } catch (const av::Error& error) {
    CHECK(error.code() == av::Code::kMediaInvalid);
  }
  CHECK(av::totalBytesRead() - before < uint64_t{90} << 20);
}

void testRefused(const test::Folder& folder) {
  test::writeClip(folder.at("mp2"), {.muxer = "matroska", .sound = "mp2", .frames = 25});
  for (const int stream : {0, 1, 2}) {
    av::Code code = av::Code::kCancelled;
    try {
      AudioCopySource(open(folder, "mp2"), {.stream = stream, .origin = 0}, kToken);
    } catch (const av::Error& error) {
      code = error.code();
    }
    CHECK(code == (stream == 1 ? av::Code::kMediaInvalid : av::Code::kBadRequest));
  }
}

void testPool(const test::Folder& folder) {
  test::writeClip(folder.at("film"), {.frames = 50});
  engine::SourcePool pool(size_t{1} << 30);
  const AudioCopySpec spec{.stream = 1, .origin = 0};
  const engine::SourceKey key{folder.path(), "film", {}, spec};
  CHECK(!pool.takeAudioCopy(key));
  pool.give(key, std::make_unique<AudioCopySource>(open(folder, "film"), spec, kToken));
  CHECK(pool.bytes() > 0);
  CHECK(!pool.takeAudioCopy({folder.path(), "film", {}, AudioCopySpec{.stream = 1, .origin = 1}}));
  CHECK(!pool.takeAudio(key));
  CHECK(pool.takeAudioCopy(key) != nullptr);
  CHECK_EQ(pool.count(), 0u);
}

}  // namespace

int main() {
  const test::Folder folder;
  for (const Case& each :
       {Case{"mp4", "aac", "mp4a.40.2"}, Case{"matroska", "aac", "mp4a.40.2"},
        Case{"mpegts", "aac", "mp4a.40.2", false}, Case{"flv", "aac", "mp4a.40.2"},
        Case{"mp4", "ac3", "ac-3"}, Case{"mpegts", "eac3", "ec-3", false},
        Case{"matroska", "eac3", "ec-3"}, Case{"matroska", "libmp3lame", "mp4a.40.34"},
        Case{"mpegts", "libmp3lame", "mp4a.40.34", false}, Case{"matroska", "libopus", "Opus"},
        Case{"mp4", "libopus", "Opus"}, Case{"matroska", "flac", "fLaC"}}) {
    testClip(folder, each);
  }
  testHoles(folder);
  testChange(folder);
  testEmpty(folder);
  testRefused(folder);
  testPool(folder);
  return test::report();
}

// What a probe makes of headers that cannot be meant.
#include "engine/probe.h"

#include <bit>
#include <cstdlib>
#include <fstream>

#include "test/check.h"
#include "test/clips.h"
#include "test/ebml.h"

using namespace haema;
using av::Ticks;
using test::bigEndian;
using test::Bytes;
using test::element;
using test::operator+;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;
constexpr uint64_t kCentury = 3'155'760'000;  // seconds

Bytes text(const char* value) { return {value, value + std::char_traits<char>::length(value)}; }
Bytes real(double value) { return bigEndian(std::bit_cast<uint64_t>(value), 8); }

struct Chapter {
  uint64_t start, end;  ///< nanoseconds
};

/// One second of silence in Matroska, in milliseconds, whose headers claim what a test wants.
struct Silence {
  double duration = 1'000;
  std::vector<Chapter> chapters{};
  bool emptyVideo = false;  ///< a track of pictures without a size, and without pictures
  Bytes light{};            ///< elements of its Colour
  Bytes additions{};        ///< other elements of the track
  std::vector<uint64_t> times{0, 100, 200, 300, 400, 500, 600, 700, 800, 900};  ///< of the blocks

  Bytes tracks() const {
    const Bytes sound = element(
        0xAE,
        element(0xD7, {1}) + element(0x73C5, {1}) + element(0x83, {2}) +
            element(0x86, text("A_PCM/INT/LIT")) +
            element(0xE1, element(0xB5, real(8'000)) + element(0x9F, {1}) + element(0x6264, {16})));
    const Bytes video = element(
        0xAE, element(0xD7, {2}) + element(0x73C5, {2}) + element(0x83, {1}) +
                  element(0x86, text("V_VP8")) +
                  element(0xE0, element(0xB0, {0}) + element(0xBA, {0}) + element(0x55B0, light)) +
                  additions);
    return element(0x1654AE6B, emptyVideo ? video + sound : sound);
  }

  Bytes edition() const {
    Bytes atoms;
    for (const Chapter& chapter : chapters) {
      atoms =
          atoms + element(0xB6, element(0x73C4, {static_cast<uint8_t>(atoms.size() % 200 + 1)}) +
                                    element(0x91, bigEndian(chapter.start, 8)) +
                                    element(0x92, bigEndian(chapter.end, 8)));
    }
    return element(0x1043A770, element(0x45B9, atoms));
  }

  Bytes file() const {
    Bytes content = element(0x1549A966, element(0x2AD7B1, bigEndian(1'000'000, 3)) +
                                            element(0x4489, real(duration))) +
                    tracks() + edition();
    for (const uint64_t time : times) {
      const Bytes block = Bytes{0x81, 0, 0, 0x80} + Bytes(1'600, 0);
      content =
          content + element(0x1F43B675, element(0xE7, bigEndian(time, 8)) + element(0xA3, block));
    }
    return test::file(content);
  }
};

engine::Probe probe(const test::Folder& folder, const Bytes& bytes) {
  std::ofstream(folder.at("clip"), std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return engine::probe({folder.path(), "clip", std::nullopt}, av::CancelToken());
}

bool near(Ticks a, Ticks b) { return std::abs(a - b) <= kSecond / 100; }

void testDurations(const test::Folder& folder) {
  const auto sound = probe(folder, Silence{}.file());
  CHECK_EQ(sound.duration, kSecond);
  CHECK_EQ(sound.durationFrom, std::string("header"));
  const double days = 24.0 * 3600 * 1'000;
  CHECK_EQ(probe(folder, Silence{.duration = 29 * days}.file()).duration, 29 * 24 * 3600 * kSecond);
  for (const double claimed : {31 * days, 3e12, 3e15, 1e300}) {
    const auto facts = probe(folder, Silence{.duration = claimed}.file());
    CHECK(near(facts.duration, kSecond));
    if (!CHECK_EQ(facts.durationFrom, std::string("scan"))) std::cerr << "  " << claimed << "\n";
  }
}

void testChapters(const test::Folder& folder) {
  const uint64_t half = 500'000'000, century = kCentury * 1'000'000'000;
  const Silence clip{.chapters = {{0, half},
                                  {half, century},
                                  {century, century + half},
                                  {uint64_t{1} << 62, uint64_t{1} << 63}}};
  const auto facts = probe(folder, clip.file());
  if (!CHECK_EQ(facts.chapters.size(), 2u)) return;
  CHECK_EQ(facts.chapters[0].end, kSecond / 2);
  CHECK_EQ(facts.chapters[1].start, kSecond / 2);
  CHECK_EQ(facts.chapters[1].end, kSecond);
}

/// A track that never holds a picture does not hide the sound.
void testEmptyVideo(const test::Folder& folder) {
  const auto facts = probe(folder, Silence{.emptyVideo = true}.file());
  CHECK_EQ(facts.streams.size(), 2u);
  CHECK_EQ(facts.video, -1);
  CHECK_EQ(facts.audio, 1);
  CHECK_EQ(facts.duration, kSecond);
}

/// How bright a film gets, and what of it only some players can show.
void testColours(const test::Folder& folder) {
  const auto video = [&](const Silence& clip) { return probe(folder, clip.file()).streams.at(0); };
  const Bytes screen = element(0x55D0, element(0x55D9, real(4'000)) + element(0x55DA, real(0.005)));
  const Bytes brightest = element(0x55BC, bigEndian(1'200, 2)) + element(0x55BD, {200});
  CHECK_EQ(video({.emptyVideo = true}).peak, 0);
  CHECK_EQ(video({.emptyVideo = true, .light = screen}).peak, 4'000);
  CHECK_EQ(video({.emptyVideo = true, .light = screen + brightest}).peak, 1'200);
  CHECK(!video({.emptyVideo = true}).dolbyVision);

  Bytes record{1, 0, 5 << 1, 6 << 3 | 5};
  record.resize(24);
  const Bytes mapping = element(0x41E4, element(0x41E7, text("dvcC")) + element(0x41ED, record));
  const auto facts = video({.emptyVideo = true, .additions = mapping});
  if (!CHECK(facts.dolbyVision)) return;
  CHECK_EQ(facts.dynamicRange, std::string("dolby-vision"));
  CHECK_EQ(facts.dolbyVision->profile, 5);
  CHECK_EQ(facts.dolbyVision->compatibility, 0);
}

/// The stamps of some blocks lie in another age: what is read are times, or none.
void testStamps(const test::Folder& folder) {
  Silence clip{.duration = 1e300};
  for (const uint64_t far : {uint64_t{1} << 62, uint64_t{1} << 56, kCentury * 5'000}) {
    clip.times[5] = far;
    const auto facts = probe(folder, clip.file());
    CHECK(near(facts.duration, kSecond));
    const av::CancelToken token;
    const auto input = av::Input::open(av::File::open(folder.path(), "clip", std::nullopt),
                                       av::Analysis::kFull, token);
    const av::Input::Lease lease(*input, token);
    av::PacketHandle packet = av::makePacket();
    while (input->read(packet)) {
      const av::PacketTurn turn(packet);
      const AVRational base = input->stream(0)->time_base;
      for (const int64_t stamp : {packet->pts, packet->dts, packet->pts + packet->duration}) {
        CHECK(packet->pts == AV_NOPTS_VALUE || av::toTicks(stamp, base) != av::kNoTicks);
      }
    }
  }
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testDurations(folder);
  testChapters(folder);
  testEmptyVideo(folder);
  testColours(folder);
  testStamps(folder);
  return test::report();
}

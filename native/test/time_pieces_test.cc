// Files put together from pieces that tell times of their own: one time line is made of them.
#include "engine/time_pieces.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "av/ts_writer.h"
#include "engine/inspect.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using av::Piece;
using av::Ticks;
using engine::PieceFinder;
using test::Film;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;
constexpr Ticks kFrame = kSecond / 25;
constexpr int kFrames = 75;

/// Two streams, whose packets take turns.
class Feed {
 public:
  /// `lag`: the second stream changes over so many packets later than the first one.
  void piece(Ticks from, int frames, int lag = 0) {
    for (int i = 0; i < frames; ++i) {
      packet(0, from + i * kFrame);
      packet(1, i < lag ? next_ : from + (i - lag) * kFrame);
    }
  }
  void packet(size_t stream, Ticks time) {
    position_ += 188;
    finder_.add(stream, {.decoded = time, .shown = time, .duration = kFrame}, position_);
    if (stream == 1) next_ = time + kFrame;
  }
  void split() { finder_.split(position_ + 1); }
  int64_t position() const { return position_; }
  std::vector<Piece> pieces() const { return finder_.pieces(); }

 private:
  PieceFinder finder_{2};
  int64_t position_ = 0;
  Ticks next_ = 0;
};

void testFinder() {
  Feed whole;
  whole.piece(0, 100);
  whole.packet(0, 900 * kSecond);  // damaged
  whole.piece(4 * kSecond, 100);
  whole.piece(13 * kSecond, 100);  // a hole of five seconds is one
  CHECK_EQ(whole.pieces().size(), 1u);
  CHECK_EQ(whole.pieces().front().to, 17 * kSecond);

  Feed falling;
  falling.piece(100 * kSecond, 100);
  const int64_t at = falling.position() + 188;
  falling.piece(kSecond, 100);
  const auto fallen = falling.pieces();
  CHECK_EQ(fallen.size(), 2u);
  CHECK_EQ(fallen.back().position, at);
  CHECK_EQ(fallen.back().from + fallen.back().shift, 104 * kSecond);
  CHECK_EQ(fallen.back().to, 5 * kSecond);

  Feed leaping;
  leaping.piece(0, 100);
  leaping.piece(70 * kSecond, 100, 30);
  const auto leapt = leaping.pieces();
  CHECK_EQ(leapt.size(), 2u);
  // What comes late of the first one's second stream ends that much later.
  CHECK_EQ(leapt.back().from + leapt.back().shift, 4 * kSecond + 30 * kFrame);
  av::Pieces pieces(leapt);
  CHECK(!pieces.positionFor(4 * kSecond));
  CHECK_EQ(pieces.positionFor(6 * kSecond).value_or(-1), leapt.back().position);

  Feed apart;  // a clock for each stream is no reason to tear them apart
  for (int i = 0; i < 5'000; ++i) {
    apart.packet(0, i * kFrame);
    apart.packet(1, 5'000 * kSecond + i * kFrame);
  }
  CHECK(apart.pieces().empty());
}

/// However little time falls by.
void testSplit() {
  Feed feed;
  feed.piece(0, 10);
  feed.split();
  feed.piece(0, 5);
  const auto parts = feed.pieces();
  CHECK_EQ(parts.size(), 2u);
  CHECK_EQ(parts.back().shift, 10 * kFrame);
  CHECK_EQ(parts.back().to, 5 * kFrame);
  feed.split();  // of which nothing follows
  CHECK_EQ(feed.pieces().size(), 2u);
}

/// Near a joint a packet goes by its time, elsewhere by its place.
void testShift() {
  av::Pieces pieces({{0, 0, 10 * kSecond, 0},
                     {5'000, 0, 10 * kSecond, 10 * kSecond},
                     {9'000, 500 * kSecond, 510 * kSecond, -480 * kSecond}});
  const auto shifted = [&](int64_t position, Ticks time) {
    av::PacketHandle packet = av::makePacket();
    packet->pos = position;
    packet->pts = packet->dts = time;
    pieces.shift(packet.get(), av::kTickBase, 0);
    CHECK_EQ(packet->pts, packet->dts);
    return packet->pts;
  };
  CHECK_EQ(shifted(100, kSecond), kSecond);
  CHECK_EQ(shifted(5'000, kSecond), 11 * kSecond);
  CHECK_EQ(shifted(-1, 2 * kSecond), 12 * kSecond);
  CHECK_EQ(shifted(9'100, 9 * kSecond), 19 * kSecond);
  CHECK_EQ(shifted(8'900, 501 * kSecond), 21 * kSecond);
}

std::vector<int> numbersOf(const engine::Inspection& seen) {
  std::vector<int> numbers;
  for (size_t i = 0; i < seen.times.size(); ++i) {
    const size_t size = size_t{engine::kPictureWidth} * engine::kPictureHeight;
    numbers.push_back(test::numberOf(seen.pictures.data() + i * size, engine::kPictureWidth,
                                     engine::kPictureHeight));
  }
  return numbers;
}

/// Every picture of both halves once and in time, whatever is made first.
void testJoined(const test::Folder& folder, const char* name) {
  const Film film(folder.path(), name);
  CHECK_EQ(film.facts().pieces.size(), 2u);
  const Ticks length = 2 * kFrames * kFrame;
  CHECK(std::abs(film.facts().duration - length) < kSecond / 4);
  engine::SourcePool warm(test::kWarm), cold(0);
  std::vector<engine::Segment> segments;
  for (size_t i = 0; i < film.count(); ++i) segments.push_back(test::make(film.request(i), warm));
  Ticks last = -kFrame;
  std::vector<int> numbers;
  for (size_t i = film.count(); i-- > 0;) {
    CHECK(test::make(film.request(i), cold).data == segments[i].data);
  }
  for (const engine::Segment& segment : segments) {
    CHECK_EQ(segment.stats.framesHeld, 0);
    const engine::Inspection seen = engine::inspect({.source = std::nullopt,
                                                     .bytes = segment.data,
                                                     .video = 0,
                                                     .audio = -1,
                                                     .from = {},
                                                     .to = {},
                                                     .rotation = 0,
                                                     .mirrored = false,
                                                     .sampleRate = 0},
                                                    {});
    for (const Ticks time : seen.times) {
      CHECK(time - av::kTsOffset > last && time - av::kTsOffset < last + kFrame * 5 / 2);
      last = time - av::kTsOffset;
    }
    std::ranges::copy(numbersOf(seen), std::back_inserter(numbers));
  }
  CHECK_EQ(numbers.size(), size_t{2 * kFrames});
  for (size_t i = 0; i < numbers.size(); ++i) CHECK_EQ(numbers[i], static_cast<int>(i) % kFrames);
}

void append(const std::string& path, const std::string& to) {
  std::ofstream(to, std::ios::app | std::ios::binary)
      << std::ifstream(path, std::ios::binary).rdbuf();
}

/// What would be too much to encode: packets of TS that mean nothing behind each one of the clip.
void padded(const std::string& path, const std::string& to, int packets) {
  constexpr size_t kPacket = 188;
  std::string none(kPacket, '\xff');
  none.replace(0, 4, "\x47\x1f\xff\x10");
  std::string padding;
  for (int i = 0; i < packets; ++i) padding += none;
  std::ifstream in(path, std::ios::binary);
  std::ofstream out(to, std::ios::app | std::ios::binary);
  for (std::string packet(kPacket, '\0'); in.read(packet.data(), kPacket);) {
    out << packet << padding;
  }
}

/// A large file is not read through for nothing: looks tell of a short piece in front of a film.
void testInFront(const test::Folder& folder) {
  const auto part = [&](const char* name, int frames) {
    test::writeClip(folder.at(name), {.muxer = "mpegts",
                                      .sound = nullptr,
                                      .frames = frames,
                                      .gop = 25,
                                      .width = 64,
                                      .height = 36});
  };
  constexpr int kSeconds = 40;
  part("front", 2 * 25);
  part("film", kSeconds * 25);
  const int64_t packets = static_cast<int64_t>(std::filesystem::file_size(folder.at("film"))) / 188;
  const int padding = static_cast<int>((44 << 20) / (188 * packets));
  padded(folder.at("film"), folder.at("alone.ts"), padding);
  padded(folder.at("front"), folder.at("both.ts"), padding);
  append(folder.at("alone.ts"), folder.at("both.ts"));
  CHECK(Film(folder.path(), "alone.ts").facts().pieces.empty());
  const Film both(folder.path(), "both.ts");
  CHECK_EQ(both.facts().pieces.size(), 2u);
  CHECK(std::abs(both.facts().duration - (kSeconds + 2) * kSecond) < kSecond / 4);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  testFinder();
  testSplit();
  testShift();
  const test::Folder folder;
  const auto twice = [&](const char* name, const test::Clip& clip) {
    test::writeClip(folder.at("half"), clip);
    for (int i = 0; i < 2; ++i) append(folder.at("half"), folder.at(name));
    testJoined(folder, name);
  };
  twice("twice.ts", {.muxer = "mpegts", .frames = kFrames, .gop = 25});
  twice("pictures.ts", {.muxer = "mpegts", .sound = nullptr, .frames = kFrames, .gop = 25});
  twice("twice.mpg", {.muxer = "vob",
                      .picture = "mpeg2video",
                      .sound = "mp2",
                      .frames = kFrames,
                      .gop = 15,
                      .bFrames = 2});
  testInFront(folder);
  return test::report();
}

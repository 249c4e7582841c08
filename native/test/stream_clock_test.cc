// What tells the time where a stream has no packets, and how much of what it tells is believed.
#include "engine/stream_clock.h"

#include <initializer_list>
#include <string>

#include "test/check.h"
#include "test/clips.h"

using namespace haema;
using av::Ticks;
using engine::StreamClock;
using test::Clip;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;

std::unique_ptr<av::Input> open(const test::Folder& folder, const Clip& clip) {
  test::writeClip(folder.at("clip"), clip);
  return av::Input::open(av::File::open(folder.path(), "clip", std::nullopt), av::Analysis::kFull,
                         {});
}

void testChoice(const test::Folder& folder) {
  const auto both = open(folder, {.muxer = "matroska", .frames = 10});
  CHECK_EQ(engine::clockBeside(*both, 0), 1);
  CHECK_EQ(engine::clockBeside(*both, 1), 0);
  CHECK_EQ(StreamClock(*both, 1).streams().size(), 2u);
  const auto sound = open(folder, {.muxer = "matroska", .picture = nullptr, .frames = 10});
  CHECK_EQ(StreamClock(*sound, 0).stream(), -1);
  const auto tables = open(folder, {.muxer = "mp4", .frames = 10});
  CHECK_EQ(StreamClock(*tables, 1).stream(), -1);
}

/// Packets of the pictures (stream 0) and the sound (stream 1, the wanted one).
class Feeder {
 public:
  explicit Feeder(StreamClock& clock) : clock_(clock) {}
  void pictures(std::initializer_list<Ticks> seconds) { note(0, seconds); }
  void sound(std::initializer_list<Ticks> seconds) { note(1, seconds); }

 private:
  void note(int stream, std::initializer_list<Ticks> seconds) {
    for (const Ticks second : seconds) {
      packet_->stream_index = stream;
      CHECK_EQ(clock_.note(packet_.get(), second * kSecond), stream == 1);
    }
  }
  StreamClock& clock_;
  av::PacketHandle packet_ = av::makePacket();
};

void testReadings(const av::Input& input) {
  StreamClock clock(input, 1);
  Feeder feed(clock);
  feed.pictures({10, 11, 12});
  CHECK(clock.now() == av::kNoTicks && clock.landed() == av::kNoTicks);
  feed.pictures({13});
  CHECK(clock.now() == 10 * kSecond && clock.landed() == 13 * kSecond);
  feed.pictures({5'000, 14, 15});  // a jumped stamp
  CHECK_EQ(clock.now(), 13 * kSecond);
  feed.pictures({16, 17, 3, 4, 5, 6});  // the clock falls
  CHECK_EQ(clock.now(), 3 * kSecond);
  CHECK_EQ(clock.landed(), 13 * kSecond);
  clock.reset();
  CHECK(clock.now() == av::kNoTicks && clock.landed() == av::kNoTicks);
}

/// Silence begins behind the last sound, and sound that was seen late is waited for longer.
void testSilence(const av::Input& input) {
  StreamClock clock(input, 1);
  Feeder feed(clock);
  feed.sound({30});  // it leads
  feed.pictures({20, 21, 22, 23});
  CHECK_EQ(clock.silentSince(), 23 * kSecond);
  CHECK_EQ(clock.limitOf(0), StreamClock::kInterleave);
  feed.sound({31});
  CHECK_EQ(clock.silentSince(), av::kNoTicks);
  CHECK_EQ(clock.limitOf(0), StreamClock::kInterleave);
  feed.pictures({60, 61, 62, 63});
  feed.sound({32});
  CHECK_EQ(clock.limitOf(0), 2 * (60 - 32) * kSecond);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testChoice(folder);
  const auto input = open(folder, {.muxer = "matroska", .frames = 10});
  testReadings(*input);
  testSilence(*input);
  return test::report();
}

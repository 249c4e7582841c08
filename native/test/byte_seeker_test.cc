// Seeks by bytes in transport streams whose clock rises, and in some that begin anew.
#include "engine/byte_seeker.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "test/check.h"
#include "test/clips.h"

using namespace haema;
using av::Ticks;
using engine::ByteSeeker;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;
constexpr int kSeconds = 60;

class Stream {
 public:
  explicit Stream(const test::Folder& folder, const char* name)
      : input_(av::Input::open(av::File::open(folder.path(), name, std::nullopt),
                               av::Analysis::kFull, token_)),
        lease_(*input_, token_) {}

  av::Input& input() { return *input_; }
  Ticks begin() const {
    return av::toTicks(input_->stream(0)->start_time, input_->stream(0)->time_base);
  }
  /// Where the seek has led, 0 where it says that this is the beginning.
  int64_t seek(ByteSeeker& seeker, Ticks target) {
    return seeker.seek(*input_, target, token_) ? input_->position() : 0;
  }
  Ticks next() {
    const av::PacketTurn turn(packet_);
    if (!input_->read(packet_)) return av::kNoTicks;
    return engine::timeOf(packet_.get(), input_->stream(packet_->stream_index)->time_base);
  }
  void noteAll(ByteSeeker& seeker) {
    for (input_->seekToByte(0); input_->read(packet_);) {
      const av::PacketTurn turn(packet_);
      const AVStream* stream = input_->stream(packet_->stream_index);
      seeker.note(packet_.get(), engine::timeOf(packet_.get(), stream->time_base));
    }
  }

 private:
  const av::CancelToken token_;
  std::unique_ptr<av::Input> input_;
  av::Input::Lease lease_;
  av::PacketHandle packet_ = av::makePacket();
};

/// As near before the target as promised, once it is known where the times are; cold, before it.
void testRising(const test::Folder& folder) {
  Stream stream(folder, "rising.ts");
  CHECK(ByteSeeker::suits(stream.input()));
  ByteSeeker noted;
  CHECK_EQ(noted.memory(), 0u);
  stream.noteAll(noted);
  CHECK(noted.memory() > 0);
  for (const Ticks second : {50, 7, 33, 59, 20}) {
    const Ticks target = stream.begin() + second * kSecond;
    ByteSeeker fresh;
    CHECK(stream.seek(fresh, target) > 0);
    CHECK(stream.next() <= target);
    CHECK(stream.seek(noted, target) > 0);
    const Ticks time = stream.next();
    CHECK(time <= target && time > target - ByteSeeker::kNear - kSecond);
  }
  ByteSeeker fresh;
  CHECK_EQ(stream.seek(fresh, stream.begin() - kSecond), 0);
}

/// Where time was seen to fall, what was met before decides nothing.
void testFalling(const test::Folder& folder) {
  Stream stream(folder, "falling.ts");
  ByteSeeker used;
  stream.noteAll(used);
  for (const Ticks second : {40, 3, 55, 21, 40}) {
    const Ticks target = stream.begin() + second * kSecond;
    ByteSeeker fresh;
    CHECK_EQ(stream.seek(used, target), stream.seek(fresh, target));
  }
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  test::writeClip(folder.at("rising.ts"), {.muxer = "mpegts", .frames = 25 * kSeconds, .gop = 25});
  std::filesystem::copy_file(folder.at("rising.ts"), folder.at("falling.ts"));
  std::ofstream(folder.at("falling.ts"), std::ios::app | std::ios::binary)
      << std::ifstream(folder.at("rising.ts"), std::ios::binary).rdbuf();
  testRising(folder);
  testFalling(folder);
  return test::report();
}

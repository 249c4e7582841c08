// An encoder of one GOP, on a thread of its own.
#include "engine/gop_encoder.h"

#include <chrono>
#include <thread>

#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"
#include "test/flat_picture.h"

namespace {

using namespace haema;

constexpr int kPictures = 5;
constexpr std::chrono::seconds kPatience(30);

/// The last picture may have been decoded long before the first is encoded: a job whose steps stay
/// as they are is taken for one that hangs.
void getsOnWithEachPicture(const test::Folder& folder) {
  test::writeClip(folder.at("clip"), {.frames = 50});
  const test::Film film(folder.path(), "clip");
  const engine::SegmentRequest request = film.request(0);
  engine::FrameBudget budget(test::kFrameBytes);
  engine::FrameAccount account(budget);
  const av::CancelToken token;
  engine::GopEncoder encoder(*request.video, nullptr, account, token);
  for (int i = 0; i < kPictures; ++i) {
    encoder.push({.frame = test::flatPicture(160, 90, 128), .time = i * av::kTicksPerSecond / 25});
  }
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (token.steps() < kPictures && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  CHECK_EQ(token.steps(), uint64_t{kPictures});
  encoder.close();
  CHECK_EQ(encoder.units().size(), size_t{kPictures});
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  getsOnWithEachPicture(folder);
  return test::report();
}

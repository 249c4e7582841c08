// An encoder of one GOP, on a thread of its own.
#include "engine/gop_encoder.h"

#include <chrono>
#include <thread>

#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

namespace {

using namespace haema;

constexpr int kPictures = 5;
constexpr std::chrono::seconds kPatience(30);

av::FrameHandle blackPicture(int width, int height) {
  av::FrameHandle frame = av::makeFrame();
  frame->width = width;
  frame->height = height;
  frame->format = AV_PIX_FMT_YUV420P;
  av::check(av_frame_get_buffer(frame.get(), 0), "picture");
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? height : (height + 1) / 2;
    std::fill_n(frame->data[plane], frame->linesize[plane] * rows, uint8_t{0x80});
  }
  return frame;
}

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
    encoder.push({.frame = blackPicture(160, 90), .time = i * av::kTicksPerSecond / 25});
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

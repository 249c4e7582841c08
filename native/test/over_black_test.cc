// What can be seen through lies on black.
#include "av/over_black.h"

#include <algorithm>

#include "test/check.h"

using namespace haema;

namespace {

constexpr int kSize = 16;

/// Every sample of a plane has one value.
av::FrameHandle pictureOf(AVPixelFormat format, uint16_t luma, uint16_t alpha) {
  av::FrameHandle frame = av::makeFrame();
  frame->format = format;
  frame->width = frame->height = kSize;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate a picture");
  const uint16_t values[] = {luma, 512, 512, alpha};
  for (size_t plane = 0; plane < std::size(values); ++plane) {
    const int rows = plane == 1 || plane == 2 ? kSize / 2 : kSize;
    auto* samples = reinterpret_cast<uint16_t*>(frame->data[plane]);
    std::fill_n(samples, frame->linesize[plane] / 2 * rows, values[plane]);
  }
  return frame;
}

uint16_t lumaOver(uint16_t luma, uint16_t alpha) {
  const av::FrameHandle source = pictureOf(AV_PIX_FMT_YUVA420P10LE, luma, alpha);
  const av::FrameHandle flat = av::overBlack(source.get(), false);
  CHECK_EQ(flat->format, AV_PIX_FMT_YUV420P10LE);
  return *reinterpret_cast<const uint16_t*>(flat->data[0]);
}

}  // namespace

int main() {
  CHECK_EQ(lumaOver(600, 1023), 600);
  CHECK_EQ(lumaOver(600, 0), 64);
  // Damage sets bits above the ten.
  CHECK_EQ(lumaOver(600, 0xffff), 600);
  return test::report();
}

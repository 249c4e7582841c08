// A picture of one grey, to draw on.
#pragma once

#include <algorithm>
#include <cstdint>

#include "av/error.h"
#include "av/handles.h"

namespace haema::test {

/// YUV 4:2:0 of even sizes.
inline av::FrameHandle flatPicture(int width, int height, uint8_t luma) {
  constexpr uint8_t kNoColour = 128;
  av::FrameHandle frame = av::makeFrame();
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = width;
  frame->height = height;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate a picture");
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? height : height / 2;
    std::fill_n(frame->data[plane], frame->linesize[plane] * rows, plane == 0 ? luma : kNoColour);
  }
  return frame;
}

}  // namespace haema::test

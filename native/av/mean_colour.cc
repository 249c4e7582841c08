#include "av/mean_colour.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace haema::av {

namespace {

double meanOf(const AVFrame* picture, int plane, int width, int height) {
  uint64_t sum = 0;
  for (int y = 0; y < height; ++y) {
    const uint8_t* row = picture->data[plane] + ptrdiff_t{y} * picture->linesize[plane];
    sum = std::accumulate(row, row + width, sum);
  }
  return static_cast<double>(sum) / (int64_t{width} * height);
}

uint32_t byteOf(double value) {
  return static_cast<uint32_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

}  // namespace

uint32_t meanColour(const AVFrame* picture) {
  const int width = (picture->width + 1) / 2;
  const int height = (picture->height + 1) / 2;
  const double luma = meanOf(picture, 0, picture->width, picture->height);
  const double blue = meanOf(picture, 1, width, height) - 128;
  const double red = meanOf(picture, 2, width, height) - 128;
  // BT.601 in full range, as JFIF has it.
  return byteOf(luma + 1.402 * red) << 16 | byteOf(luma - 0.344136 * blue - 0.714136 * red) << 8 |
         byteOf(luma + 1.772 * blue);
}

}  // namespace haema::av

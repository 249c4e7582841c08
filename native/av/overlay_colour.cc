#include "av/overlay_colour.h"

#include "av/nearest.h"

namespace haema::av {

namespace {

/// What red and blue weigh in luma, in ten-thousandths.
struct Weights {
  int red, blue;
};

Weights weightsOf(AVColorSpace matrix) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return {2126, 722};
    case AVCOL_SPC_FCC:
      return {3000, 1100};
    case AVCOL_SPC_SMPTE240M:
      return {2120, 870};
    default:
      return {2990, 1140};
  }
}

}  // namespace

std::array<uint8_t, 3> colourIn(AVColorSpace matrix, uint32_t rgb) {
  constexpr int64_t kWhole = 10'000;
  const auto [redWeight, blueWeight] = weightsOf(matrix);
  const int64_t red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;
  const int64_t luma =
      redWeight * red + blueWeight * blue + (kWhole - redWeight - blueWeight) * green;
  const auto chroma = [&](int64_t value, int weight) {
    return static_cast<uint8_t>(
        128 + nearest(224 * (value * kWhole - luma), 255 * 2 * (kWhole - weight)));
  };
  return {static_cast<uint8_t>(16 + nearest(219 * luma, 255 * kWhole)), chroma(blue, blueWeight),
          chroma(red, redWeight)};
}

}  // namespace haema::av

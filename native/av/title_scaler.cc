#include "av/title_scaler.h"

#include <algorithm>
#include <cmath>

namespace haema::av {

namespace {

/// Nobody sees that much, and it covers what sizes and shapes are rounded by: 704 columns of 720
/// are shown, a pixel of PAL is 16:11 or 64:45.
constexpr double kSameShape = 1.05;

/// What is said to be narrower than this beside the title is not meant, and would be a line.
constexpr double kNarrowest = 1.0 / 16;

/// Swscale refuses to make a picture that is two pixels wide.
constexpr int kLeast = 8;

constexpr uint8_t kNoColour = 128;

double aspectOf(const AVFrame* frame) {
  const AVRational pixel = frame->sample_aspect_ratio;
  const double shape = pixel.num > 0 && pixel.den > 0 ? av_q2d(pixel) : 1;
  return shape * frame->width / frame->height;
}

int evenPart(int size, double share) {
  return std::clamp(2 * static_cast<int>(std::lround(size * share / 2)), std::min(kLeast, size),
                    size);
}

void blacken(AVFrame* frame, bool fullRange) {
  const uint8_t black = fullRange ? 0 : 16;
  for (int plane = 0; plane < 3; ++plane) {
    const int width = plane == 0 ? frame->width : frame->width / 2;
    const int height = plane == 0 ? frame->height : frame->height / 2;
    for (int y = 0; y < height; ++y) {
      uint8_t* row = frame->data[plane] + static_cast<ptrdiff_t>(y) * frame->linesize[plane];
      std::fill_n(row, width, plane == 0 ? black : kNoColour);
    }
  }
}

/// Amid `target`; both are 4:2:0.
void place(const AVFrame* picture, AVFrame* target) {
  const int left = (target->width - picture->width) / 4 * 2;
  const int top = (target->height - picture->height) / 4 * 2;
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < picture->height >> shift; ++y) {
      const uint8_t* from =
          picture->data[plane] + static_cast<ptrdiff_t>(y) * picture->linesize[plane];
      uint8_t* to = target->data[plane] +
                    static_cast<ptrdiff_t>(y + (top >> shift)) * target->linesize[plane];
      std::copy_n(from, picture->width >> shift, to + (left >> shift));
    }
  }
}

}  // namespace

TitleScaler::TitleScaler(const ScalerSettings& settings, double aspect)
    : settings_(settings), aspect_(aspect), whole_(settings) {}

/// Nothing where there are none.
std::optional<TitleScaler::Size> TitleScaler::sizeBetweenBars(const AVFrame* source) const {
  if (aspect_ <= 0) return std::nullopt;
  const double wider = aspectOf(source) / aspect_;
  const double share = std::min(wider, 1 / wider);
  if (share >= 1 / kSameShape || share < kNarrowest) return std::nullopt;
  const bool turned = settings_.rotation % 180 != 0;
  const bool barsAtWidth = (wider < 1) != turned;
  return barsAtWidth ? Size{evenPart(settings_.width, share), settings_.height}
                     : Size{settings_.width, evenPart(settings_.height, share)};
}

bool TitleScaler::passes(const AVFrame* source) const {
  return whole_.passes(source) && !isOdd(source);
}

Scaler& TitleScaler::scalerTo(const Size& size) {
  if (!within_ || within_->size != size) {
    ScalerSettings settings = settings_;
    settings.width = size.width;
    settings.height = size.height;
    within_.emplace(Within{size, Scaler(settings)});
  }
  return within_->scaler;
}

void TitleScaler::convert(const AVFrame* source, FrameHandle& target) {
  const std::optional<Size> size = sizeBetweenBars(source);
  if (!size) return whole_.convert(source, target);
  scalerTo(*size).convert(source, picture_);
  allocatePicture(target, settings_.width, settings_.height);
  blacken(target.get(), settings_.toFullRange);
  place(picture_.get(), target.get());
}

}  // namespace haema::av

#include "av/title_scaler.h"

#include <algorithm>
#include <cmath>

namespace haema::av {

namespace {

/// Nobody sees that much, and it covers what sizes and shapes are rounded by: 704 lines of 720 are
/// shown, a pixel of PAL is 16:11 or 64:45.
constexpr double kSameShape = 1.05;

constexpr uint8_t kNoColour = 128;

double aspectOf(const AVFrame* frame) {
  const AVRational pixel = frame->sample_aspect_ratio;
  const double shape = pixel.num > 0 && pixel.den > 0 ? av_q2d(pixel) : 1;
  return shape * frame->width / frame->height;
}

int evenPart(int size, double share) {
  return std::clamp(2 * static_cast<int>(std::lround(size * share / 2)), 2, size);
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
    : settings_(settings), aspect_(aspect), whole_(settings), oddSettings_(settings) {}

/// The size within the bars; nothing where there are none.
std::optional<ScalerSettings> TitleScaler::betweenBars(const AVFrame* source) const {
  if (aspect_ <= 0) return std::nullopt;
  const double wider = aspectOf(source) / aspect_;
  if (wider <= kSameShape && wider >= 1 / kSameShape) return std::nullopt;
  ScalerSettings settings = settings_;
  const bool turned = settings.rotation % 180 != 0;
  const bool barsAtWidth = (wider < 1) != turned;
  if (barsAtWidth) settings.width = evenPart(settings.width, std::min(wider, 1 / wider));
  if (!barsAtWidth) settings.height = evenPart(settings.height, std::min(wider, 1 / wider));
  return settings;
}

bool TitleScaler::passes(const AVFrame* source) const {
  return whole_.passes(source) && !isOdd(source);
}

void TitleScaler::convert(const AVFrame* source, FrameHandle& target) {
  const std::optional<ScalerSettings> settings = betweenBars(source);
  if (!settings) return whole_.convert(source, target);
  if (!odd_ || *settings != oddSettings_) odd_.emplace(*settings);
  oddSettings_ = *settings;
  odd_->convert(source, picture_);
  allocatePicture(target, settings_.width, settings_.height);
  blacken(target.get(), settings_.toFullRange);
  place(picture_.get(), target.get());
}

}  // namespace haema::av

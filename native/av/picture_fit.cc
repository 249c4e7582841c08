#include "av/picture_fit.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cmath>

#include "av/over_black.h"

namespace haema::av {

namespace {

/// Shapes of pixels beyond these are damage.
constexpr double kMostStretched = 20;

/// Scaled pictures below this have the colours of old television where nobody says.
constexpr int kHighDefinition = 577;

int even(double value) { return std::max(2, 2 * static_cast<int>(std::lround(value / 2))); }

double shapeOf(AVRational pixel) {
  if (pixel.num <= 0 || pixel.den <= 0) return 1;
  const double shape = av_q2d(pixel);
  return shape > kMostStretched || shape < 1 / kMostStretched ? 1 : shape;
}

FrameHandle copyOf(const AVFrame* source) {
  return FrameHandle(checkAllocated(av_frame_clone(source), "frame"));
}

/// Of two fields the one that was there first: two moments in one picture show combs.
void takeField(AVFrame* frame) {
  if (!frame->interlaced_frame || frame->height < 4) return;
  for (int plane = 0; plane < AV_NUM_DATA_POINTERS && frame->data[plane]; ++plane) {
    if (!frame->top_field_first) frame->data[plane] += frame->linesize[plane];
    frame->linesize[plane] *= 2;
  }
  frame->height /= 2;
}

/// What most films are made for, in candela per square metre: nobody compares small pictures.
constexpr int kUsualPeak = 1000;

std::optional<ToneMapSettings> toneMapOf(const AVFrame* frame) {
  const AVColorTransferCharacteristic transfer = frame->color_trc;
  const bool hdr = transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67;
  const bool wide = frame->color_primaries == AVCOL_PRI_BT2020;
  if (!hdr && !wide) return std::nullopt;
  return ToneMapSettings{.transfer = hdr ? transfer : AVCOL_TRC_BT709,
                         .primaries = frame->color_primaries,
                         .matrix = frame->colorspace,
                         .peak = transfer == AVCOL_TRC_SMPTE2084 ? kUsualPeak : 0};
}

bool isPalette(const AVFrame* frame) {
  const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame->format));
  return format && (format->flags & AV_PIX_FMT_FLAG_PAL);
}

}  // namespace

PictureCut cutOf(int width, int height, const PictureLook& look, const PictureSize& size) {
  const bool turned = look.orientation.rotation % 180 != 0;
  const double shape = shapeOf(look.pixel);
  const double wide = turned ? height : width * shape;  // as it is shown
  const double high = turned ? width * shape : height;
  if (size.height == 0) {
    const double shown = std::min<double>(size.width, wide);
    return {0, 0, width, height, even(shown), even(shown * high / wide)};
  }
  const double times = std::min(wide / size.width, high / size.height);
  const double cutWide = size.width * times, cutHigh = size.height * times;
  const double less = size.exact ? 1 : std::min(1.0, times);
  const int ownWide = static_cast<int>(std::lround((turned ? cutHigh : cutWide) / shape));
  const int ownHigh = static_cast<int>(std::lround(turned ? cutWide : cutHigh));
  const int cutWidth = std::clamp(ownWide, 1, width), cutHeight = std::clamp(ownHigh, 1, height);
  return {(width - cutWidth) / 2,  (height - cutHeight) / 2, cutWidth, cutHeight,
          even(size.width * less), even(size.height * less)};
}

ScalerSettings PictureFitter::settingsFor(const AVFrame* source, const PictureCut& cut) const {
  const AVColorRange range =
      source->color_range == AVCOL_RANGE_UNSPECIFIED ? look_.range : source->color_range;
  AVColorSpace matrix =
      source->colorspace == AVCOL_SPC_UNSPECIFIED ? look_.matrix : source->colorspace;
  if (matrix == AVCOL_SPC_UNSPECIFIED && source->height >= kHighDefinition) {
    matrix = AVCOL_SPC_BT709;
  }
  const std::optional<ToneMapSettings> map = toneMapOf(source);
  return {.width = cut.shownWidth,
          .height = cut.shownHeight,
          .rotation = look_.orientation.rotation,
          .mirrored = look_.orientation.mirrored,
          .matrix = map ? AVCOL_SPC_BT709 : AVCOL_SPC_BT470BG,
          .fullRange = range == AVCOL_RANGE_JPEG,
          .sourceMatrix = matrix,
          .toneMap = map,
          .toFullRange = !map,
          .byArea = static_cast<int64_t>(cut.shownWidth) * cut.shownHeight <
                    static_cast<int64_t>(cut.width) * cut.height};
}

void PictureFitter::fit(const AVFrame* source, FrameHandle& target) {
  const bool clear = isTransparent(source) || isPalette(source);
  const bool fullRange = source->color_range == AVCOL_RANGE_JPEG;
  FrameHandle picture = clear ? overBlack(source, fullRange) : copyOf(source);
  const PictureCut cut = cutOf(picture->width, picture->height, look_, size_);
  const ScalerSettings settings = settingsFor(picture.get(), cut);
  picture->crop_left = static_cast<size_t>(cut.left);
  picture->crop_top = static_cast<size_t>(cut.top);
  picture->crop_right = static_cast<size_t>(picture->width - cut.left - cut.width);
  picture->crop_bottom = static_cast<size_t>(picture->height - cut.top - cut.height);
  check(av_frame_apply_cropping(picture.get(), AV_FRAME_CROP_UNALIGNED), "cut a picture");
  takeField(picture.get());
  if (!settings.toneMap) return convert(picture.get(), settings, target);
  convert(picture.get(), settings, mapped_);
  toJpeg_->convert(mapped_.get(), target);
}

void PictureFitter::convert(const AVFrame* source, const ScalerSettings& settings,
                            FrameHandle& target) {
  if (!scaler_ || settings != settings_) {
    scaler_.emplace(settings);
    toJpeg_.emplace(ScalerSettings{.width = settings.width,
                                   .height = settings.height,
                                   .rotation = 0,
                                   .mirrored = false,
                                   .matrix = AVCOL_SPC_BT470BG,
                                   .sourceMatrix = AVCOL_SPC_BT709,
                                   .toFullRange = true});
  }
  settings_ = settings;
  scaler_->convert(source, target);
}

}  // namespace haema::av

#include "av/scaler.h"

extern "C" {
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <utility>

#include "av/over_black.h"

namespace haema::av {

namespace {

/// bitexact makes SIMD and C agree, accurate_rnd costs nothing that can be measured.
constexpr int kFlags = SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INP;

/// Turns one plane: mirror first, then rotate clockwise.
void turnPlane(const uint8_t* source, int sourceStride, int sourceWidth, int sourceHeight,
               uint8_t* target, int targetStride, int rotation, bool mirrored) {
  for (int y = 0; y < sourceHeight; ++y) {
    const uint8_t* row = source + static_cast<ptrdiff_t>(y) * sourceStride;
    for (int x = 0; x < sourceWidth; ++x) {
      const int mx = mirrored ? sourceWidth - 1 - x : x;
      int tx = mx, ty = y;
      if (rotation == 90) {
        tx = sourceHeight - 1 - y;
        ty = mx;
      } else if (rotation == 180) {
        tx = sourceWidth - 1 - mx;
        ty = sourceHeight - 1 - y;
      } else if (rotation == 270) {
        tx = y;
        ty = sourceWidth - 1 - mx;
      }
      target[static_cast<ptrdiff_t>(ty) * targetStride + tx] = row[x];
    }
  }
}

/// The formats that are full range whatever the stream says.
bool isFullRangeFormat(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
      return true;
    default:
      break;
  }
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return description && (description->flags & AV_PIX_FMT_FLAG_RGB);
}

/// swscale's own numbering of the matrices (SWS_CS_…) is that of AVColorSpace where both have one.
const int* coefficients(int matrix) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return sws_getCoefficients(SWS_CS_ITU709);
    case AVCOL_SPC_FCC:
      return sws_getCoefficients(SWS_CS_FCC);
    case AVCOL_SPC_SMPTE240M:
      return sws_getCoefficients(SWS_CS_SMPTE240M);
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return sws_getCoefficients(SWS_CS_BT2020);
    default:
      return sws_getCoefficients(SWS_CS_ITU601);
  }
}

}  // namespace

void allocatePicture(FrameHandle& frame, int width, int height, AVPixelFormat format) {
  if (frame && frame->buf[0] && frame->width == width && frame->height == height &&
      frame->format == format && av_frame_is_writable(frame.get())) {
    return;
  }
  frame = makeFrame();
  frame->width = width;
  frame->height = height;
  frame->format = format;
  check(av_frame_get_buffer(frame.get(), 0), "allocate a picture");
}

Scaler::Scaler(const ScalerSettings& settings) : settings_(settings) {
  const bool swaps = settings.rotation == 90 || settings.rotation == 270;
  uprightWidth_ = swaps ? settings.height : settings.width;
  uprightHeight_ = swaps ? settings.width : settings.height;
  const AVColorSpace source = settings.sourceMatrix;
  if (settings.toneMap) {
    // Scaled as it is, and mapped then: there are fewer pixels to map.
    settings_.sourceMatrix = settings_.matrix = settings.toneMap->matrix;
    mapper_.emplace(*settings.toneMap);
  } else if (source == AVCOL_SPC_UNSPECIFIED || source == AVCOL_SPC_RGB) {
    settings_.sourceMatrix = settings.matrix;
  }
}

bool Scaler::readsFullRange(const AVFrame* source) const {
  return settings_.fullRange || isFullRangeFormat(source->format);
}

bool Scaler::passes(const AVFrame* source) const {
  return !mapper_ && source->format == AV_PIX_FMT_YUV420P && source->width == settings_.width &&
         source->height == settings_.height && settings_.rotation == 0 && !settings_.mirrored &&
         readsFullRange(source) == settings_.toFullRange &&
         coefficients(settings_.sourceMatrix) == coefficients(settings_.matrix);
}

/// What can be mapped without scaling it before.
bool Scaler::isDeep(const AVFrame* source) const {
  return source->format == kDeepFormat && source->width == uprightWidth_ &&
         source->height == uprightHeight_ && !readsFullRange(source);
}

void Scaler::prepare(const AVFrame* source) {
  if (context_ && source->width == sourceWidth_ && source->height == sourceHeight_ &&
      source->format == sourceFormat_) {
    return;
  }
  context_.reset(checkAllocated(sws_alloc_context(), "scaler"));
  const std::pair<const char*, int64_t> options[] = {
      {"srcw", source->width},
      {"srch", source->height},
      {"src_format", source->format},
      // Before the context is made: it may choose to copy planes, which it then does whatever the
      // range.
      {"src_range", readsFullRange(source) ? 1 : 0},
      {"dstw", uprightWidth_},
      {"dsth", uprightHeight_},
      {"dst_format", mapper_ ? kDeepFormat : AV_PIX_FMT_YUV420P},
      {"dst_range", settings_.toFullRange ? 1 : 0},
      {"sws_flags", settings_.byArea ? SWS_AREA : SWS_BICUBIC | kFlags}};
  for (const auto& [name, value] : options) {
    check(av_opt_set_int(context_.get(), name, value, 0), "set up the scaler");
  }
  if (sws_init_context(context_.get(), nullptr, nullptr) < 0) {
    throw Error(Code::kMediaInvalid, "this pixel format cannot be converted");
  }
  // A negative result only says that this pair of formats has nothing to set.
  sws_setColorspaceDetails(context_.get(), coefficients(settings_.sourceMatrix),
                           readsFullRange(source) ? 1 : 0, coefficients(settings_.matrix),
                           settings_.toFullRange ? 1 : 0, 0, 1 << 16, 1 << 16);
  sourceWidth_ = source->width;
  sourceHeight_ = source->height;
  sourceFormat_ = source->format;
}

void Scaler::scale(const AVFrame* source, FrameHandle& target) {
  prepare(source);
  allocatePicture(target, uprightWidth_, uprightHeight_,
                  mapper_ ? kDeepFormat : AV_PIX_FMT_YUV420P);
  check(sws_scale(context_.get(), source->data, source->linesize, 0, source->height, target->data,
                  target->linesize),
        "scale a picture");
}

void Scaler::convert(const AVFrame* source, FrameHandle& target) {
  if (isTransparent(source)) {
    const FrameHandle flat = overBlack(source, readsFullRange(source));
    return convert(flat.get(), target);
  }
  const bool turns = settings_.rotation != 0 || settings_.mirrored;
  FrameHandle& upright = turns ? upright_ : target;
  if (!mapper_) {
    scale(source, upright);
  } else {
    const bool deep = isDeep(source);
    if (!deep) scale(source, deep_);
    allocatePicture(upright, uprightWidth_, uprightHeight_);
    mapper_->convert(deep ? source : deep_.get(), upright.get());
  }
  if (!turns) return;
  allocatePicture(target, settings_.width, settings_.height);
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    turnPlane(upright_->data[plane], upright_->linesize[plane], upright_->width >> shift,
              upright_->height >> shift, target->data[plane], target->linesize[plane],
              settings_.rotation, settings_.mirrored);
  }
}

}  // namespace haema::av

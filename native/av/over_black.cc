#include "av/over_black.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <string>

namespace haema::av {

namespace {

const AVPixFmtDescriptor* describe(const AVFrame* frame) {
  return av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame->format));
}

FrameHandle allocate(const AVFrame* like, AVPixelFormat format) {
  FrameHandle frame = makeFrame();
  frame->width = like->width;
  frame->height = like->height;
  frame->format = format;
  check(av_frame_get_buffer(frame.get(), 0), "allocate a picture");
  return frame;
}

/// Of planar YUV with alpha, the same without; none for all else, and for foreign byte orders.
AVPixelFormat opaque(const AVFrame* frame) {
  const std::string name = describe(frame)->name;
  const bool planar = name.starts_with("yuva") && !name.ends_with("be");
  return planar ? av_get_pix_fmt(("yuv" + name.substr(4)).c_str()) : AV_PIX_FMT_NONE;
}

/// How much of a plane's sample is to be seen: the mean of the alpha samples that it covers.
template <typename Sample>
class Alpha {
 public:
  Alpha(const AVFrame* frame, int shiftX, int shiftY, int64_t most)
      : frame_(frame), shiftX_(shiftX), shiftY_(shiftY), most_(most) {}
  int64_t at(int x, int y) const {
    const int right = std::min((x + 1) << shiftX_, frame_->width);
    const int below = std::min((y + 1) << shiftY_, frame_->height);
    int64_t sum = 0, count = 0;
    for (int row = y << shiftY_; row < below; ++row) {
      const auto* samples = reinterpret_cast<const Sample*>(
          frame_->data[3] + static_cast<ptrdiff_t>(row) * frame_->linesize[3]);
      for (int column = x << shiftX_; column < right; ++column, ++count) sum += samples[column];
    }
    // Samples of ten bits lie in sixteen, of which damage may set all.
    return count == 0 ? 0 : std::min(sum / count, most_);
  }

 private:
  const AVFrame* frame_;
  int shiftX_, shiftY_;
  int64_t most_;
};

template <typename Sample>
void blend(const AVFrame* source, AVFrame* target, bool fullRange) {
  const AVPixFmtDescriptor* format = describe(source);
  const int depth = format->comp[0].depth;
  const int64_t most = (int64_t{1} << depth) - 1;
  for (int plane = 0; plane < 3; ++plane) {
    const int shiftX = plane == 0 ? 0 : format->log2_chroma_w;
    const int shiftY = plane == 0 ? 0 : format->log2_chroma_h;
    const int64_t eighth = plane > 0 ? 128 : fullRange ? 0 : 16;
    const int64_t black = eighth << (depth - 8);
    const Alpha<Sample> alpha(source, shiftX, shiftY, most);
    for (int y = 0; y < AV_CEIL_RSHIFT(source->height, shiftY); ++y) {
      const auto* from = reinterpret_cast<const Sample*>(
          source->data[plane] + static_cast<ptrdiff_t>(y) * source->linesize[plane]);
      auto* to = reinterpret_cast<Sample*>(target->data[plane] +
                                           static_cast<ptrdiff_t>(y) * target->linesize[plane]);
      for (int x = 0; x < AV_CEIL_RSHIFT(source->width, shiftX); ++x) {
        const int64_t seen = alpha.at(x, y);
        to[x] = static_cast<Sample>((from[x] * seen + black * (most - seen) + most / 2) / most);
      }
    }
  }
}

FrameHandle throughRgba(const AVFrame* source) {
  FrameHandle flat = allocate(source, AV_PIX_FMT_RGBA);
  const ScalerHandle context(sws_getContext(
      source->width, source->height, static_cast<AVPixelFormat>(source->format), flat->width,
      flat->height, AV_PIX_FMT_RGBA, SWS_POINT, nullptr, nullptr, nullptr));
  if (!context) throw Error(Code::kMediaInvalid, "this pixel format cannot be converted");
  check(sws_scale(context.get(), source->data, source->linesize, 0, source->height, flat->data,
                  flat->linesize),
        "convert a picture");
  for (int y = 0; y < flat->height; ++y) {
    uint8_t* pixel = flat->data[0] + static_cast<ptrdiff_t>(y) * flat->linesize[0];
    for (int x = 0; x < flat->width; ++x, pixel += 4) {
      for (int i = 0; i < 3; ++i) pixel[i] = static_cast<uint8_t>(pixel[i] * pixel[3] / 255);
      pixel[3] = 255;
    }
  }
  flat->format = AV_PIX_FMT_RGB0;
  return flat;
}

}  // namespace

/// What palettes say of alpha is seldom meant.
bool isTransparent(const AVFrame* frame) {
  const AVPixFmtDescriptor* format = describe(frame);
  return format && (format->flags & AV_PIX_FMT_FLAG_ALPHA) &&
         !(format->flags & AV_PIX_FMT_FLAG_PAL);
}

FrameHandle overBlack(const AVFrame* source, bool fullRange) {
  const AVPixelFormat format = opaque(source);
  if (format == AV_PIX_FMT_NONE) return throughRgba(source);
  FrameHandle flat = allocate(source, format);
  flat->colorspace = source->colorspace;
  flat->color_range = source->color_range;
  flat->color_trc = source->color_trc;
  flat->color_primaries = source->color_primaries;
  if (describe(source)->comp[0].depth == 8) {
    blend<uint8_t>(source, flat.get(), fullRange);
  } else {
    blend<uint16_t>(source, flat.get(), fullRange);
  }
  return flat;
}

}  // namespace haema::av

#include "av/pixel_shape.h"

#include <cstdint>
#include <optional>
#include <span>

namespace haema::av {

namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint8_t kPicture = 0x00, kSequence = 0xB3, kExtension = 0xB5;
constexpr uint8_t kSequenceExtension = 1, kDisplayExtension = 2;

/// Those that have none of their own, and those whose parameter sets or pictures tell all of it
/// each time. SequenceShape sees to MPEG-1 and MPEG-2. VC-1 and MPEG-4 keep what a former header
/// has said.
bool tellsShapes(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
      return true;
    default:
      return false;
  }
}

bool isSet(AVRational shape) { return shape.num > 0 && shape.den > 0; }

/// What stands ahead of a picture.
struct Headers {
  int width, height;
  int aspect;              // its code
  bool extended = false;   // MPEG-2
  bool displayed = false;  // what part of it is shown
};

/// At a start code's last byte: what follows it, where there is enough of it.
void read(Bytes unit, std::optional<Headers>& headers) {
  if (unit[0] == kSequence && unit.size() > 4) {
    headers = Headers{.width = unit[1] << 4 | unit[2] >> 4,
                      .height = (unit[2] & 15) << 8 | unit[3],
                      .aspect = unit[4] >> 4};
  }
  if (unit[0] != kExtension || unit.size() < 4 || !headers) return;
  const int kind = unit[1] >> 4;
  if (kind == kDisplayExtension) headers->displayed = true;
  if (kind != kSequenceExtension) return;
  headers->extended = true;
  headers->width |= (unit[2] & 1) << 13 | (unit[3] >> 7) << 12;
  headers->height |= (unit[3] >> 5 & 3) << 12;
}

std::optional<Headers> headersOf(Bytes packet) {
  std::optional<Headers> headers;
  for (size_t i = 0; i + 3 < packet.size(); ++i) {
    if (packet[i] != 0 || packet[i + 1] != 0 || packet[i + 2] != 1) continue;
    const Bytes unit = packet.subspan(i + 3);
    if (unit[0] == kPicture) break;
    read(unit, headers);
  }
  return headers;
}

/// MPEG-2 codes the shape of the whole picture (table 6-3), except for square pixels.
AVRational shapeOf(const Headers& headers) {
  constexpr AVRational kShapes[] = {{4, 3}, {16, 9}, {221, 100}};
  if (headers.aspect == 1) return {1, 1};
  if (headers.aspect < 2 || headers.aspect > 4 || headers.width == 0) return {0, 1};
  return av_mul_q(kShapes[headers.aspect - 2], {headers.height, headers.width});
}

}  // namespace

double PictureShape::aspect() const noexcept {
  if (width <= 0 || height <= 0) return 0;
  return (isSet(pixel) ? av_q2d(pixel) : 1) * width / height;
}

AVRational pixelShapeOf(AVRational container, const PictureShape& title, AVCodecID codec,
                        const AVFrame* frame) {
  const bool isTitles = frame->width == title.width && frame->height == title.height;
  if (isTitles && isSet(container)) return container;
  const AVRational own = frame->sample_aspect_ratio;
  if (!tellsShapes(codec) && isSet(title.pixel)) return title.pixel;
  return isTitles && !isSet(own) ? title.pixel : own;
}

/// A key picture without a header is shown in the title's shape: what came before it is unknown to
/// a decoder that begins there.
void SequenceShape::heed(const AVPacket* packet) {
  const auto headers = headersOf({packet->data, static_cast<size_t>(packet->size)});
  if (!headers && !(packet->flags & AV_PKT_FLAG_KEY)) return;
  isTold_ = headers && (!headers->extended || headers->displayed);
  shape_ = headers ? shapeOf(*headers) : AVRational{0, 1};
}

void SequenceShape::apply(AVFrame* picture) const {
  if (!isTold_) picture->sample_aspect_ratio = shape_;
}

}  // namespace haema::av

#include "engine/key_decoder.h"

extern "C" {
#include <libavutil/common.h>
}

#include <algorithm>
#include <utility>

namespace haema::engine {

namespace {

av::PictureLook lookOf(const KeyStream& stream) {
  return {.orientation = stream.orientation,
          .pixel = stream.pixel.num > 0 ? stream.pixel : stream.shape.pixel,
          .range = stream.parameters->color_range,
          .matrix = stream.parameters->color_space};
}

/// A picture that is going to be half as large, or less, shows no trace of what is left out.
av::DecoderOptions optionsFor(const KeyStream& stream, const av::PictureSize& size) {
  const AVCodecParameters* parameters = stream.parameters.get();
  av::DecoderOptions options{.alone = true};
  if (parameters->width <= 0 || parameters->height <= 0) return options;
  const av::PictureCut cut = av::cutOf(parameters->width, parameters->height, lookOf(stream), size);
  const bool turned = stream.orientation.rotation % 180 != 0;
  const int wide = turned ? cut.shownHeight : cut.shownWidth;
  const int high = turned ? cut.shownWidth : cut.shownHeight;
  for (int less = std::min(cut.width / wide, cut.height / high); less >= 2; less /= 2) {
    options.unfiltered = true;
    ++options.halvings;
  }
  return options;
}

}  // namespace

KeyDecoder::KeyDecoder(const KeyStream& stream, const av::PictureSize& size, bool exact)
    : stream_(stream),
      look_(lookOf(stream)),
      size_(size),
      decoder_(stream.parameters.get(), stream.timeBase,
               exact ? av::DecoderOptions{.alone = true} : optionsFor(stream, size)) {}

bool KeyDecoder::decode(const KeyPacket& key) {
  decoder_.flush();
  const int64_t time = key.packets.front()->pts;
  for (const av::PacketHandle& packet : key.packets) {
    decoder_.send(packet.get());
    if (receive(time)) return true;
  }
  decoder_.send(nullptr);
  return receive(time);
}

/// Frames that are not sound are better than none. What is shown before the key picture refers to
/// what was not sent.
bool KeyDecoder::receive(int64_t time) {
  while (decoder_.receive(frame_)) {
    ++framesDecoded_;
    const bool timed = time != AV_NOPTS_VALUE && frame_->pts != AV_NOPTS_VALUE;
    const bool torn = frame_->decode_error_flags || (frame_->flags & AV_FRAME_FLAG_CORRUPT);
    if (!torn && (!timed || frame_->pts >= time)) return true;
    std::swap(frame_, doubtful_);
  }
  return false;
}

bool KeyDecoder::take(av::FrameHandle& target) {
  const AVFrame* frame = frame_->buf[0] ? frame_.get() : doubtful_.get();
  if (!frame->buf[0]) return false;
  fitterFor(frame).fit(frame, target);
  av_frame_unref(frame_.get());
  av_frame_unref(doubtful_.get());
  return true;
}

/// A title's picture may have been halved by the decoder.
av::PictureFitter& KeyDecoder::fitterFor(const AVFrame* frame) {
  av::PictureShape title = stream_.shape;
  title.width = AV_CEIL_RSHIFT(title.width, decoder_.context()->lowres);
  title.height = AV_CEIL_RSHIFT(title.height, decoder_.context()->lowres);
  const AVRational pixel =
      av::pixelShapeOf(stream_.pixel, title, stream_.parameters->codec_id, frame);
  if (fitter_ && av_cmp_q(pixel, look_.pixel) == 0) return *fitter_;
  look_.pixel = pixel;
  return fitter_.emplace(look_, size_);
}

}  // namespace haema::engine

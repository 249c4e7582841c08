#include "av/decoder.h"

extern "C" {
#include <libavutil/imgutils.h>
}

#include <algorithm>
#include <cstring>
#include <span>

#include "av/colour_codes.h"
#include "av/disposable.h"
#include "av/hevc.h"
#include "sys/faults.h"

namespace haema::av {

namespace {

/// Discarding is exact where a non-reference picture is a whole frame and marked in the bitstream.
/// HEVC marks what its own temporal sub-layer does not refer to: higher ones may.
bool skippingIsExact(const AVCodecParameters* parameters, bool progressive) {
  switch (parameters->codec_id) {
    case AV_CODEC_ID_H264:
      return progressive;
    case AV_CODEC_ID_HEVC:
      return progressive && hasOneSubLayer({parameters->extradata,
                                            static_cast<size_t>(parameters->extradata_size)});
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
      return true;
    default:
      return false;
  }
}

/// Frame threads of the other decoders are left alone: they are rare, or intra-only and fast, or
/// conceal damage in a thread of its own while the picture is out already (MPEG-4, RealVideo).
bool hasFrameThreads(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
      return true;
    default:
      return false;
  }
}

/// With frame threads libavcodec puts a picture out, and copies its decode_error_flags, while the
/// thread that decodes it may still be at work: damage is seen or missed by chance. H.264 and HEVC
/// can report it as an error instead, which is never lost; VP9 and AV1 conceal nothing. Not
/// for others: the MPEG-4 decoder asserts when it is asked for that.
void beStrict(AVCodecContext* context) {
  if (context->codec_id == AV_CODEC_ID_H264 || context->codec_id == AV_CODEC_ID_HEVC) {
    context->err_recognition |= AV_EF_EXPLODE;
  }
}

/// Buffers come from a pool in an order that depends on when others let go of theirs.
int getClearBuffer(AVCodecContext* context, AVFrame* frame, int flags) {
  const int result = avcodec_default_get_buffer2(context, frame, flags);
  if (result < 0) return result;
  for (AVBufferRef* buffer : frame->buf) {
    if (buffer) std::memset(buffer->data, 0, static_cast<size_t>(buffer->size));
  }
  return result;
}

int getMarkedBuffer(AVCodecContext* context, AVFrame* frame, int flags) {
  const int result = avcodec_default_get_buffer2(context, frame, flags);
  if (result < 0) return result;
  try {
    static_cast<PictureMarks*>(context->opaque)->mark(frame);
  } catch (const std::exception&) {
    return AVERROR(ENOMEM);
  }
  return result;
}

int getShapedBuffer(AVCodecContext* context, AVFrame* frame, int flags) {
  static_cast<const SequenceShape*>(context->opaque)->apply(frame);
  return avcodec_default_get_buffer2(context, frame, flags);
}

int getClearShapedBuffer(AVCodecContext* context, AVFrame* frame, int flags) {
  static_cast<const SequenceShape*>(context->opaque)->apply(frame);
  return getClearBuffer(context, frame, flags);
}

/// Those that leave a part of a picture as it was without saying so.
bool leavesPartsOut(AVCodecID codec) {
  return codec == AV_CODEC_ID_HEVC || codec == AV_CODEC_ID_VP8;
}

bool hasSequences(AVCodecID codec) {
  return codec == AV_CODEC_ID_MPEG1VIDEO || codec == AV_CODEC_ID_MPEG2VIDEO;
}

CodecHandle prepare(const AVCodec* codec, const AVCodecParameters* parameters, AVRational timeBase,
                    const DecoderOptions& options) {
  CodecHandle context(checkAllocated(avcodec_alloc_context3(codec), "decoder"));
  check(avcodec_parameters_to_context(context.get(), parameters), "set up the decoder");
  context->pkt_timebase = timeBase;
  context->thread_count = hasFrameThreads(parameters->codec_id) ? options.threads : 1;
  context->thread_type = FF_THREAD_FRAME;
  context->max_pixels = kMaxPixels;
  if (parameters->codec_id == AV_CODEC_ID_H264) {
    // The depth of reordering by the level where the stream does not state it. Learning it on the
    // way costs libavcodec a picture, silently, and a cold decoder another one than a warm one.
    context->strict_std_compliance = FF_COMPLIANCE_STRICT;
  }
  if (options.clearPictures) context->get_buffer2 = &getClearBuffer;
  if (options.alone) context->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
  if (options.unfiltered) context->skip_loop_filter = AVDISCARD_ALL;
  context->lowres = std::min<int>(options.halvings, codec->max_lowres);
  return context;
}

/// The fourth byte of raw RGB is rarely written, and is no alpha then.
void ignoreFourthByte(AVFrame* frame) {
  switch (frame->format) {
    case AV_PIX_FMT_RGBA:
      frame->format = AV_PIX_FMT_RGB0;
      break;
    case AV_PIX_FMT_BGRA:
      frame->format = AV_PIX_FMT_BGR0;
      break;
    case AV_PIX_FMT_ARGB:
      frame->format = AV_PIX_FMT_0RGB;
      break;
    case AV_PIX_FMT_ABGR:
      frame->format = AV_PIX_FMT_0BGR;
      break;
    default:
      break;
  }
}

std::span<const uint8_t> bytes(const uint8_t* data, int size) {
  return {data, static_cast<size_t>(size)};
}

}  // namespace

Decoder::Decoder(const AVCodecParameters* parameters, AVRational timeBase,
                 const DecoderOptions& options)
    : canSkip_(skippingIsExact(parameters, options.progressive)) {
  if (parameters->codec_id == AV_CODEC_ID_H264 && mayHaveFields(parameters)) {
    fields_.emplace(parameters);
  }
  const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
  if (!codec) {
    throw Error(Code::kMediaInvalid,
                std::string("there is no decoder for ") + avcodec_get_name(parameters->codec_id));
  }
  context_ = prepare(codec, parameters, timeBase, options);
  if (hasSequences(parameters->codec_id)) {
    shape_ = std::make_unique<SequenceShape>();
    shapePictures(options);
  }
  if (options.strict) {
    beStrict(context_.get());
    if (leavesPartsOut(parameters->codec_id)) {
      marks_ = std::make_unique<PictureMarks>();
      context_->opaque = marks_.get();
      context_->get_buffer2 = &getMarkedBuffer;
    }
    if (avcodec_open2(context_.get(), codec, nullptr) >= 0) return;
    // Parameter sets of the container that are damaged: those within the stream may be sound.
    ++errors_;
    context_ = prepare(codec, parameters, timeBase, options);
    if (shape_) shapePictures(options);
  }
  check(avcodec_open2(context_.get(), codec, nullptr), "open the decoder");
}

void Decoder::shapePictures(const DecoderOptions& options) {
  context_->opaque = shape_.get();
  context_->get_buffer2 = options.clearPictures ? &getClearShapedBuffer : &getShapedBuffer;
}

/// A key picture may begin a sequence with other parameters than the container knows.
void Decoder::heedSubLayers(const AVPacket* packet) {
  if (!canSkip_ || context_->codec_id != AV_CODEC_ID_HEVC) return;
  const bool key = packet->flags & AV_PKT_FLAG_KEY;
  canSkip_ =
      !replaced_ && !(key && bringsSubLayers(bytes(packet->data, packet->size),
                                             bytes(context_->extradata, context_->extradata_size)));
  if (!canSkip_) skipNonReference(false);
}

/// Whether the decoder would discard all of the packet. It would lend a thread to it all the same,
/// and where every other picture is discarded the rest takes turns on half of the threads.
bool Decoder::leavesNoTrace(const AVPacket* packet) const {
  return context_->skip_frame == AVDISCARD_NONREF && !replaced_ &&
         context_->codec_id == AV_CODEC_ID_H264 &&
         isDisposable(bytes(packet->data, packet->size),
                      bytes(context_->extradata, context_->extradata_size));
}

void Decoder::send(const AVPacket* packet) {
  sys::faultHere();
  if (packet) {
    replaced_ = replaced_ || av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, nullptr);
    heedSubLayers(packet);
    if (leavesNoTrace(packet)) return;
    if (fields_) fields_->heed(packet);
    if (shape_) shape_->heed(packet);
  }
  const int result = avcodec_send_packet(context_.get(), packet);
  if (result >= 0 || result == AVERROR_EOF) return;
  if (result == AVERROR(ENOMEM)) check(result, "decode");
  ++errors_;
}

bool Decoder::receive(FrameHandle& frame) {
  for (;;) {
    const int result = avcodec_receive_frame(context_.get(), frame.get());
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return false;
    if (result == AVERROR(ENOMEM)) check(result, "decode");
    if (result < 0) {
      ++errors_;
      continue;  // the frame is lost, those behind it may not be
    }
    const bool whole = !marks_ || marks_->areWholeUpTo(frame.get());
    if (!whole || frame->decode_error_flags || (frame->flags & AV_FRAME_FLAG_CORRUPT)) ++errors_;
    settleColours(frame.get());
    if (fields_) fields_->apply(frame.get());
    if (context_->codec_id == AV_CODEC_ID_RAWVIDEO) ignoreFourthByte(frame.get());
    return true;
  }
}

void Decoder::skipNonReference(bool skip) noexcept {
  context_->skip_frame = skip && canSkip_ ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
}

void Decoder::flush() noexcept {
  avcodec_flush_buffers(context_.get());
  if (marks_) marks_->forget();
  if (fields_) fields_->clear();
  if (shape_) shape_->clear();
}

size_t Decoder::memory() const noexcept {
  if (context_->codec_type != AVMEDIA_TYPE_VIDEO || context_->width <= 0) return 256 * 1024;
  const int picture = av_image_get_buffer_size(
      context_->pix_fmt == AV_PIX_FMT_NONE ? AV_PIX_FMT_YUV420P : context_->pix_fmt,
      context_->width, context_->height, 64);
  // What H.264 may refer to or hold back, and what each thread works on; measured: twice what
  // usual streams need by their headers, because libav's pools keep what was needed once.
  const size_t pictures = 16 + 2 * static_cast<size_t>(context_->thread_count);
  return static_cast<size_t>(picture > 0 ? picture : 0) * pictures;
}

}  // namespace haema::av

#include "av/jpeg.h"

namespace haema::av {

namespace {

/// Of libav's scale from 1, the best, to 31. Between 85 and 90 of libjpeg's.
constexpr int kQuality = 4;

CodecHandle prepare(const AVFrame* picture) {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  if (!codec) throw Error(Code::kEngineFailed, "there is no encoder for JPEG");
  CodecHandle context(checkAllocated(avcodec_alloc_context3(codec), "encoder"));
  context->width = picture->width;
  context->height = picture->height;
  context->pix_fmt = AV_PIX_FMT_YUV420P;
  context->color_range = AVCOL_RANGE_JPEG;
  context->time_base = {1, 25};  // of no meaning, and demanded
  context->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
  context->global_quality = FF_QP2LAMBDA * kQuality;
  context->thread_count = 1;
  check(avcodec_open2(context.get(), codec, nullptr), "open the encoder");
  return context;
}

}  // namespace

Bytes encodeJpeg(AVFrame* picture) {
  const CodecHandle context = prepare(picture);
  picture->color_range = AVCOL_RANGE_JPEG;
  picture->quality = context->global_quality;
  picture->pict_type = AV_PICTURE_TYPE_NONE;
  picture->pts = 0;
  check(avcodec_send_frame(context.get(), picture), "encode a picture");
  check(avcodec_send_frame(context.get(), nullptr), "encode a picture");
  const PacketHandle packet = makePacket();
  check(avcodec_receive_packet(context.get(), packet.get()), "encode a picture");
  return {packet->data, packet->data + packet->size};
}

}  // namespace haema::av

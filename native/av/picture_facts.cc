#include "av/picture_facts.h"

#include "av/decoder.h"

namespace haema::av {

namespace {

/// A decoder asks for memory once it has read all headers, and gives up when it gets none.
int refuseBuffer(AVCodecContext* context, AVFrame*, int) {
  *static_cast<bool*>(context->opaque) = true;
  return AVERROR(ENOMEM);
}

}  // namespace

bool describePictures(AVCodecParameters* parameters, const AVPacket* packet) {
  const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
  if (!codec) return false;
  const CodecHandle context(checkAllocated(avcodec_alloc_context3(codec), "decoder"));
  check(avcodec_parameters_to_context(context.get(), parameters), "set up the decoder");
  bool reached = false;
  context->thread_count = 1;
  context->max_pixels = kMaxPixels;
  context->opaque = &reached;
  context->get_buffer2 = &refuseBuffer;
  if (avcodec_open2(context.get(), codec, nullptr) < 0) return false;
  avcodec_send_packet(context.get(), packet);  // fails: see above
  if (reached) check(avcodec_parameters_from_context(parameters, context.get()), "describe");
  return reached;
}

}  // namespace haema::av

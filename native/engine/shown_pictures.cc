#include "engine/shown_pictures.h"

namespace haema::engine {

ShownPictures::ShownPictures(const AVStream& stream) {
  const auto* filter =
      av::checkAllocated(av_bsf_get_by_name("vp9_superframe"), "there is no vp9_superframe");
  AVBSFContext* context = nullptr;
  av::check(av_bsf_alloc(filter, &context), "join pictures");
  merger_.reset(context);
  av::check(avcodec_parameters_copy(context->par_in, stream.codecpar), "join pictures");
  context->time_base_in = stream.time_base;
  av::check(av_bsf_init(context), "join pictures");
}

bool ShownPictures::next(av::Input& input, av::PacketHandle& packet) {
  for (;;) {
    const int result = av_bsf_receive_packet(merger_.get(), packet.get());
    if (result >= 0) return true;
    if (result == AVERROR_EOF) return false;
    if (result == AVERROR(ENOMEM)) av::check(result, "join pictures");
    if (result != AVERROR(EAGAIN)) {
      packet->pts = pts_;
      packet->flags |= AV_PKT_FLAG_CORRUPT;
      return true;
    }
    const bool more = input.read(packet);
    pts_ = packet->pts;
    // Who begins to read at a key picture has nothing of what lies before it.
    if (packet->flags & AV_PKT_FLAG_KEY) reset();
    av::check(av_bsf_send_packet(merger_.get(), more ? packet.get() : nullptr), "join pictures");
  }
}

}  // namespace haema::engine

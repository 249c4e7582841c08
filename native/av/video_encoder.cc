#include "av/video_encoder.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <span>

#include "av/captions.h"
#include "av/nal.h"

namespace haema::av {

namespace {

/// Longer than any GOP that is asked for: only the first picture is an IDR.
constexpr int kNoKeyInterval = 100'000;

void setOption(AVCodecContext* context, const char* name, const char* value) {
  check(av_opt_set(context->priv_data, name, value, 0), "set an option of x264");
}

}  // namespace

VideoEncoder::VideoEncoder(const VideoEncoderSettings& settings) : packet_(makePacket()) {
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (!codec) throw Error(Code::kEngineFailed, "libavcodec was built without libx264");
  context_.reset(checkAllocated(avcodec_alloc_context3(codec), "encoder"));
  AVCodecContext* c = context_.get();
  c->width = settings.width;
  c->height = settings.height;
  c->pix_fmt = AV_PIX_FMT_YUV420P;
  c->time_base = kTickBase;
  c->framerate = settings.frameRate;
  c->thread_count = 1;
  c->gop_size = kNoKeyInterval;
  c->rc_max_rate = settings.maxRate;
  c->rc_buffer_size = static_cast<int>(settings.bufferSize);
  c->rc_initial_buffer_occupancy = static_cast<int>(settings.bufferFill);
  c->color_range = AVCOL_RANGE_MPEG;
  c->color_primaries = settings.primaries;
  c->color_trc = settings.transfer;
  c->colorspace = settings.matrix;
  c->chroma_sample_location = AVCHROMA_LOC_LEFT;
  c->sample_aspect_ratio = {1, 1};
  c->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
  setOption(c, "preset", settings.preset.c_str());
  setOption(c, "profile", "high");
  check(av_opt_set_double(c->priv_data, "crf", settings.crf, 0), "set the quality of x264");
  // cpu-independent: the same bits with and without AVX; scenecut would add key frames inside.
  setOption(c, "x264-params", "cpu-independent=1:scenecut=0:open-gop=0:sliced-threads=0");
  check(avcodec_open2(c, codec, nullptr), "open x264");
}

void VideoEncoder::encode(const FrameHandle& picture, Ticks pts, Bytes captions) {
  if (!captions.empty()) captions_[pts] = std::move(captions);
  picture->pts = pts;
  picture->pict_type = AV_PICTURE_TYPE_NONE;
  // libx264 would turn regions of interest into bits, and captions of which libav is not sure.
  while (picture->nb_side_data > 0) {
    av_frame_remove_side_data(picture.get(), picture->side_data[0]->type);
  }
  check(avcodec_send_frame(context_.get(), picture.get()), "encode a picture");
  while (receive()) {
  }
}

std::vector<VideoUnit> VideoEncoder::finish(const CancelToken& token) {
  token.poll();
  check(avcodec_send_frame(context_.get(), nullptr), "finish encoding");
  while (receive()) token.poll();
  return std::move(units_);
}

/// Takes one unit; false when there is none yet, or no more.
bool VideoEncoder::receive() {
  const int result = avcodec_receive_packet(context_.get(), packet_.get());
  if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return false;
  check(result, "receive an encoded picture");
  const PacketTurn turn(packet_);
  const std::span<const uint8_t> bytes(packet_->data, static_cast<size_t>(packet_->size));
  Bytes data;
  if (const auto found = captions_.extract(packet_->pts)) appendCaptions(data, found.mapped());
  const Bytes slices = stripAnnexB(bytes);  // x264's info SEI names its options: out with it
  data.insert(data.end(), slices.begin(), slices.end());
  units_.push_back(
      {.data = std::move(data), .pts = packet_->pts, .dts = kNoTicks, .idr = units_.empty()});
  return true;
}

VideoFormat VideoEncoder::format() const {
  const ParameterSets sets =
      splitParameterSets({context_->extradata, static_cast<size_t>(context_->extradata_size)});
  return {.sps = sets.sps, .pps = sets.pps, .width = context_->width, .height = context_->height};
}

}  // namespace haema::av

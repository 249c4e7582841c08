// How the streams of an input are got to know: no more is read and decoded than that takes.
#include <algorithm>
#include <span>
#include <vector>

#include "av/decoder.h"
#include "av/input.h"
#include "av/picture_facts.h"

namespace haema::av {

/// Decodes as far as formats and reordering are known; how the pictures look is of no interest.
/// Nothing is decoded of the streams that will be described.
void Input::analyse(std::span<const int> described) {
  if (ratesAreStated()) context_->fps_probe_size = 0;
  std::vector<AVDictionary*> options(context_->nb_streams, nullptr);
  for (AVDictionary*& option : options) {
    for (const char* stage : {"skip_loop_filter", "skip_idct"})
      av_dict_set(&option, stage, "all", 0);
    av_dict_set_int(&option, "max_pixels", kMaxPixels, 0);
  }
  for (const int index : described) {
    av_dict_set(&options[static_cast<size_t>(index)], "skip_frame", "all", 0);
    stream(index)->codecpar->format = AV_PIX_FMT_YUV420P;  // else libav goes on until it is known
  }
  const int result = avformat_find_stream_info(context_, options.data());
  for (AVDictionary*& option : options) av_dict_free(&option);
  guarded(result, "read the streams' parameters");
}

/// The first picture of a film may be half a megabyte. Only MP4 states without decoding when the
/// first one is shown.
std::vector<int> Input::streamsToDescribe() const {
  std::vector<int> streams;
  if (!isFormat("mov")) return streams;
  for (const AVStream* stream : std::span(context_->streams, context_->nb_streams)) {
    const AVCodecParameters* p = stream->codecpar;
    const bool headed = p->codec_id == AV_CODEC_ID_H264 && p->extradata_size > 0;
    if (headed && stream->start_time != AV_NOPTS_VALUE) streams.push_back(stream->index);
  }
  return streams;
}

/// False where that does not succeed for all.
bool Input::describe(std::vector<int> streams) {
  PacketHandle packet = makePacket();
  while (!streams.empty()) {
    select(streams);
    if (!read(packet)) return false;
    const PacketTurn turn(packet);
    if (!describePictures(stream(packet->stream_index)->codecpar, packet.get())) return false;
    std::erase(streams, packet->stream_index);
  }
  return true;
}

/// Where the container says how long a frame lasts, dozens of them need not be read to find out.
bool Input::ratesAreStated() const {
  if (!isFormat("mov") && !isFormat("matroska")) return false;
  const std::span streams(context_->streams, context_->nb_streams);
  return std::ranges::all_of(streams, [](const AVStream* stream) {
    return stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO || stream->avg_frame_rate.num > 0;
  });
}

/// MP4 and, for codecs that it maps natively, Matroska stamp every packet and describe every
/// stream. A tag tells that the codec is named as in AVI (V_MS/VFW/FOURCC, A_MS/ACM): such blocks
/// carry decoding times, and the description is Windows's own.
bool Input::headersSuffice() const {
  if (isFormat("mov") || text_) return true;
  if (!isFormat("matroska")) return false;
  const std::span streams(context_->streams, context_->nb_streams);
  return std::ranges::all_of(streams, [](const AVStream* stream) {
    if (stream->codecpar->codec_tag != 0) return false;
    switch (stream->codecpar->codec_id) {
      case AV_CODEC_ID_H264:
      case AV_CODEC_ID_HEVC:
      case AV_CODEC_ID_VP8:
      case AV_CODEC_ID_VP9:
      case AV_CODEC_ID_AV1:
        return true;
      default:
        return stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO;
    }
  });
}

}  // namespace haema::av

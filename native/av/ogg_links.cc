#include "av/ogg_links.h"

extern "C" {
#include <libavutil/intreadwrite.h>
}

#include <cstdint>
#include <cstring>
#include <string_view>

#include "av/sound_rate.h"

namespace haema::av {

namespace {

constexpr std::string_view kVorbis = "\1vorbis", kVorbisTables = "\5vorbis";
constexpr std::string_view kFlac = "\177FLAC";
/// Where the rate stands behind these: of Vorbis as 32 bits, of FLAC as the first 20 of 24.
constexpr size_t kVorbisRate = 12, kFlacRate = 27;

bool beginsWith(const AVPacket& packet, std::string_view text) {
  return packet.size >= static_cast<int>(text.size()) &&
         std::memcmp(packet.data, text.data(), text.size()) == 0;
}

/// Of a packet that begins a link; 0 where it makes no sense.
int rateIn(const AVPacket& packet, AVCodecID codec) {
  const auto size = static_cast<size_t>(packet.size);
  int64_t rate = 0;
  if (codec == AV_CODEC_ID_VORBIS && size >= kVorbisRate + 4) {
    rate = AV_RL32(packet.data + kVorbisRate);
  } else if (codec == AV_CODEC_ID_FLAC && size >= kFlacRate + 3) {
    rate = AV_RB24(packet.data + kFlacRate) >> 4;
  }
  return isSoundRate(rate) ? static_cast<int>(rate) : 0;
}

}  // namespace

bool beginsLink(const AVPacket& packet, AVCodecID codec) {
  if (codec == AV_CODEC_ID_VORBIS) return beginsWith(packet, kVorbis);
  return codec == AV_CODEC_ID_FLAC && beginsWith(packet, kFlac);
}

bool isLinkHeader(const AVPacket& packet, AVCodecID codec) {
  if (packet.size < 1) return false;
  // Sound has an even first byte in Vorbis, 0xff in FLAC.
  if (codec == AV_CODEC_ID_VORBIS) return (packet.data[0] & 1) != 0;
  return codec == AV_CODEC_ID_FLAC && packet.data[0] != 0xff;
}

bool isNeededHeader(const AVPacket& packet, AVCodecID codec) {
  return codec == AV_CODEC_ID_VORBIS &&
         (beginsWith(packet, kVorbis) || beginsWith(packet, kVorbisTables));
}

void OggLinks::heed(AVPacket* packet, const AVStream* stream) {
  // A last packet that begins behind its file's end has less than nothing left: libav wraps around.
  if (packet->duration > INT32_MAX) packet->duration = 0;
  const AVCodecParameters* stated = stream->codecpar;
  const auto index = static_cast<size_t>(stream->index);
  if (beginsLink(*packet, stated->codec_id)) {
    if (rates_.size() <= index) rates_.resize(index + 1, 0);
    rates_[index] = rateIn(*packet, stated->codec_id);
  }
  const int rate = index < rates_.size() ? rates_[index] : 0;
  const bool inSamples = av_cmp_q(stream->time_base, {1, stated->sample_rate}) == 0;
  if (rate <= 0 || rate == stated->sample_rate || !inSamples) return;
  av_packet_rescale_ts(packet, {1, rate}, stream->time_base);
}

}  // namespace haema::av

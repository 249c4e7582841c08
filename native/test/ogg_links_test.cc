// Stamps behind a later Ogg file's header are of its rate, if that makes sense.
#include "av/ogg_links.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/intreadwrite.h>
}

#include <algorithm>
#include <string>

#include "test/check.h"

using namespace haema;

namespace {

constexpr int kStated = 48'000;
constexpr int64_t kStamp = 96'000;

av::PacketHandle packetOf(const std::string& bytes) {
  av::PacketHandle packet = av::makePacket();
  av::check(av_new_packet(packet.get(), static_cast<int>(bytes.size())), "packet");
  std::ranges::copy(bytes, packet->data);
  packet->pts = packet->dts = kStamp;
  packet->duration = kStamp;
  return packet;
}

std::string vorbisHeader(uint32_t rate) {
  std::string header("\1vorbis\0\0\0\0\2    and what else is told", 37);
  AV_WL32(header.data() + 12, rate);
  return header;
}

std::string flacHeader(uint32_t rate) {
  std::string header(51, '\0');
  std::ranges::copy(std::string("\177FLAC"), header.begin());
  AV_WB24(header.data() + 27, rate << 4 | 15);
  return header;
}

/// Two streams of sound, stamped in samples.
class Links {
 public:
  explicit Links(AVCodecID codec)
      : context_(av::checkAllocated(avformat_alloc_context(), "demuxer")) {
    for (int i = 0; i < 2; ++i) {
      AVStream* stream = av::checkAllocated(avformat_new_stream(context_, nullptr), "stream");
      stream->codecpar->codec_id = codec;
      stream->codecpar->sample_rate = kStated;
      stream->time_base = {1, kStated};
    }
  }
  ~Links() { avformat_free_context(context_); }
  Links(const Links&) = delete;
  Links& operator=(const Links&) = delete;

  /// What becomes of the stamp of such a packet.
  int64_t stampOf(const std::string& bytes, int stream = 0, int64_t stamp = kStamp) {
    const av::PacketHandle packet = packetOf(bytes);
    packet->pts = packet->dts = packet->duration = stamp;
    links_.heed(packet.get(), context_->streams[stream]);
    CHECK_EQ(packet->dts, packet->pts);
    CHECK_EQ(packet->duration, stamp == kStamp ? packet->pts : 0);
    return packet->pts;
  }
  void forget() { links_.forget(); }
  AVStream* stream(int index) { return context_->streams[index]; }

 private:
  AVFormatContext* context_;
  av::OggLinks links_;
};

const std::string kSound("\0sound", 6);

void stampsAreOfTheRate(AVCodecID codec, std::string (*header)(uint32_t)) {
  Links links(codec);
  CHECK_EQ(links.stampOf(kSound), kStamp);
  for (const uint32_t rate : {1'000u, 24'000u, 96'000u, 384'000u}) {
    const int64_t expected = kStamp * kStated / rate;
    CHECK_EQ(links.stampOf(header(rate)), expected);
    CHECK_EQ(links.stampOf(kSound), expected);
    CHECK_EQ(links.stampOf(kSound, 1), kStamp);
  }
  CHECK_EQ(links.stampOf(header(kStated)), kStamp);
  CHECK_EQ(links.stampOf(header(24'000), 1), 2 * kStamp);
  CHECK_EQ(links.stampOf(kSound), kStamp);
  links.forget();
  CHECK_EQ(links.stampOf(kSound, 1), kStamp);
}

void whatMakesNoSenseIsNotHeeded(AVCodecID codec, std::string (*header)(uint32_t)) {
  Links links(codec);
  for (const uint32_t rate : {0u, 1u, 999u, 384'001u, 1'048'575u}) {
    CHECK_EQ(links.stampOf(header(rate)), kStamp);
    CHECK_EQ(links.stampOf(kSound), kStamp);
  }
  const std::string whole = header(24'000);
  for (size_t size = 0; size <= 30; ++size) {
    links.forget();
    const bool told = size >= (codec == AV_CODEC_ID_VORBIS ? 16 : 30);
    CHECK_EQ(links.stampOf(whole.substr(0, size)), told ? 2 * kStamp : kStamp);
  }
  // A link whose header makes no sense is stamped as the stream says, not as the one before.
  CHECK_EQ(links.stampOf(whole), 2 * kStamp);
  CHECK_EQ(links.stampOf(header(0)), kStamp);
}

/// What comes out is any number, or none, but is no overflow: who reads it drops it.
void hugeStampsAreNoDanger() {
  Links links(AV_CODEC_ID_VORBIS);
  links.stream(0)->codecpar->sample_rate = 384'000;
  links.stream(0)->time_base = {1, 384'000};
  for (const int64_t stamp : {INT64_MAX, INT64_MAX / 2, int64_t{1} << 61}) {
    CHECK_EQ(links.stampOf(vorbisHeader(1'000), 0, stamp), AV_NOPTS_VALUE);
  }
}

/// As of a file that ends before its last packet begins.
void theLastPacketDoesNotLastForHours() {
  Links links(AV_CODEC_ID_VORBIS);
  CHECK_EQ(links.stampOf(kSound, 0, UINT32_MAX - 81), UINT32_MAX - 81);
}

void otherTimeBasesAreLeftAlone() {
  Links links(AV_CODEC_ID_VORBIS);
  links.stream(0)->time_base = {1, 1'000};
  CHECK_EQ(links.stampOf(vorbisHeader(24'000)), kStamp);
}

void onlyWhatTheDecoderLearnsFromIsNeeded() {
  const auto needed = [](const std::string& bytes, AVCodecID codec) {
    return av::isNeededHeader(*packetOf(bytes), codec);
  };
  CHECK(needed(vorbisHeader(kStated), AV_CODEC_ID_VORBIS));
  CHECK(needed("\5vorbis", AV_CODEC_ID_VORBIS));
  CHECK(!needed("\3vorbis", AV_CODEC_ID_VORBIS));
  CHECK(!needed("\5vorbi", AV_CODEC_ID_VORBIS));
  CHECK(!needed(kSound, AV_CODEC_ID_VORBIS));
  CHECK(!needed(flacHeader(kStated), AV_CODEC_ID_FLAC));
  CHECK(!needed(vorbisHeader(kStated), AV_CODEC_ID_OPUS));
}

}  // namespace

int main() {
  stampsAreOfTheRate(AV_CODEC_ID_VORBIS, vorbisHeader);
  stampsAreOfTheRate(AV_CODEC_ID_FLAC, flacHeader);
  whatMakesNoSenseIsNotHeeded(AV_CODEC_ID_VORBIS, vorbisHeader);
  whatMakesNoSenseIsNotHeeded(AV_CODEC_ID_FLAC, flacHeader);
  hugeStampsAreNoDanger();
  theLastPacketDoesNotLastForHours();
  otherTimeBasesAreLeftAlone();
  onlyWhatTheDecoderLearnsFromIsNeeded();
  return test::report();
}

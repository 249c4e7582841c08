// What a stream of coded sound holds.
#include "av/copy_audio.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "av/aac.h"
#include "av/aac_config.h"
#include "av/ac3.h"
#include "av/bits.h"
#include "av/decoder.h"

namespace haema::av {

namespace {

/// An esds has no room for longer ones.
constexpr size_t kLongestConfig = 96;
constexpr int kHighestSbrCore = 24'000;
constexpr size_t kFlacInfoSize = 34;

[[noreturn]] void refuse(const char* why) { throw Error(Code::kMediaInvalid, why); }

std::span<const uint8_t> extradataOf(const AVStream& stream) {
  return {stream.codecpar->extradata, static_cast<size_t>(stream.codecpar->extradata_size)};
}

/// HE-AAC whose config does not say so: a decoder learns it from the frames.
void learnSbr(AacConfig& config, const AVStream& stream, std::span<const uint8_t> first) {
  const bool candidate = config.objectType == kAacLc && !config.sbr && !config.excludesSbr &&
                         config.coreRate <= kHighestSbrCore;
  if (!candidate || first.empty()) return;
  int profile = stream.codecpar->profile;
  if (profile != FF_PROFILE_AAC_HE && profile != FF_PROFILE_AAC_HE_V2) {
    Decoder decoder(stream.codecpar, stream.time_base, {.threads = 1});
    const PacketHandle packet = makePacket();
    check(av_new_packet(packet.get(), static_cast<int>(first.size())), "copy a packet");
    std::ranges::copy(first, packet->data);
    decoder.send(packet.get());
    FrameHandle frame = makeFrame();
    if (!decoder.receive(frame)) return;
    profile = decoder.context()->profile;
  }
  config.ps = profile == FF_PROFILE_AAC_HE_V2;
  config.sbr = config.dualRate = config.ps || profile == FF_PROFILE_AAC_HE;
}

bool isAdtsType(const AacConfig& config) {
  return config.objectType <= 4 && config.channelConfiguration >= 1 &&
         config.channelConfiguration <= 7 && !config.shortFrames &&
         std::ranges::find(kAacRates, config.coreRate) != kAacRates.end();
}

AudioCopyFormat aacFormat(const AVStream& stream, std::span<const uint8_t> first) {
  const std::span<const uint8_t> extradata = extradataOf(stream);
  const auto adts = parseAdts(first);
  if (extradata.empty() && !adts) refuse("AAC that does not say how it is coded");
  if (extradata.empty() && adts->blocks > 1) refuse("AAC with several blocks in a frame");
  AacConfig config = extradata.empty() ? adts->config : parseAudioSpecificConfig(extradata);
  if (extradata.empty() && !isAdtsType(config)) {
    refuse("AAC whose channels are described in its frames");
  }
  const bool stated = config.sbr;
  learnSbr(config, stream, first);
  const bool rewritten = extradata.empty() || (config.sbr && !stated && isAdtsType(config));
  const int channels =
      config.channels() > 0 ? config.channels() : stream.codecpar->ch_layout.nb_channels;
  Bytes bytes = rewritten ? audioSpecificConfig(config) : Bytes(extradata.begin(), extradata.end());
  if (bytes.size() > kLongestConfig || channels <= 0) refuse("AAC with a config out of range");
  return {.codec = AudioCopyCodec::kAac,
          .sampleRate = config.sampleRate(),
          .channels = channels,
          .frameSamples = config.frameSamples(),
          .config = std::move(bytes),
          .bitRate = 0,
          .codecs = "mp4a.40." + std::to_string(config.signalledType()),
          .fitsTs = isAdtsType(config)};
}

/// The header of a frame of MPEG audio (ISO/IEC 11172-3 2.4.1.3, 13818-3 2.4.2.3).
struct Mp3Header {
  bool lowRates, quarterRates;  // MPEG-2, MPEG 2.5
  int sampleRate, channels, samples;
};

std::optional<Mp3Header> parseMp3(std::span<const uint8_t> packet) {
  static constexpr std::array kRates{44'100, 48'000, 32'000};
  if (packet.size() <= 4) return std::nullopt;
  BitReader bits(packet);
  if (bits.bits(11) != 0x7ff) return std::nullopt;
  const uint32_t version = bits.bits(2);  // 3: MPEG-1, 2: MPEG-2, 0: MPEG 2.5
  const uint32_t layer = bits.bits(2);
  bits.skip(1 + 4);
  const uint32_t rate = bits.bits(2);
  bits.skip(2);
  const uint32_t mode = bits.bits(2);
  if (version == 1 || layer != 1 || rate >= kRates.size()) return std::nullopt;
  const bool low = version != 3;
  const bool quarter = version == 0;
  return Mp3Header{.lowRates = low,
                   .quarterRates = quarter,
                   .sampleRate = kRates[rate] >> (low + quarter),
                   .channels = mode == 3 ? 1 : 2,
                   .samples = low ? 576 : 1152};
}

AudioCopyFormat mp3Format(std::span<const uint8_t> first) {
  const auto header = parseMp3(first);
  if (!header) refuse("MP3 that does not begin with a frame of layer III");
  return {.codec = AudioCopyCodec::kMp3,
          .sampleRate = header->sampleRate,
          .channels = header->channels,
          .frameSamples = header->samples,
          .config = {},
          .bitRate = 0,
          .codecs = "mp4a.40.34",
          .fitsTs = !header->quarterRates};
}

AudioCopyFormat ac3Format(std::span<const uint8_t> first) {
  constexpr int kSampleSize = 1536;
  auto packet = parseAc3(first);
  if (!packet) refuse("AC-3 that does not begin with a sync frame");
  if (packet->samples != kSampleSize) refuse("E-AC-3 with less than six blocks in a frame");
  return {.codec = packet->enhanced ? AudioCopyCodec::kEac3 : AudioCopyCodec::kAc3,
          .sampleRate = packet->sampleRate,
          .channels = packet->channels,
          .frameSamples = kSampleSize,
          .config = std::move(packet->config),
          .bitRate = packet->bitRate,
          .codecs = packet->enhanced ? "ec-3" : "ac-3",
          .joc = packet->jocObjects > 0,
          .jocObjects = packet->jocObjects,
          .fitsTs = true};
}

/// OpusHead (RFC 7845 5.1) to OpusSpecificBox: the same fields, the other byte order, but nothing
/// to be skipped: each frame lies at its own time, and what is not to be heard is not there.
AudioCopyFormat opusFormat(const AVStream& stream) {
  const std::span<const uint8_t> head = extradataOf(stream);
  constexpr size_t kFixed = 19;
  if (head.size() < kFixed || std::memcmp(head.data(), "OpusHead", 8) != 0 || head[9] == 0) {
    refuse("Opus without its header");
  }
  const size_t size = kFixed + (head[18] == 0 ? 0 : 2u + head[9]);
  if (head.size() < size || (head[18] == 0 && head[9] > 2)) refuse("Opus with a damaged header");
  Bytes config{0, head[9]};
  config.insert(config.end(), 2, 0);
  for (const size_t at : {15, 14, 13, 12, 17, 16}) config.push_back(head[at]);
  config.insert(config.end(), head.begin() + 18, head.begin() + static_cast<ptrdiff_t>(size));
  return {.codec = AudioCopyCodec::kOpus,
          .sampleRate = 48'000,
          .channels = head[9],
          .frameSamples = 0,
          .config = std::move(config),
          .bitRate = 0,
          .codecs = "Opus"};
}

AudioCopyFormat flacFormat(const AVStream& stream) {
  std::span<const uint8_t> info = extradataOf(stream);
  if (info.size() >= 8 && std::memcmp(info.data(), "fLaC", 4) == 0) info = info.subspan(8);
  if (info.size() < kFlacInfoSize) refuse("FLAC without its header");
  info = info.first(kFlacInfoSize);
  BitReader bits(info);
  const uint32_t shortest = bits.bits(16);
  const uint32_t longest = bits.bits(16);
  bits.skip(48);
  const auto rate = static_cast<int>(bits.bits(20));
  const auto channels = static_cast<int>(bits.bits(3)) + 1;
  if (rate < 1'000 || rate > 655'350) refuse("FLAC whose sample rate cannot be meant");
  Bytes config{0, 0, 0, 0, 0x80, 0, 0, kFlacInfoSize};  // version; STREAMINFO, the last block
  config.insert(config.end(), info.begin(), info.end());
  return {.codec = AudioCopyCodec::kFlac,
          .sampleRate = rate,
          .channels = channels,
          .frameSamples = shortest == longest ? static_cast<int>(longest) : 0,
          .config = std::move(config),
          .bitRate = 0,
          .codecs = "fLaC"};
}

/// RFC 6716 3.1, 3.2.
int opusSamples(std::span<const uint8_t> packet) {
  if (packet.empty()) return 0;
  const unsigned config = packet[0] >> 3;
  const int frame = config < 12   ? std::array{480, 960, 1920, 2880}[config & 3]
                    : config < 16 ? std::array{480, 960}[config & 1]
                                  : std::array{120, 240, 480, 960}[config & 3];
  const unsigned code = packet[0] & 3;
  if (code == 3 && packet.size() < 2) return 0;
  const int frames = code == 0 ? 1 : code < 3 ? 2 : packet[1] & 63;
  return frame * frames <= 5760 ? frame * frames : 0;
}

/// RFC 9639 9.1.1, 9.1.5.
int flacSamples(std::span<const uint8_t> packet) {
  if (packet.size() < 7 || packet[0] != 0xff || (packet[1] & 0xfe) != 0xf8) return 0;
  const unsigned code = packet[2] >> 4;
  if (code == 1) return 192;
  if (code >= 2 && code <= 5) return 576 << (code - 2);
  if (code >= 8) return 256 << (code - 8);
  const int lead = std::countl_one(packet[4]);  // bytes of the number, coded as in UTF-8
  const size_t at = 4 + static_cast<size_t>(std::max(lead, 1));
  if (code == 0 || packet.size() < at + 2) return 0;
  return code == 6 ? packet[at] + 1 : (packet[at] << 8 | packet[at + 1]) + 1;
}

AudioCopyFormat formatOf(const AVStream& stream, std::span<const uint8_t> first) {
  switch (stream.codecpar->codec_id) {
    case AV_CODEC_ID_AAC:
      return aacFormat(stream, first);
    case AV_CODEC_ID_MP3:
      return mp3Format(first);
    case AV_CODEC_ID_AC3:
    case AV_CODEC_ID_EAC3:
      return ac3Format(first);
    case AV_CODEC_ID_OPUS:
      return opusFormat(stream);
    case AV_CODEC_ID_FLAC:
      return flacFormat(stream);
    default:
      throw Error(Code::kMediaInvalid,
                  std::string("sound that no player is known to take as it is: ") +
                      avcodec_get_name(stream.codecpar->codec_id));
  }
}

}  // namespace

AudioCopyFormat audioCopyFormat(const AVStream& stream, std::span<const uint8_t> firstPacket) {
  AudioCopyFormat format = formatOf(stream, firstPacket);
  const int64_t stated = stream.codecpar->bit_rate;
  if (format.bitRate == 0 && stated > 0 && stated < INT32_MAX) format.bitRate = stated;
  return format;
}

std::optional<AudioCopyFrame> audioCopyFrame(const AudioCopyFormat& format,
                                             std::span<const uint8_t> packet) {
  AudioCopyFrame frame{.data = packet, .samples = format.frameSamples};
  if (format.codec == AudioCopyCodec::kAac) {
    const auto adts = parseAdts(packet);
    if (adts && adts->blocks > 1) return std::nullopt;
    if (adts) frame.data = packet.subspan(adts->headerSize);
    if (format.fitsTs && frame.data.size() > kMaxAdtsData) return std::nullopt;
  } else if (format.codec == AudioCopyCodec::kMp3) {
    const auto header = parseMp3(packet);
    if (!header || header->sampleRate != format.sampleRate) return std::nullopt;
  } else if (format.codec == AudioCopyCodec::kOpus) {
    frame.samples = opusSamples(packet);
  } else if (format.codec == AudioCopyCodec::kFlac) {
    frame.samples = flacSamples(packet);
  } else if (packet.size() < 6 || packet[0] != 0x0b || packet[1] != 0x77) {
    return std::nullopt;
  }
  if (frame.data.empty() || frame.samples <= 0) return std::nullopt;
  return frame;
}

Bytes adtsHeader(const AudioCopyFormat& format, size_t dataSize) {
  require(format.codec == AudioCopyCodec::kAac && format.fitsTs, "sound that ADTS cannot hold");
  const AacConfig config = parseAudioSpecificConfig(format.config);
  const auto header = adtsHeader({.objectType = config.objectType,
                                  .sampleRate = config.coreRate,
                                  .channelConfiguration = config.channelConfiguration},
                                 dataSize);
  return {header.begin(), header.end()};
}

}  // namespace haema::av

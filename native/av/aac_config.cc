#include "av/aac_config.h"

#include <array>
#include <string>

#include "av/aac.h"
#include "av/bits.h"
#include "av/error.h"

namespace haema::av {

namespace {

constexpr int kSbr = 5, kPs = 29, kLayered = 22;
constexpr uint32_t kSbrSync = 0x2b7, kPsSync = 0x548;

int readObjectType(BitReader& bits) {
  const auto type = static_cast<int>(bits.bits(5));
  return type == 31 ? 32 + static_cast<int>(bits.bits(6)) : type;
}

int readRate(BitReader& bits) {
  const uint32_t index = bits.bits(4);
  if (index == 15) return static_cast<int>(bits.bits(24));
  if (index >= kAacRates.size()) throw Error(Code::kMediaInvalid, "AAC of an unknown sample rate");
  return kAacRates[index];
}

bool isGeneral(int type) { return (type >= 1 && type <= 4) || type == kAacLd; }

/// GASpecificConfig up to where a layout of channels may stand (4.4.1).
void readGeneral(BitReader& bits, AacConfig& config) {
  config.shortFrames = bits.flag();
  bits.skipIf(14);  // delay of a core coder
  bits.skip(1);     // extension
}

/// Behind the config, where decoders that do not know it do not look (1.6.5.3).
void readExtension(BitReader bits, AacConfig& config) {
  for (; bits.left() >= 16; bits.skip(1)) {
    BitReader ahead = bits;
    if (ahead.bits(11) != kSbrSync || readObjectType(ahead) != kSbr) continue;
    config.sbr = ahead.left() > 0 && ahead.flag();
    config.excludesSbr = !config.sbr;
    if (!config.sbr || ahead.left() < 4) return;
    config.dualRate = readRate(ahead) != config.coreRate;
    config.ps = ahead.left() >= 12 && ahead.bits(11) == kPsSync && ahead.flag();
    return;
  }
}

}  // namespace

int AacConfig::channels() const {
  static constexpr std::array kChannels{0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8, 0};
  return ps ? 2 : kChannels[static_cast<size_t>(channelConfiguration)];
}

int AacConfig::frameSamples() const {
  static constexpr std::array kUsac{768, 1024, 2048, 2048, 4096};
  if (objectType == kAacUsac) return kUsac[static_cast<size_t>(frameLengthIndex)];
  const bool low = objectType == kAacLd || objectType == kAacEld;
  const int core = low ? (shortFrames ? 480 : 512) : shortFrames ? 960 : 1024;
  return dualRate ? 2 * core : core;
}

int AacConfig::signalledType() const { return ps ? kPs : sbr ? kSbr : objectType; }

AacConfig parseAudioSpecificConfig(std::span<const uint8_t> bytes) {
  BitReader bits(bytes);
  AacConfig config{.objectType = readObjectType(bits),
                   .coreRate = readRate(bits),
                   .channelConfiguration = static_cast<int>(bits.bits(4))};
  if (config.objectType == kSbr || config.objectType == kPs) {
    config.sbr = true;
    config.ps = config.objectType == kPs;
    config.dualRate = readRate(bits) != config.coreRate;
    config.objectType = readObjectType(bits);
    if (config.objectType == kLayered) bits.skip(4);
  }
  if (config.coreRate < 1'000 || config.coreRate > 192'000) {
    throw Error(Code::kMediaInvalid, "AAC whose sample rate cannot be meant");
  }
  if (isGeneral(config.objectType)) {
    readGeneral(bits, config);
    if (!config.sbr) readExtension(bits, config);
  } else if (config.objectType == kAacEld) {
    config.shortFrames = bits.flag();
    bits.skip(3);  // resilience
    config.dualRate = bits.flag() && bits.flag();
  } else if (config.objectType == kAacUsac) {
    if (bits.bits(5) == 31) bits.skip(24);
    config.frameLengthIndex = static_cast<int>(bits.bits(3));
    if (config.frameLengthIndex > 4) throw Error(Code::kMediaInvalid, "USAC of unknown frames");
  } else {
    throw Error(Code::kMediaInvalid,
                "MPEG-4 audio of object type " + std::to_string(config.objectType));
  }
  return config;
}

Bytes audioSpecificConfig(const AacConfig& config) {
  BitWriter bits;
  bits.write(static_cast<uint32_t>(config.objectType), 5);
  bits.write(aacRateIndex(config.coreRate), 4);
  bits.write(static_cast<uint32_t>(config.channelConfiguration), 4);
  bits.write(config.shortFrames ? 0b100 : 0, 3);  // no core coder, no extension
  if (config.sbr) {
    bits.write(kSbrSync, 11);
    bits.write(kSbr, 5);
    bits.write(1, 1);
    bits.write(aacRateIndex(config.sampleRate()), 4);
    if (config.ps) bits.write(kPsSync << 1 | 1, 12);
  }
  return bits.take();
}

std::optional<AdtsFrame> parseAdts(std::span<const uint8_t> packet) {
  if (packet.size() <= kAdtsHeaderSize) return std::nullopt;
  BitReader bits(packet);
  if (bits.bits(12) != 0xfff) return std::nullopt;
  bits.skip(1);
  if (bits.bits(2) != 0) return std::nullopt;  // the layer
  const bool checked = !bits.flag();
  const auto type = static_cast<int>(bits.bits(2)) + 1;
  const uint32_t rate = bits.bits(4);
  bits.skip(1);
  const auto channels = static_cast<int>(bits.bits(3));
  bits.skip(4);
  if (bits.bits(13) != packet.size() || rate >= kAacRates.size()) return std::nullopt;
  bits.skip(11);
  const int blocks = static_cast<int>(bits.bits(2)) + 1;
  const size_t header = kAdtsHeaderSize + (checked ? 2 : 0);
  if (packet.size() <= header) return std::nullopt;
  return AdtsFrame{
      .config = {.objectType = type, .coreRate = kAacRates[rate], .channelConfiguration = channels},
      .headerSize = header,
      .blocks = blocks};
}

}  // namespace haema::av

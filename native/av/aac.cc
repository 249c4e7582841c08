#include "av/aac.h"

#include <algorithm>

#include "av/error.h"

namespace haema::av {

namespace {

constexpr int kObjectTypeLc = 2;

/// channelConfiguration, table 1.19.
unsigned channelConfiguration(int channels) {
  if (channels >= 1 && channels <= 6) return static_cast<unsigned>(channels);
  if (channels == 8) return 7;
  throw Error(Code::kEngineFailed, "AAC has no such channel configuration");
}

}  // namespace

unsigned aacRateIndex(int sampleRate) {
  const auto* found = std::find(kAacRates.begin(), kAacRates.end(), sampleRate);
  if (found == kAacRates.end()) throw Error(Code::kEngineFailed, "AAC has no such sample rate");
  return static_cast<unsigned>(found - kAacRates.begin());
}

Bytes audioSpecificConfig(int sampleRate, int channels) {
  const unsigned bits = static_cast<unsigned>(kObjectTypeLc) << 11 | aacRateIndex(sampleRate) << 7 |
                        channelConfiguration(channels) << 3;
  return {static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits)};
}

std::array<uint8_t, kAdtsHeaderSize> adtsHeader(int sampleRate, int channels, size_t dataSize) {
  return adtsHeader({.objectType = kObjectTypeLc,
                     .sampleRate = sampleRate,
                     .channelConfiguration = static_cast<int>(channelConfiguration(channels))},
                    dataSize);
}

std::array<uint8_t, kAdtsHeaderSize> adtsHeader(const AdtsFields& fields, size_t dataSize) {
  if (dataSize > kMaxAdtsData) {
    throw Error(Code::kEngineFailed, "an AAC frame is too long for ADTS");
  }
  const size_t size = dataSize + kAdtsHeaderSize;
  const auto profile = static_cast<unsigned>(fields.objectType - 1);
  const auto channel = static_cast<unsigned>(fields.channelConfiguration);
  return {0xff,
          0xf1,  // syncword, MPEG-4, no CRC
          static_cast<uint8_t>(profile << 6 | aacRateIndex(fields.sampleRate) << 2 | channel >> 2),
          static_cast<uint8_t>((channel & 3) << 6 | size >> 11),
          static_cast<uint8_t>(size >> 3),
          static_cast<uint8_t>((size & 7) << 5 | 0x1f),  // buffer fullness 0x7ff: variable rate
          0xfc};                                         // one raw_data_block
}

}  // namespace haema::av

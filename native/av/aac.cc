#include "av/aac.h"

#include <algorithm>

#include "av/error.h"

namespace haema::av {

namespace {

constexpr unsigned kObjectTypeLc = 2;
constexpr size_t kMaxAdtsFrame = (1u << 13) - 1;

/// samplingFrequencyIndex, table 1.18.
unsigned rateIndex(int sampleRate) {
  static constexpr std::array kRates{96'000, 88'200, 64'000, 48'000, 44'100, 32'000, 24'000,
                                     22'050, 16'000, 12'000, 11'025, 8'000,  7'350};
  const auto* found = std::find(kRates.begin(), kRates.end(), sampleRate);
  if (found == kRates.end()) throw Error(Code::kEngineFailed, "AAC has no such sample rate");
  return static_cast<unsigned>(found - kRates.begin());
}

/// channelConfiguration, table 1.19.
unsigned channelConfiguration(int channels) {
  if (channels >= 1 && channels <= 6) return static_cast<unsigned>(channels);
  if (channels == 8) return 7;
  throw Error(Code::kEngineFailed, "AAC has no such channel configuration");
}

}  // namespace

Bytes audioSpecificConfig(int sampleRate, int channels) {
  const unsigned bits =
      kObjectTypeLc << 11 | rateIndex(sampleRate) << 7 | channelConfiguration(channels) << 3;
  return {static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits)};
}

std::array<uint8_t, kAdtsHeaderSize> adtsHeader(int sampleRate, int channels, size_t dataSize) {
  const size_t size = dataSize + kAdtsHeaderSize;
  if (size > kMaxAdtsFrame) throw Error(Code::kEngineFailed, "an AAC frame is too long for ADTS");
  const unsigned channel = channelConfiguration(channels);
  return {
      0xff,
      0xf1,  // syncword, MPEG-4, no CRC
      static_cast<uint8_t>((kObjectTypeLc - 1) << 6 | rateIndex(sampleRate) << 2 | channel >> 2),
      static_cast<uint8_t>((channel & 3) << 6 | size >> 11),
      static_cast<uint8_t>(size >> 3),
      static_cast<uint8_t>((size & 7) << 5 | 0x1f),  // buffer fullness 0x7ff: variable rate
      0xfc};                                         // one raw_data_block
}

}  // namespace haema::av

// AAC-LC headers (ISO/IEC 14496-3 1.6.2.1 and 1.A.2.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "av/coded.h"

namespace haema::av {

inline constexpr size_t kAdtsHeaderSize = 7;

/// By samplingFrequencyIndex (table 1.18).
inline constexpr std::array kAacRates{96'000, 88'200, 64'000, 48'000, 44'100, 32'000, 24'000,
                                      22'050, 16'000, 12'000, 11'025, 8'000,  7'350};
/// Throws kEngineFailed for a rate that has none.
unsigned aacRateIndex(int sampleRate);

/// AudioSpecificConfig of AAC-LC with 1024 samples a frame. Throws kEngineFailed for a rate that
/// AAC has no index for (8 to 96 kHz, its 13 usual ones) and for channels other than 1 to 6 and 8.
Bytes audioSpecificConfig(int sampleRate, int channels);

/// The ADTS header without CRC of one frame with `dataSize` bytes of raw_data_block. Throws
/// kEngineFailed as above and for a frame that does not fit 13 bits.
std::array<uint8_t, kAdtsHeaderSize> adtsHeader(int sampleRate, int channels, size_t dataSize);

/// The same of any object type that ADTS has (1 to 4) and any channelConfiguration (1 to 7).
struct AdtsFields {
  int objectType;
  int sampleRate;  ///< of the core
  int channelConfiguration;
};
std::array<uint8_t, kAdtsHeaderSize> adtsHeader(const AdtsFields& fields, size_t dataSize);

/// Bytes of the longest frame that fits, without the header.
inline constexpr size_t kMaxAdtsData = (1u << 13) - 1 - kAdtsHeaderSize;

}  // namespace haema::av

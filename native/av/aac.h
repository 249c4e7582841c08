// AAC-LC headers (ISO/IEC 14496-3 1.6.2.1 and 1.A.2.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "av/coded.h"

namespace haema::av {

inline constexpr size_t kAdtsHeaderSize = 7;

/// AudioSpecificConfig of AAC-LC with 1024 samples a frame. Throws kEngineFailed for a rate that
/// AAC has no index for (8 to 96 kHz, its 13 usual ones) and for channels other than 1 to 6 and 8.
Bytes audioSpecificConfig(int sampleRate, int channels);

/// The ADTS header without CRC of one frame with `dataSize` bytes of raw_data_block. Throws
/// kEngineFailed as above and for a frame that does not fit 13 bits.
std::array<uint8_t, kAdtsHeaderSize> adtsHeader(int sampleRate, int channels, size_t dataSize);

}  // namespace haema::av

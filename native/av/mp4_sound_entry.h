// What the sample entries of sound have in common (ISO/IEC 14496-12 12.2.3, -14 5.6).
#pragma once

#include <cstdint>
#include <span>

#include "av/mp4_box_writer.h"

namespace haema::av {

/// What stands in the box of an audio sample entry before its codec's own box.
void writeSoundEntry(BoxWriter& b, int channels, int sampleSize, int sampleRate);

/// What an esds says.
struct SoundDescriptor {
  uint8_t objectType;   ///< as in ISO/IEC 14496-1 table 5
  uint32_t bufferSize;  ///< bytes
  int64_t bitRate;
  std::span<const uint8_t> config;  ///< none: there is no such descriptor
};
void writeEsds(BoxWriter& b, const SoundDescriptor& sound);

}  // namespace haema::av

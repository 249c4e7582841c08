#include "av/mp4_sound_entry.h"

#include "av/error.h"

namespace haema::av {

namespace {

/// A descriptor with a length of one byte (ISO/IEC 14496-1 8.3.3).
template <typename Body>
void writeDescriptor(BoxWriter& b, uint32_t tag, size_t size, Body body) {
  require(size < 0x80, "a descriptor is too long");
  b.u8(tag);
  b.u8(static_cast<uint32_t>(size));
  body();
}

}  // namespace

void writeSoundEntry(BoxWriter& b, int channels, int sampleSize, int sampleRate) {
  b.zeros(6);
  b.u16(1);
  b.zeros(8);
  b.u16(static_cast<uint32_t>(channels));
  b.u16(static_cast<uint32_t>(sampleSize));
  b.zeros(4);
  const auto rate = static_cast<uint32_t>(sampleRate);
  b.u32(rate > 0xffff ? 0 : rate << 16);  // higher ones stand in the config alone
}

/// ES_Descriptor (ISO/IEC 14496-1 7.2.6.5, -14 5.6.1).
void writeEsds(BoxWriter& b, const SoundDescriptor& sound) {
  const size_t specific = sound.config.size();
  const size_t decoder = 13 + (specific > 0 ? 2 + specific : 0);
  const auto writeDecoder = [&] {
    b.u8(sound.objectType);
    b.u8(0x15);  // audio stream
    b.u8(sound.bufferSize >> 16);
    b.u16(sound.bufferSize);
    b.u32(static_cast<uint32_t>(sound.bitRate));  // at most
    b.u32(static_cast<uint32_t>(sound.bitRate));  // on average
    if (specific > 0) writeDescriptor(b, 5, specific, [&] { b.bytes(sound.config); });
  };
  b.fullBox("esds", 0, 0, [&] {
    writeDescriptor(b, 3, 3 + 2 + decoder + 3, [&] {
      b.u16(0);  // ES_ID: 0 in files
      b.u8(0);
      writeDescriptor(b, 4, decoder, writeDecoder);
      writeDescriptor(b, 6, 1, [&] { b.u8(2); });  // SL: as in MP4
    });
  });
}

}  // namespace haema::av

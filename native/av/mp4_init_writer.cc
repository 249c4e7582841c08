// The init part: ftyp and moov.
#include "av/mp4_parts_writer.h"
#include "av/mp4_writer.h"
#include "av/nal.h"

namespace haema::av {

namespace {

constexpr uint32_t kMaxAacFrame = 768;  // bytes a channel (ISO/IEC 14496-3 4.5.3)

/// AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1).
void writeAvcC(BoxWriter& b, const VideoFormat& format) {
  require(format.sps.size() > 3 && !format.pps.empty(), "parameter sets are missing");
  b.box("avcC", [&] {
    b.u8(1);
    b.bytes(std::span(format.sps).subspan(1, 3));  // profile, constraints, level
    b.u8(0xfc | (kNalLengthSize - 1));
    b.u8(0xe0 | 1);
    b.u16(static_cast<uint32_t>(format.sps.size()));
    b.bytes(format.sps);
    b.u8(1);
    b.u16(static_cast<uint32_t>(format.pps.size()));
    b.bytes(format.pps);
    if (!hasSampleFormat(format.sps[1])) return;
    const SampleFormat samples = sampleFormat(format.sps);
    b.u8(0xfc | samples.chromaFormat);
    b.u8(0xf8 | (samples.lumaDepth - 8u));
    b.u8(0xf8 | (samples.chromaDepth - 8u));
    b.u8(0);  // no SPS extensions
  });
}

void writeAvc1(BoxWriter& b, const VideoFormat& format, const std::optional<VideoColor>& color) {
  b.box("avc1", [&] {
    b.zeros(6);
    b.u16(1);  // data reference
    b.zeros(16);
    b.u16(static_cast<uint32_t>(format.width));
    b.u16(static_cast<uint32_t>(format.height));
    b.u32(0x480000);  // 72 dpi
    b.u32(0x480000);
    b.zeros(4);
    b.u16(1);     // frames a sample
    b.zeros(32);  // compressor's name
    b.u16(0x18);  // depth
    b.u16(0xffff);
    writeAvcC(b, format);
    if (!color) return;
    b.box("colr", [&] {
      b.text("nclx");
      b.u16(color->primaries);
      b.u16(color->transfer);
      b.u16(color->matrix);
      b.u8(color->fullRange ? 0x80 : 0);
    });
  });
}

}  // namespace

Bytes writeInit(const VideoFormat& format, const std::optional<VideoColor>& color) {
  const TrackHeader track{.timescale = kTicksPerSecond,
                          .sound = false,
                          .width = static_cast<uint32_t>(format.width),
                          .height = static_cast<uint32_t>(format.height)};
  return writeMovie(track, [&](BoxWriter& b) { writeAvc1(b, format, color); });
}

Bytes writeInit(const AudioFormat& format, int64_t bitRate) {
  const SoundDescriptor sound{.objectType = 0x40,  // MPEG-4 audio
                              .bufferSize = kMaxAacFrame * static_cast<uint32_t>(format.channels),
                              .bitRate = bitRate,
                              .config = format.config};
  const TrackHeader track{.timescale = static_cast<uint32_t>(format.sampleRate), .sound = true};
  return writeMovie(track, [&](BoxWriter& b) {
    b.box("mp4a", [&] {
      writeSoundEntry(b, format.channels, 16, format.sampleRate);
      writeEsds(b, sound);
    });
  });
}

}  // namespace haema::av

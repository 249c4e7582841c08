// The init parts of what haema encodes: the sample entries.
#include "av/mp4_movie_writer.h"
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
    writeVisualEntry(b, format.width, format.height);
    writeAvcC(b, format);
    if (color) writeColor(b, *color);
  });
}

/// A descriptor with a length of one byte (ISO/IEC 14496-1 8.3.3).
template <typename Body>
void writeDescriptor(BoxWriter& b, uint32_t tag, size_t size, Body body) {
  require(size < 0x80, "a descriptor is too long");
  b.u8(tag);
  b.u8(static_cast<uint32_t>(size));
  body();
}

/// ES_Descriptor (ISO/IEC 14496-1 7.2.6.5, -14 5.6.1).
void writeEsds(BoxWriter& b, const AudioFormat& format, uint32_t bitRate) {
  const size_t specific = format.config.size();
  const size_t decoder = 13 + 2 + specific;
  const auto writeDecoder = [&] {
    b.u8(0x40);  // MPEG-4 audio
    b.u8(0x15);  // audio stream
    const uint32_t buffer = kMaxAacFrame * static_cast<uint32_t>(format.channels);
    b.u8(buffer >> 16);
    b.u16(buffer);
    b.u32(bitRate);  // at most
    b.u32(bitRate);  // on average
    writeDescriptor(b, 5, specific, [&] { b.bytes(format.config); });
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

void writeMp4a(BoxWriter& b, const AudioFormat& format, uint32_t bitRate) {
  b.box("mp4a", [&] {
    b.zeros(6);
    b.u16(1);
    b.zeros(8);
    b.u16(static_cast<uint32_t>(format.channels));
    b.u16(16);
    b.zeros(4);
    const auto rate = static_cast<uint32_t>(format.sampleRate);
    b.u32(rate > 0xffff ? 0 : rate << 16);  // higher ones stand in the config alone
    writeEsds(b, format, bitRate);
  });
}

}  // namespace

Bytes writeInit(const VideoFormat& format, const std::optional<VideoColor>& color) {
  const TrackHeader track{.timescale = kTicksPerSecond,
                          .handler = "vide",
                          .width = static_cast<uint32_t>(format.width) << 16,
                          .height = static_cast<uint32_t>(format.height) << 16,
                          .volume = 0};
  return writeMovie(track, [&](BoxWriter& b) { writeAvc1(b, format, color); });
}

Bytes writeInit(const AudioFormat& format, int64_t bitRate) {
  const TrackHeader track{.timescale = static_cast<uint32_t>(format.sampleRate),
                          .handler = "soun",
                          .width = 0,
                          .height = 0,
                          .volume = 0x100};
  return writeMovie(track,
                    [&](BoxWriter& b) { writeMp4a(b, format, static_cast<uint32_t>(bitRate)); });
}

}  // namespace haema::av

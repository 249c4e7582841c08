// The init part: ftyp and moov.
#include <string_view>

#include "av/mp4_box_writer.h"
#include "av/mp4_writer.h"
#include "av/nal.h"

namespace haema::av {

namespace {

constexpr uint32_t kMaxAacFrame = 768;  // bytes a channel (ISO/IEC 14496-3 4.5.3)

/// What a moov tells about its track, besides its sample entry.
struct TrackHeader {
  uint32_t timescale;
  std::string_view handler;
  uint32_t width;
  uint32_t height;
  uint32_t volume;
};

void writeMatrix(BoxWriter& b) {
  for (const uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x40000000u}) {
    b.u32(value);
  }
}

void writeFtyp(BoxWriter& b) {
  b.box("ftyp", [&] { b.text(std::string_view("iso6\0\0\0\0iso6cmfccmf2mp41", 24)); });
}

void writeMvhd(BoxWriter& b, uint32_t timescale) {
  b.fullBox("mvhd", 0, 0, [&] {
    b.zeros(8);  // dates
    b.u32(timescale);
    b.u32(0);        // duration: in the fragments
    b.u32(0x10000);  // rate
    b.u16(0x100);    // volume
    b.zeros(10);
    writeMatrix(b);
    b.zeros(24);
    b.u32(kMp4TrackId + 1);  // next_track_ID
  });
}

void writeTkhd(BoxWriter& b, const TrackHeader& track) {
  b.fullBox("tkhd", 0, 3, [&] {  // enabled, in the movie
    b.zeros(8);
    b.u32(kMp4TrackId);
    b.zeros(4 + 4 + 8 + 4);  // duration 0, layer, alternate group
    b.u16(track.volume);
    b.u16(0);
    writeMatrix(b);
    b.u32(track.width << 16);
    b.u32(track.height << 16);
  });
}

void writeMdhd(BoxWriter& b, uint32_t timescale) {
  b.fullBox("mdhd", 0, 0, [&] {
    b.zeros(8);
    b.u32(timescale);
    b.u32(0);
    b.u16(0x55c4);  // "und"
    b.u16(0);
  });
}

void writeHdlr(BoxWriter& b, std::string_view handler) {
  b.fullBox("hdlr", 0, 0, [&] {
    b.zeros(4);
    b.text(handler);
    b.zeros(12 + 1);  // an empty name
  });
}

void writeDinf(BoxWriter& b) {
  b.box("dinf", [&] {
    b.fullBox("dref", 0, 0, [&] {
      b.u32(1);
      b.fullBox("url ", 0, 1, [] {});  // in this file
    });
  });
}

void writeMvex(BoxWriter& b) {
  b.box("mvex", [&] {
    b.fullBox("trex", 0, 0, [&] {
      b.u32(kMp4TrackId);
      b.u32(1);  // sample description
      b.zeros(12);
    });
  });
}

template <typename MediaHeader, typename Entry>
Bytes writeMovie(const TrackHeader& track, MediaHeader mediaHeader, Entry entry) {
  BoxWriter b;
  b.reserve(1024);
  writeFtyp(b);
  const auto stbl = [&] {
    b.fullBox("stsd", 0, 0, [&] {
      b.u32(1);
      entry(b);
    });
    for (const char* table : {"stts", "stsc"}) b.fullBox(table, 0, 0, [&] { b.u32(0); });
    b.fullBox("stsz", 0, 0, [&] { b.zeros(8); });
    b.fullBox("stco", 0, 0, [&] { b.u32(0); });
  };
  const auto minf = [&] {
    mediaHeader(b);
    writeDinf(b);
    b.box("stbl", stbl);
  };
  const auto mdia = [&] {
    writeMdhd(b, track.timescale);
    writeHdlr(b, track.handler);
    b.box("minf", minf);
  };
  b.box("moov", [&] {
    writeMvhd(b, track.timescale);
    b.box("trak", [&] {
      writeTkhd(b, track);
      b.box("mdia", mdia);
    });
    writeMvex(b);
  });
  return b.take();
}

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
                          .width = static_cast<uint32_t>(format.width),
                          .height = static_cast<uint32_t>(format.height),
                          .volume = 0};
  return writeMovie(
      track, [](BoxWriter& b) { b.fullBox("vmhd", 0, 1, [&] { b.zeros(8); }); },
      [&](BoxWriter& b) { writeAvc1(b, format, color); });
}

Bytes writeInit(const AudioFormat& format, int64_t bitRate) {
  const TrackHeader track{.timescale = static_cast<uint32_t>(format.sampleRate),
                          .handler = "soun",
                          .width = 0,
                          .height = 0,
                          .volume = 0x100};
  return writeMovie(
      track, [](BoxWriter& b) { b.fullBox("smhd", 0, 0, [&] { b.zeros(4); }); },
      [&](BoxWriter& b) { writeMp4a(b, format, static_cast<uint32_t>(bitRate)); });
}

}  // namespace haema::av

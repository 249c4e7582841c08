// What all init parts have in common.
#include "av/mp4_parts_writer.h"

namespace haema::av {

namespace {

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
    b.u16(track.sound ? 0x100 : 0);
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

void writeHdlr(BoxWriter& b, bool sound) {
  b.fullBox("hdlr", 0, 0, [&] {
    b.zeros(4);
    b.text(sound ? "soun" : "vide");
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

void writeMediaHeader(BoxWriter& b, bool sound) {
  if (sound) {
    b.fullBox("smhd", 0, 0, [&] { b.zeros(4); });
  } else {
    b.fullBox("vmhd", 0, 1, [&] { b.zeros(8); });
  }
}

/// A descriptor with a length of one byte (ISO/IEC 14496-1 8.3.3).
template <typename Body>
void writeDescriptor(BoxWriter& b, uint32_t tag, size_t size, Body body) {
  require(size < 0x80, "a descriptor is too long");
  b.u8(tag);
  b.u8(static_cast<uint32_t>(size));
  body();
}

}  // namespace

Bytes writeMovie(const TrackHeader& track, const std::function<void(BoxWriter&)>& entry) {
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
    writeMediaHeader(b, track.sound);
    writeDinf(b);
    b.box("stbl", stbl);
  };
  const auto mdia = [&] {
    writeMdhd(b, track.timescale);
    writeHdlr(b, track.sound);
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

// ftyp and moov.
#include "av/mp4_movie_writer.h"

namespace haema::av {

namespace {

void writeMatrix(BoxWriter& b, const Mp4Matrix& matrix) {
  for (const uint32_t value : matrix) b.u32(value);
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
    writeMatrix(b, kUpright);
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
    writeMatrix(b, track.matrix);
    b.u32(track.width);
    b.u32(track.height);
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

void writeMediaHeader(BoxWriter& b, std::string_view handler) {
  if (handler == "vide") {
    b.fullBox("vmhd", 0, 1, [&] { b.zeros(8); });
  } else {
    b.fullBox("smhd", 0, 0, [&] { b.zeros(4); });
  }
}

}  // namespace

Bytes writeMovie(const TrackHeader& track, const WriteBoxes& sampleEntry) {
  BoxWriter b;
  b.reserve(1024);
  writeFtyp(b);
  const auto stbl = [&] {
    b.fullBox("stsd", 0, 0, [&] {
      b.u32(1);
      sampleEntry(b);
    });
    for (const char* table : {"stts", "stsc"}) b.fullBox(table, 0, 0, [&] { b.u32(0); });
    b.fullBox("stsz", 0, 0, [&] { b.zeros(8); });
    b.fullBox("stco", 0, 0, [&] { b.u32(0); });
  };
  const auto minf = [&] {
    writeMediaHeader(b, track.handler);
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

void writeVisualEntry(BoxWriter& b, int width, int height) {
  b.zeros(6);
  b.u16(1);  // data reference
  b.zeros(16);
  b.u16(static_cast<uint32_t>(width));
  b.u16(static_cast<uint32_t>(height));
  b.u32(0x480000);  // 72 dpi
  b.u32(0x480000);
  b.zeros(4);
  b.u16(1);     // frames a sample
  b.zeros(32);  // compressor's name
  b.u16(0x18);  // depth
  b.u16(0xffff);
}

void writeColor(BoxWriter& b, const VideoColor& color) {
  b.box("colr", [&] {
    b.text("nclx");
    b.u16(color.primaries);
    b.u16(color.transfer);
    b.u16(color.matrix);
    b.u8(color.fullRange ? 0x80 : 0);
  });
}

}  // namespace haema::av

// What the init parts of all tracks have in common: ftyp, and moov around a sample entry.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "av/mp4_box_writer.h"
#include "av/mp4_writer.h"

namespace haema::av {

/// a b u c d v x y w, as it stands in the file: 16.16, the third column 2.30.
using Mp4Matrix = std::array<uint32_t, 9>;
inline constexpr Mp4Matrix kUpright{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

/// What a moov tells about its track, besides its sample entry.
struct TrackHeader {
  uint32_t timescale;
  std::string_view handler;  ///< vide or soun
  uint32_t width;            ///< 16.16, as it is shown before the matrix
  uint32_t height;
  uint32_t volume;
  Mp4Matrix matrix = kUpright;
};

using WriteBoxes = std::function<void(BoxWriter&)>;

/// ftyp and moov of the one track; no date, no edit list, all samples in fragments.
Bytes writeMovie(const TrackHeader& track, const WriteBoxes& sampleEntry);

/// The fields of every visual sample entry (ISO/IEC 14496-12 12.1.3), to be followed by its boxes.
void writeVisualEntry(BoxWriter& b, int width, int height);

/// colr with nclx.
void writeColor(BoxWriter& b, const VideoColor& color);

}  // namespace haema::av

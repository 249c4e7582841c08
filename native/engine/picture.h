// Pictures of a file as JPEG: the best of a few key pictures, many as tiles of one sheet, or a
// picture that is a file of its own.
#pragma once

#include <vector>

#include "engine/key_packets.h"
#include "engine/segment.h"

namespace haema::engine {

struct PictureRequest {
  SourceRef source;
  int stream;                        ///< -1: the file itself is a picture
  Ticks origin;                      ///< presentation zero in container ticks
  std::vector<PicturePlace> places;  ///< of a stream: rising where there are columns
  int width;
  int height;   ///< 0: by the picture's own shape, else what does not fit is cut off
  int columns;  ///< 0: the best of the places, never enlarged; else a tile of each, row by row
  av::PictureShape shape = {};  ///< of the title's pictures; unknown: as the container says
};

struct Picture {
  av::Bytes data;
  int width = 0, height = 0;
  uint32_t colour = 0;        ///< the mean of its pixels: 0xRRGGBB
  Ticks time = av::kNoTicks;  ///< of the one that was chosen
  uint64_t bytesRead = 0;
  uint64_t framesDecoded = 0;
};

/// Throws av::Error: kMediaInvalid where not one of the places has a picture.
Picture makePicture(const PictureRequest& request, SourcePool& pool, const av::CancelToken& token);

}  // namespace haema::engine

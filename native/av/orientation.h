// How a player has to turn a stream's pictures.
#pragma once

struct AVStream;

namespace haema::av {

/// Mirrored left to right first, then turned clockwise.
struct Orientation {
  int rotation = 0;  ///< 0, 90, 180 or 270 degrees
  bool mirrored = false;
};

/// By the stream's display matrix, to the nearest quarter turn.
Orientation orientationOf(const AVStream* stream);

}  // namespace haema::av

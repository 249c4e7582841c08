// Scaling of the small pictures that are drawn onto larger ones.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace haema::av {

/// Alpha up to 256, and Y, Cb and Cr multiplied by it.
using Premultiplied = std::array<uint16_t, 4>;

/// One dimension of where a rectangle of a canvas comes to lie.
struct OverlaySpan {
  int from, length;        ///< of the rectangle, on the canvas
  int canvas;              ///< size of the canvas
  int boxFrom, boxLength;  ///< of the canvas, in the picture
  int outFrom, outLength;  ///< what is wanted, in the picture

  /// The part of a picture of this size in which the rectangle is to be seen, from even to even.
  void cover(int size);
};

/// Each pixel is a mean of those around its place, nearer ones counting more, of which those
/// outside of the rectangle are transparent. `pixels` are colours of `palette`.
std::vector<Premultiplied> scaleOverlay(std::span<const uint8_t> pixels,
                                        std::span<const Premultiplied, 256> palette,
                                        const OverlaySpan& across, const OverlaySpan& down);

}  // namespace haema::av

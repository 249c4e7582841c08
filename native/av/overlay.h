// Pictures with transparency, drawn onto those of a film.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "av/handles.h"

namespace haema::av {

/// A part of an image subtitle.
struct OverlayRect {
  int x, y, width, height;            ///< on the canvas
  std::vector<uint8_t> pixels;        ///< each one of the colours, row after row
  std::array<uint32_t, 256> colours;  ///< 0xAARRGGBB, not multiplied by A
};

/// What is shown at one time.
struct OverlayImage {
  int width = 0, height = 0;  ///< of the canvas; 0 where nobody says
  std::vector<OverlayRect> rects;
};

/// The pictures that are drawn onto: yuv420p in limited range, upright, with square pixels.
struct OverlayTarget {
  int width, height;            ///< even
  int codedWidth, codedHeight;  ///< of the film: a canvas of that size lies on it exactly
  AVColorSpace matrix;
};

/// Where a canvas comes to lie in a picture, which may be smaller than that.
struct CanvasBox {
  int left, top, width, height;
};

/// A canvas of another shape than the film covers it, centred: the film was cropped.
CanvasBox canvasBox(const OverlayImage& image, const OverlayTarget& target);

/// One image as it is drawn onto pictures of one size. Integer arithmetic: the same bytes on every
/// machine. Any number of threads may draw.
class Overlay {
 public:
  /// What lies outside of the picture is moved into it, as subtitles in the bars of a film are.
  Overlay(const OverlayImage& image, const OverlayTarget& target);

  /// `picture` is writable, and of the target's kind.
  void draw(AVFrame* picture) const;
  /// What it keeps in memory.
  size_t bytes() const noexcept;

 private:
  /// Colours multiplied by their alpha, which is 256 where nothing shines through.
  struct Tile {
    int x, y, width, height;  // even
    std::vector<uint16_t> alpha, luma;
    std::vector<uint16_t> chromaAlpha, cb, cr;
  };

  void add(const OverlayRect& rect, const CanvasBox& canvas, const OverlayImage& image,
           const OverlayTarget& target, int shift);
  static void halveChroma(Tile& tile, const std::vector<uint16_t>& cb,
                          const std::vector<uint16_t>& cr);

  std::vector<Tile> tiles_;
};

}  // namespace haema::av

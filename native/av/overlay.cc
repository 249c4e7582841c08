#include "av/overlay.h"

#include <algorithm>
#include <utility>

#include "av/nearest.h"
#include "av/overlay_colour.h"
#include "av/overlay_scale.h"

namespace haema::av {

namespace {

/// Of the picture's height: how near to its edge what lay outside is moved.
constexpr int kMargin = 40;

Premultiplied premultiply(uint32_t colour, AVColorSpace matrix) {
  const uint32_t alpha = colour >> 24;
  const auto whole = static_cast<uint16_t>(alpha + (alpha >> 7));
  const auto [y, cb, cr] = colourIn(matrix, colour);
  return {whole, static_cast<uint16_t>(whole * y), static_cast<uint16_t>(whole * cb),
          static_cast<uint16_t>(whole * cr)};
}

struct Shape {
  int64_t width, height;
};

/// As the canvas is to be seen. Those of old television, whose pixels are not square, have the
/// shape of such a screen that is the nearest to the film's.
Shape shapeOf(const OverlayImage& image, const OverlayTarget& target) {
  const bool television =
      (image.width == 720 || image.width == 704) && (image.height == 480 || image.height == 576);
  if (!television) return {image.width, image.height};
  return int64_t{9} * target.width > int64_t{14} * target.height ? Shape{16, 9} : Shape{4, 3};
}

/// How far [begin, end) has to go to lie within [0, size), if it has room there.
int64_t wayInto(int64_t begin, int64_t end, int64_t size, int64_t margin) {
  if (end - begin + 2 * margin > size) return 0;
  if (end > size) return size - margin - end;
  return begin < 0 ? margin - begin : 0;
}

/// One plane of a tile, which begins at `target`.
void blend(uint8_t* target, ptrdiff_t stride, int width, int height, const uint16_t* alpha,
           const uint16_t* value) {
  for (int y = 0; y < height; ++y, target += stride, alpha += width, value += width) {
    for (int x = 0; x < width; ++x) {
      // No sum exceeds 16 bits, which lets compilers do many at once.
      const auto rest = static_cast<uint16_t>(target[x] * static_cast<uint16_t>(256 - alpha[x]));
      target[x] = static_cast<uint8_t>(static_cast<uint16_t>(rest + value[x] + 128) >> 8);
    }
  }
}

}  // namespace

CanvasBox canvasBox(const OverlayImage& image, const OverlayTarget& target) {
  const auto [width, height] = std::pair(target.width, target.height);
  const bool whole = image.width == target.codedWidth && image.height == target.codedHeight;
  if (whole || image.width <= 0 || image.height <= 0) return {0, 0, width, height};
  const Shape shape = shapeOf(image, target);
  CanvasBox box{0, 0, width, height};
  if (width * shape.height >= height * shape.width) {
    box.height = static_cast<int>(nearest(width * shape.height, shape.width));
  } else {
    box.width = static_cast<int>(nearest(height * shape.width, shape.height));
  }
  box.left = (width - box.width) / 2;
  box.top = (height - box.height) / 2;
  return box;
}

Overlay::Overlay(const OverlayImage& given, const OverlayTarget& target) {
  OverlayImage image{given.width, given.height, {}};
  if (image.width <= 0 || image.height <= 0) {
    image.width = target.codedWidth > 0 ? target.codedWidth : target.width;
    image.height = target.codedHeight > 0 ? target.codedHeight : target.height;
  }
  const CanvasBox box = canvasBox(image, target);
  // Those of the upper half of the canvas keep together, and so do those of the lower one.
  int64_t shifts[2] = {0, 0};
  const auto isLower = [&](const OverlayRect& r) { return 2 * r.y + r.height > image.height; };
  const auto row = [&](int64_t y) { return box.top + nearest(y * box.height, image.height); };
  for (const OverlayRect& rect : given.rects) {
    const int64_t way = wayInto(row(rect.y), row(int64_t{rect.y} + rect.height), target.height,
                                target.height / kMargin);
    int64_t& shift = shifts[isLower(rect)];
    shift = isLower(rect) ? std::min(shift, way) : std::max(shift, way);
  }
  for (const OverlayRect& rect : given.rects) {
    add(rect, box, image, target, static_cast<int>(shifts[isLower(rect)]));
  }
}

void Overlay::add(const OverlayRect& rect, const CanvasBox& canvas, const OverlayImage& image,
                  const OverlayTarget& target, int shift) {
  OverlaySpan across{rect.x, rect.width, image.width, canvas.left, canvas.width, 0, 0};
  OverlaySpan down{rect.y, rect.height, image.height, canvas.top + shift, canvas.height, 0, 0};
  across.cover(target.width);
  down.cover(target.height);
  if (across.outLength == 0 || down.outLength == 0) return;
  std::array<Premultiplied, 256> palette;
  std::ranges::transform(rect.colours, palette.begin(),
                         [&](uint32_t colour) { return premultiply(colour, target.matrix); });
  const std::vector<Premultiplied> scaled = scaleOverlay(rect.pixels, palette, across, down);
  Tile tile{across.outFrom, down.outFrom, across.outLength, down.outLength, {}, {}, {}, {}, {}};
  std::vector<uint16_t> cb, cr;
  const std::pair<std::vector<uint16_t>*, size_t> parts[] = {
      {&tile.alpha, 0}, {&tile.luma, 1}, {&cb, 2}, {&cr, 3}};
  for (const auto& [plane, at] : parts) {
    plane->reserve(scaled.size());
    for (const Premultiplied& pixel : scaled) plane->push_back(pixel[at]);
  }
  halveChroma(tile, cb, cr);
  tiles_.push_back(std::move(tile));
}

/// The mean of four pixels, by how much of each is to be seen.
void Overlay::halveChroma(Tile& tile, const std::vector<uint16_t>& cb,
                          const std::vector<uint16_t>& cr) {
  const auto width = static_cast<size_t>(tile.width);
  const auto halve = [&](const std::vector<uint16_t>& from, std::vector<uint16_t>& into) {
    into.reserve(from.size() / 4);
    for (size_t y = 0; y + 1 < static_cast<size_t>(tile.height); y += 2) {
      for (size_t at = y * width; at < (y + 1) * width; at += 2) {
        const uint32_t sum = from[at] + from[at + 1] + from[at + width] + from[at + width + 1];
        into.push_back(static_cast<uint16_t>((sum + 2) / 4));
      }
    }
  };
  halve(tile.alpha, tile.chromaAlpha);
  halve(cb, tile.cb);
  halve(cr, tile.cr);
}

void Overlay::draw(AVFrame* picture) const {
  for (const Tile& tile : tiles_) {
    const auto draw = [&](int plane, int shift, const std::vector<uint16_t>& alpha,
                          const std::vector<uint16_t>& value) {
      const ptrdiff_t stride = picture->linesize[plane];
      uint8_t* begin = picture->data[plane] + (tile.y >> shift) * stride + (tile.x >> shift);
      blend(begin, stride, tile.width >> shift, tile.height >> shift, alpha.data(), value.data());
    };
    draw(0, 0, tile.alpha, tile.luma);
    draw(1, 1, tile.chromaAlpha, tile.cb);
    draw(2, 1, tile.chromaAlpha, tile.cr);
  }
}

size_t Overlay::bytes() const noexcept {
  size_t count = 0;
  for (const Tile& tile : tiles_) count += 2 * (tile.alpha.size() * 2 + tile.cb.size() * 3);
  return count;
}

}  // namespace haema::av

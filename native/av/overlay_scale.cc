#include "av/overlay_scale.h"

#include <algorithm>
#include <cstdlib>

namespace haema::av {

namespace {

constexpr int kOneBits = 14;
constexpr int64_t kOne = 1 << kOneBits;

/// What one pixel of the picture takes from the rectangle.
struct Taps {
  int first = 0;                  // of the rectangle's own pixels
  std::vector<uint32_t> weights;  // kOne in all, but for what lies outside
};

int64_t floorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// A triangle as wide as two pixels of the coarser of both grids. Lengths are counted in 1 / (2 ×
/// the box's) of a pixel of the canvas, so that all of them are whole.
Taps tapsOf(const OverlaySpan& span, int out) {
  const int64_t box = span.boxLength, canvas = span.canvas;
  const int64_t centre = (2 * int64_t{out - span.boxFrom} + 1) * canvas;
  const int64_t reach = 2 * std::max(box, canvas);
  const int64_t first = floorDivide(centre - reach - box, 2 * box) + 1;
  const int64_t last = floorDivide(centre + reach - box, 2 * box);
  const auto weightOf = [&](int64_t at) {
    return std::max<int64_t>(0, reach - std::abs(centre - (2 * at + 1) * box));
  };
  int64_t sum = 0;
  for (int64_t at = first; at <= last; ++at) sum += weightOf(at);
  Taps taps;
  const int64_t begin = std::max<int64_t>(first, span.from);
  taps.first = static_cast<int>(begin - span.from);
  for (int64_t at = begin; at <= std::min<int64_t>(last, span.from + span.length - 1); ++at) {
    taps.weights.push_back(static_cast<uint32_t>((weightOf(at) * kOne + sum / 2) / sum));
  }
  return taps;
}

std::vector<Taps> allTaps(const OverlaySpan& span) {
  std::vector<Taps> taps;
  for (int i = 0; i < span.outLength; ++i) taps.push_back(tapsOf(span, span.outFrom + i));
  return taps;
}

/// `at(i)` is the i-th pixel of the row or column.
template <typename At>
Premultiplied mix(const Taps& taps, const At& at) {
  std::array<uint32_t, 4> sums{};
  for (size_t i = 0; i < taps.weights.size(); ++i) {
    const Premultiplied& pixel = at(static_cast<size_t>(taps.first) + i);
    for (size_t c = 0; c < 4; ++c) sums[c] += taps.weights[i] * pixel[c];
  }
  Premultiplied mean;
  for (size_t c = 0; c < 4; ++c) {
    mean[c] = static_cast<uint16_t>((sums[c] + kOne / 2) >> kOneBits);
  }
  mean[0] = std::min<uint16_t>(mean[0], 256);
  return mean;
}

}  // namespace

void OverlaySpan::cover(int size) {
  const int64_t box = boxLength, whole = canvas;
  // A pixel more on each side, of which bilinear enlargement may show something.
  const int64_t begin = boxFrom + floorDivide(from * box, whole) - 1;
  const int64_t end = boxFrom + floorDivide((int64_t{from} + length) * box, whole) + 2;
  outFrom = static_cast<int>(std::clamp<int64_t>(begin, 0, size)) & ~1;
  const int outEnd = (static_cast<int>(std::clamp<int64_t>(end, 0, size)) + 1) & ~1;
  outLength = std::max(0, outEnd - outFrom);
}

std::vector<Premultiplied> scaleOverlay(std::span<const uint8_t> pixels,
                                        std::span<const Premultiplied, 256> palette,
                                        const OverlaySpan& across, const OverlaySpan& down) {
  const auto sourceWidth = static_cast<size_t>(across.length);
  const auto width = static_cast<size_t>(across.outLength);
  const std::vector<Taps> columns = allTaps(across);
  const std::vector<Taps> rows = allTaps(down);
  // Of a narrow rectangle that is as high as may be, all rows at once would be hundreds of
  // megabytes: kept are those that one row of the picture is made of.
  size_t kept = 1;
  for (const Taps& taps : rows) kept = std::max(kept, taps.weights.size());
  std::vector<Premultiplied> narrow(width * kept);  // scaled across alone; row y is at y % kept
  size_t done = 0;
  const auto narrowUpTo = [&](size_t end) {
    for (; done < end; ++done) {
      const std::span row = pixels.subspan(done * sourceWidth, sourceWidth);
      for (size_t x = 0; x < width; ++x) {
        narrow[done % kept * width + x] =
            mix(columns[x], [&](size_t at) { return palette[row[at]]; });
      }
    }
  };
  std::vector<Premultiplied> scaled;
  scaled.reserve(width * static_cast<size_t>(down.outLength));
  for (const Taps& taps : rows) {
    if (!taps.weights.empty()) {
      done = std::max(done, static_cast<size_t>(taps.first));
      narrowUpTo(static_cast<size_t>(taps.first) + taps.weights.size());
    }
    for (size_t x = 0; x < width; ++x) {
      scaled.push_back(mix(taps, [&](size_t y) { return narrow[y % kept * width + x]; }));
    }
  }
  return scaled;
}

}  // namespace haema::av

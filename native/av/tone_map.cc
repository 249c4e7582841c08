#include "av/tone_map.h"

#include <algorithm>
#include <array>

// Loops over whole numbers: wider registers give the same bytes sooner. clang clones no templates.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define HAEMA_WIDE __attribute__((target_clones("default", "avx2")))
#else
#define HAEMA_WIDE
#endif

namespace haema::av {

namespace {

using Table = ColourTable;

/// Weights of a cell's corners are 32nds.
constexpr int kWeightBits = 5;
constexpr int kOne = 1 << kWeightBits;
/// Pixels at a time: what is known of them stays in the first-level cache.
constexpr int kChunk = 256;
/// From a cell's first corner to the opposite one.
constexpr int kAcross = Table::kStepY + Table::kStepCb + 1;

/// Where colours lie in the table. Each is inside one of the six tetrahedra that a cell falls into
/// along its diagonal: two of the corners are the diagonal's, and `second` and `third` the others.
struct Places {
  std::array<int32_t, kChunk> first;
  std::array<int16_t, kChunk> second, third;  // from the first
  std::array<std::array<uint16_t, kChunk>, 4> weights;
};

/// What the table says at the four corners.
template <typename T>
using Corners = std::array<std::array<T, kChunk>, 4>;

constexpr auto narrow(int value) { return static_cast<int16_t>(value); }

/// Without branches and lookups, and in 16 bits throughout, for compilers to vectorise.
HAEMA_WIDE void locate(const int16_t* y, const int16_t* cb, const int16_t* cr, int count,
                       Places& places) {
  constexpr auto clamped = [](int16_t code) {
    return narrow(std::clamp<int16_t>(code, Table::kLowest, Table::kHighest) - Table::kLowest);
  };
  constexpr int lumaMask = (1 << Table::kLumaShift) - 1;
  constexpr int chromaMask = (1 << Table::kChromaShift) - 1;
  constexpr int toWeight = kWeightBits - Table::kChromaShift;
  for (int i = 0; i < count; ++i) {
    const int16_t a = clamped(y[i]), b = clamped(cb[i]), c = clamped(cr[i]);
    const int16_t chroma =
        narrow((b >> Table::kChromaShift) * Table::kStepCb + (c >> Table::kChromaShift));
    places.first[i] = (a >> Table::kLumaShift) * Table::kStepY + chroma;
    const int16_t fa = narrow(a & lumaMask);
    const int16_t fb = narrow((b & chromaMask) << toWeight);
    const int16_t fc = narrow((c & chromaMask) << toWeight);
    const int16_t most = std::max(fa, std::max(fb, fc));
    const int16_t least = std::min(fa, std::min(fb, fc));
    const int16_t middle = narrow(fa + fb + fc - most - least);
    // Where two are equal, the corner between them weighs nothing: either may be named.
    const int16_t second = fb == most ? int16_t{Table::kStepCb} : int16_t{1};
    const int16_t third = fb == least ? int16_t{kAcross - Table::kStepCb} : int16_t{kAcross - 1};
    places.second[i] = fa == most ? int16_t{Table::kStepY} : second;
    places.third[i] = fa == least ? int16_t{kAcross - Table::kStepY} : third;
    places.weights[0][i] = static_cast<uint16_t>(kOne - most);
    places.weights[1][i] = static_cast<uint16_t>(most - middle);
    places.weights[2][i] = static_cast<uint16_t>(middle - least);
    places.weights[3][i] = static_cast<uint16_t>(least);
  }
}

/// All that a processor has to do one by one.
template <typename T>
void fetch(const std::vector<T>& table, const Places& places, int count, Corners<T>& corners) {
  const T* zero = table.data();
  for (int i = 0; i < count; ++i) {
    const T* at = zero + places.first[i];
    corners[0][i] = at[0];
    corners[1][i] = at[places.second[i]];
    corners[2][i] = at[places.third[i]];
    corners[3][i] = at[kAcross];
  }
}

/// Their weighted sums, of the 16 bits from `shift` on, as whole codes.
template <int shift, typename T>
HAEMA_WIDE void blend(const Corners<T>& corners, const Places& places, int count, uint8_t* out) {
  static_assert(Table::kFraction + kWeightBits == 8);
  const auto& w = places.weights;
  for (int i = 0; i < count; ++i) {
    const auto at = [&](size_t corner) {
      return static_cast<uint16_t>(static_cast<uint16_t>(corners[corner][i] >> shift) *
                                   w[corner][i]);
    };
    const auto sum = static_cast<uint16_t>(at(0) + at(1) + at(2) + at(3) + 128);
    out[i] = static_cast<uint8_t>(sum >> 8);
  }
}

/// Its codes have 10 bits, whatever a damaged file says.
const int16_t* deepRow(const AVFrame* frame, int plane, int row) {
  return reinterpret_cast<const int16_t*>(frame->data[plane] +
                                          static_cast<ptrdiff_t>(row) * frame->linesize[plane]);
}

uint8_t* rowOf(AVFrame* frame, int plane, int row) {
  return frame->data[plane] + static_cast<ptrdiff_t>(row) * frame->linesize[plane];
}

/// The chroma of each pixel of a row of luma: chroma lies between two of these rows, ¼ of its own
/// distance from the nearer one, and at every other pixel.
HAEMA_WIDE void spreadChroma(const int16_t* near, const int16_t* far, int width, int16_t* between,
                             int16_t* out) {
  const int half = width / 2;
  for (int x = 0; x < half; ++x) between[x] = narrow((3 * near[x] + far[x] + 2) >> 2);
  between[half] = between[half - 1];
  for (int x = 0; x < half; ++x) {
    out[2 * x] = between[x];
    out[2 * x + 1] = narrow((between[x] + between[x + 1] + 1) >> 1);
  }
}

/// The luma where each chroma of a row lies: the inverse of spreadChroma().
HAEMA_WIDE void gatherLuma(const int16_t* upper, const int16_t* lower, int width, int16_t* both,
                           int16_t* out) {
  for (int x = 0; x < width; ++x) both[x] = narrow(upper[x] + lower[x]);
  out[0] = narrow((3 * both[0] + both[1] + 4) >> 3);
  for (int x = 1; x < width / 2; ++x) {
    out[x] = narrow((both[2 * x - 1] + 2 * both[2 * x] + both[2 * x + 1] + 4) >> 3);
  }
}

}  // namespace

ToneMapper::ToneMapper(const ToneMapSettings& settings) : table_(colourTable(settings)) {}

void ToneMapper::convert(const AVFrame* source, AVFrame* target) {
  const auto width = static_cast<size_t>(source->width);
  for (Row* row : {&y_, &cb_, &cr_, &sums_}) row->resize(width);
  for (int row = 0; row < source->height; ++row) mapLuma(source, target, row);
  for (int row = 0; row < source->height / 2; ++row) mapChroma(source, target, row);
}

void ToneMapper::mapLuma(const AVFrame* source, AVFrame* target, int row) {
  const int width = source->width;
  const int near = row / 2;
  const int far = std::clamp(row % 2 == 0 ? near - 1 : near + 1, 0, source->height / 2 - 1);
  spreadChroma(deepRow(source, 1, near), deepRow(source, 1, far), width, sums_.data(), cb_.data());
  spreadChroma(deepRow(source, 2, near), deepRow(source, 2, far), width, sums_.data(), cr_.data());
  const int16_t* luma = deepRow(source, 0, row);
  uint8_t* out = rowOf(target, 0, row);
  Places places;
  Corners<uint16_t> corners;
  for (int from = 0; from < width; from += kChunk) {
    const int count = std::min(kChunk, width - from);
    locate(luma + from, cb_.data() + from, cr_.data() + from, count, places);
    fetch(table_->luma, places, count, corners);
    blend<0>(corners, places, count, out + from);
  }
}

void ToneMapper::mapChroma(const AVFrame* source, AVFrame* target, int row) {
  const int half = source->width / 2;
  gatherLuma(deepRow(source, 0, 2 * row), deepRow(source, 0, 2 * row + 1), source->width,
             sums_.data(), y_.data());
  const int16_t* cb = deepRow(source, 1, row);
  const int16_t* cr = deepRow(source, 2, row);
  uint8_t* outCb = rowOf(target, 1, row);
  uint8_t* outCr = rowOf(target, 2, row);
  Places places;
  Corners<uint32_t> corners;
  for (int from = 0; from < half; from += kChunk) {
    const int count = std::min(kChunk, half - from);
    locate(y_.data() + from, cb + from, cr + from, count, places);
    fetch(table_->chroma, places, count, corners);
    blend<0>(corners, places, count, outCb + from);
    blend<16>(corners, places, count, outCr + from);
  }
}

}  // namespace haema::av

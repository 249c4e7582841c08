#include "av/colour_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <list>
#include <mutex>
#include <utility>

namespace haema::av {

namespace {

using Colour = std::array<double, 3>;  // red, green and blue; 1 is SDR's white where it is light
using Matrix = std::array<Colour, 3>;

/// Of SDR's white, in candela per square metre (BT.2035).
constexpr double kWhite = 100;
/// Of the screens that HLG is meant for (BT.2100, note 5d).
constexpr double kHlgPeak = 1000;
constexpr double kHlgGamma = 1.2;
/// Of an SDR screen (BT.1886).
constexpr double kGamma = 2.4;
/// Signals of SDR go beyond white, by as much as 8 bits hold; those of HDR end there.
constexpr double kBeyondWhite = 1.09;
/// Light up to here is as bright as it was; what is brighter shares the rest.
constexpr double kKnee = 0.3;

/// The light that a red, green and blue of luma coefficients `kr`, `kb` is made from.
struct Luma {
  double kr, kb;
  double of(const Colour& c) const { return kr * c[0] + (1 - kr - kb) * c[1] + kb * c[2]; }
};

constexpr Luma kBt709{0.2126, 0.0722};
constexpr Luma kBt2020{0.2627, 0.0593};

Luma lumaOf(AVColorSpace matrix) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return kBt709;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      return {0.299, 0.114};
    default:
      return kBt2020;
  }
}

/// To BT.709's primaries; white stays what it is (D65).
Matrix gamutFrom(AVColorPrimaries primaries) {
  switch (primaries) {
    case AVCOL_PRI_BT709:
      return {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    case AVCOL_PRI_SMPTE432:
      return {
          {{1.224940, -0.224940, 0}, {-0.042057, 1.042057, 0}, {-0.019638, -0.078636, 1.098274}}};
    default:  // BT.2087 annex 2
      return {{{1.660491, -0.587641, -0.072850},
               {-0.124550, 1.132900, -0.008350},
               {-0.018151, -0.100579, 1.118730}}};
  }
}

/// BT.2100 table 4.
double pqLight(double signal) {
  constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 32;
  constexpr double c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;
  const double power = std::pow(signal, 1 / m2);
  return 10'000 / kWhite * std::pow(std::max(power - c1, 0.0) / (c2 - c3 * power), 1 / m1);
}

/// BT.2100 table 5: of the scene, up to 1.
double hlgLight(double signal) {
  constexpr double a = 0.17883277, b = 1 - 4 * a, c = 0.55991073;
  return signal <= 0.5 ? signal * signal / 3 : (std::exp((signal - c) / a) + b) / 12;
}

/// Light below the knee, then a hyperbola that meets it smoothly and comes to 1 at the peak: the
/// curve that FFmpeg calls mobius.
double compress(double light, double peak) {
  if (light <= kKnee || peak <= 1) return light;
  const double a = -kKnee * kKnee * (peak - 1) / (kKnee * kKnee - 2 * kKnee + peak);
  const double b = (kKnee * kKnee - 2 * kKnee * peak + peak) / (peak - 1);
  const double scale = (b + kKnee) * (b + kKnee) / (b - a);
  return scale * (light + a) / (light + b);
}

class Mapping {
 public:
  explicit Mapping(const ToneMapSettings& settings)
      : transfer_(settings.transfer),
        source_(lumaOf(settings.matrix)),
        gamut_(gamutFrom(settings.primaries)),
        peak_((isHlg() ? kHlgPeak : settings.peak) / kWhite),
        most_(isHdr() ? 1 : kBeyondWhite) {}

  /// Y, Cb and Cr, 0 to 1 and −0.5 to 0.5.
  Colour map(double y, double cb, double cr) const {
    const auto [kr, kb] = source_;
    const double red = y + 2 * (1 - kr) * cr, blue = y + 2 * (1 - kb) * cb;
    const double green = (y - kr * red - kb * blue) / (1 - kr - kb);
    Colour screen = compressed(inBt709(light({red, green, blue})));
    for (double& c : screen) c = std::min(std::pow(std::max(c, 0.0), 1 / kGamma), most_);
    const double luma = kBt709.of(screen);
    return {luma, (screen[2] - luma) / (2 * (1 - kBt709.kb)),
            (screen[0] - luma) / (2 * (1 - kBt709.kr))};
  }

 private:
  bool isPq() const { return transfer_ == AVCOL_TRC_SMPTE2084; }
  bool isHlg() const { return transfer_ == AVCOL_TRC_ARIB_STD_B67; }
  bool isHdr() const { return isPq() || isHlg(); }

  Colour light(Colour colour) const {
    for (double& c : colour) {
      c = std::clamp(c, 0.0, most_);
      c = isPq() ? pqLight(c) : isHlg() ? hlgLight(c) : std::pow(c, kGamma);
    }
    if (!isHlg()) return colour;
    const double scene = kBt2020.of(colour);
    const double screen = scene > 0 ? kHlgPeak / kWhite * std::pow(scene, kHlgGamma - 1) : 0;
    for (double& c : colour) c *= screen;
    return colour;
  }

  Colour inBt709(const Colour& colour) const {
    Colour result{};
    for (size_t row = 0; row < 3; ++row) {
      for (size_t column = 0; column < 3; ++column) {
        result[row] += gamut_[row][column] * colour[column];
      }
    }
    return result;
  }

  /// By the brightest of the three, so that they keep their proportions: the hue.
  Colour compressed(Colour colour) const {
    if (!isHdr()) return colour;
    const double brightest = std::ranges::max(colour);
    if (brightest <= kKnee) return colour;
    const double factor = compress(brightest, peak_) / brightest;
    for (double& c : colour) c *= factor;
    return colour;
  }

  AVColorTransferCharacteristic transfer_;
  Luma source_;
  Matrix gamut_;
  double peak_;  // 1: SDR's white
  double most_;  // of a signal
};

/// pow() may differ in its last bit from one machine to another, which is 2^30 times less than
/// what is rounded away here.
ColourTable compute(const ToneMapSettings& settings) {
  const Mapping mapping(settings);
  ColourTable table;
  table.luma.reserve(size_t{ColourTable::kLumaNodes} * ColourTable::kStepY);
  table.chroma.reserve(table.luma.capacity());
  const auto chromaOf = [](int node) {
    return ((node << ColourTable::kChromaShift) + ColourTable::kLowest - 512) / 896.0;
  };
  const auto rounded = [](double value) {
    return static_cast<uint32_t>(std::lround(value * (1 << ColourTable::kFraction)));
  };
  for (int y = 0; y < ColourTable::kLumaNodes; ++y) {
    const double luma = (y << ColourTable::kLumaShift) / 876.0;
    for (int cb = 0; cb < ColourTable::kChromaNodes; ++cb) {
      for (int cr = 0; cr < ColourTable::kChromaNodes; ++cr) {
        const Colour c = mapping.map(luma, chromaOf(cb), chromaOf(cr));
        table.luma.push_back(static_cast<uint16_t>(rounded(16 + 219 * c[0])));
        table.chroma.push_back(rounded(128 + 224 * c[1]) | rounded(128 + 224 * c[2]) << 16);
      }
    }
  }
  return table;
}

/// The tables that were used last.
class Tables {
 public:
  /// Who needs a table that is being computed waits for it.
  std::shared_ptr<const ColourTable> get(const ToneMapSettings& settings) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(kept_, settings, &Entry::first);
    if (found != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, found);
    } else {
      kept_.emplace_front(settings, std::make_shared<ColourTable>(compute(settings)));
      if (kept_.size() > kMost) kept_.pop_back();
    }
    return kept_.front().second;
  }

 private:
  using Entry = std::pair<ToneMapSettings, std::shared_ptr<const ColourTable>>;
  static constexpr size_t kMost = 4;  // of 0.6 MB

  std::mutex mutex_;
  std::list<Entry> kept_;  // guarded by mutex_
};

}  // namespace

std::shared_ptr<const ColourTable> colourTable(const ToneMapSettings& settings) {
  static Tables tables;
  return tables.get(settings);
}

}  // namespace haema::av

#include "engine/picture_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace haema::engine {

namespace {

constexpr int kBins = 32;
/// Pixels between two that are looked at, either way.
constexpr int kStep = 2;

struct Tally {
  std::array<int, kBins> bins{};
  int count = 0;
  int edges = 0;  ///< pixels that differ from the one before
  double sum = 0;
};

Tally tallyOf(const AVFrame* picture) {
  constexpr int kEdge = 4;
  Tally tally;
  for (int y = 0; y < picture->height; y += kStep) {
    const uint8_t* row = picture->data[0] + static_cast<ptrdiff_t>(y) * picture->linesize[0];
    int before = row[0];
    for (int x = 0; x < picture->width; x += kStep) {
      const int luma = row[x];
      ++tally.bins[static_cast<size_t>(luma * kBins / 256)];
      ++tally.count;
      tally.sum += luma;
      tally.edges += std::abs(luma - before) >= kEdge;
      before = luma;
    }
  }
  return tally;
}

/// Of 0 to 1: how evenly all lights are there.
double entropyOf(const Tally& tally) {
  double bits = 0;
  for (const int count : tally.bins) {
    const double share = static_cast<double>(count) / tally.count;
    if (count > 0) bits -= share * std::log2(share);
  }
  return bits / std::log2(kBins);
}

/// The share of the two neighbouring bins that most pixels are in: a background.
double flatShareOf(const Tally& tally) {
  int most = 0;
  for (size_t i = 0; i + 1 < kBins; ++i) {
    most = std::max(most, tally.bins[i] + tally.bins[i + 1]);
  }
  return static_cast<double>(most) / tally.count;
}

/// 1 from `full` on, 0 up to `none`.
double ramp(double value, double none, double full) {
  return std::clamp((value - none) / (full - none), 0.0, 1.0);
}

}  // namespace

double scoreOf(const AVFrame* picture) {
  const Tally tally = tallyOf(picture);
  if (tally.count == 0) return 0;
  const double mean = tally.sum / tally.count;
  const double light = ramp(mean, 8, 45) * ramp(-mean, -250, -215);
  const double full = ramp(-flatShareOf(tally), -0.95, -0.5);
  const double detail = ramp(static_cast<double>(tally.edges) / tally.count, 0.0, 0.08);
  return ramp(entropyOf(tally), 0, 0.75) * (0.05 + 0.95 * light) * (0.1 + 0.9 * full) *
         (0.3 + 0.7 * detail);
}

}  // namespace haema::engine

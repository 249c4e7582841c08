#include "engine/audio_timeline.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace haema::engine {

int64_t FrameLattice::place(std::vector<int64_t>& begins) const {
  std::ranges::sort(begins);
  const int64_t median = begins[begins.size() / 2];
  const size_t outliers = begins.size() / 10;
  const Said said{median, begins[outliers], begins[begins.size() - 1 - outliers]};
  const int64_t reach = std::max(tick, std::min(said.most - said.least, millisecond));
  for (const int64_t step : {unit, finer}) {
    if (step == 0) continue;
    const int64_t place = likeliest(said, step);
    if (place >= said.least - reach && place <= said.most + reach) return place;
  }
  return median;
}

/// Where the clock is coarser than the lattice, as with the 40 samples of TrueHD in Matroska, two
/// places are about as near: then the one from which all stamps can have been rounded.
int64_t FrameLattice::likeliest(const Said& said, int64_t step) const {
  const int64_t guess = nearest(said.median + tick / 4, step);
  if (step >= 2 * tick || step == 1) return guess;
  int64_t best = guess;
  for (const int64_t place : {guess - step, guess + step}) {
    if (misfit(said, place) < misfit(said, best)) best = place;
  }
  return best;
}

/// By how many samples the stamps miss what rounding would have made of this place.
int64_t FrameLattice::misfit(const Said& said, int64_t place) const {
  const auto outside = [&](int64_t low, int64_t high) {
    return std::max<int64_t>(0, low - said.least) + std::max<int64_t>(0, said.most - high);
  };
  return std::min(outside(place - tick / 2, place + tick / 2), outside(place - tick, place));
}

int64_t FrameLattice::nearest(int64_t sample, int64_t step) const {
  const int64_t distance = sample - anchor;
  return anchor + (distance >= 0 ? distance + step / 2 : distance - step / 2) / step * step;
}

bool AudioTimeline::Run::endsBefore(int64_t sample) const {
  return std::ranges::max(begins) + length() + 2 * lattice.tick + lattice.unit <= sample;
}

AudioTimeline::AudioTimeline(int64_t from, int64_t to, int channels)
    : from_(from),
      to_(to),
      written_(from),
      planes_(static_cast<size_t>(channels),
              std::vector<float>(static_cast<size_t>(to - from), 0.0F)) {}

void AudioTimeline::append(std::optional<int64_t> stamp, const FrameLattice& lattice,
                           const av::Planes& samples) {
  const auto count = static_cast<int64_t>(samples.front().size());
  appended_ += count;
  if (runs_.empty() && !stamp) return;  // no way to know where this belongs
  const auto isGap = [&](int64_t begin) {
    const int64_t shift = std::llabs(begin - runs_.back().begins.back());
    return 2 * shift > 3 * std::max(count, lattice.tick);
  };
  if (runs_.empty() || (stamp && isGap(*stamp - runs_.back().length()))) {
    if (!runs_.empty() && runs_.back().endsBefore(from_)) runs_.pop_back();
    runs_.push_back({{*stamp}, lattice, samples});
    return;
  }
  Run& run = runs_.back();
  if (stamp) run.begins.push_back(*stamp - run.length());
  for (size_t c = 0; c < samples.size(); ++c) {
    run.samples[c].insert(run.samples[c].end(), samples[c].begin(), samples[c].end());
  }
}

bool AudioTimeline::full() const noexcept {
  if (appended_ > 2 * (to_ - from_) + kSpare) return true;
  if (runs_.empty()) return false;
  const Run& run = runs_.back();
  return run.begins.front() + run.length() >= to_ + 2 * run.lattice.tick;
}

av::Planes AudioTimeline::take() {
  for (Run& run : runs_) place(run);
  return std::move(planes_);
}

void AudioTimeline::place(Run& run) {
  const int64_t begin = run.lattice.place(run.begins);
  // A run that steps back does not rewrite what was heard already.
  const int64_t low = std::max(begin, written_);
  const int64_t high = std::min(begin + run.length(), to_);
  if (low >= high) return;
  for (size_t c = 0; c < planes_.size(); ++c) {
    std::copy(run.samples[c].begin() + (low - begin), run.samples[c].begin() + (high - begin),
              planes_[c].begin() + (low - from_));
  }
  written_ = high;
}

}  // namespace haema::engine

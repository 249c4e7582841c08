// Places decoded audio on a timeline of samples.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "av/resampler.h"

namespace haema::engine {

/// Where frames can begin. A codec with blocks of constant size runs on a lattice of its own, which
/// is exact where a container's stamps are rounded to milliseconds or jitter.
struct FrameLattice {
  int64_t anchor;  ///< a sample at which some frame begins
  int64_t unit;    ///< samples between possible beginnings
  int64_t tick;    ///< one unit of the container's clock, in samples, rounded up
  /// A millisecond, in samples: stamps that jitter may come from a clock as coarse as that.
  int64_t millisecond = 0;
  /// Samples between beginnings where most stamps contradict all that lie `unit` apart; 0: none.
  int64_t finer = 0;

  /// Where a run begins of which each stamp says something else: at the place nearest to their
  /// median (or half a tick later: muxers round to the nearest tick or down) if most stamps allow
  /// it, else at the median, which is far more exact than any single one. Reorders `begins`, which
  /// is not empty.
  int64_t place(std::vector<int64_t>& begins) const;

 private:
  /// What most stamps say.
  struct Said {
    int64_t median, least, most;
  };
  int64_t likeliest(const Said& said, int64_t step) const;
  int64_t nearest(int64_t sample, int64_t step) const;
  int64_t misfit(const Said& said, int64_t place) const;
};

/// Collects samples [from, to); what nothing is written to stays silent.
class AudioTimeline {
 public:
  AudioTimeline(int64_t from, int64_t to, int channels);

  /// Appends decoded samples that are stamped to begin at `stamp`. Frames follow each other without
  /// a gap whatever their stamps say, up to a true gap of more than 1.5 frames, which starts a new
  /// run.
  void append(std::optional<int64_t> stamp, const FrameLattice& lattice, const av::Planes& samples);

  /// Nothing more is needed, or more than any true stamps explain has come.
  bool full() const noexcept;

  av::Planes take();

 private:
  /// Samples without a gap, and where each stamp says that they begin.
  struct Run {
    std::vector<int64_t> begins;
    FrameLattice lattice;
    av::Planes samples;
    /// Wherever it will be placed.
    bool endsBefore(int64_t sample) const;
    int64_t length() const { return static_cast<int64_t>(samples.front().size()); }
  };
  void place(Run& run);

  /// Beyond twice what is wanted: pre-roll, and what overlaps; 11 s at 384 kHz.
  static constexpr int64_t kSpare = int64_t{1} << 22;

  int64_t from_;
  int64_t to_;
  std::vector<Run> runs_;
  int64_t appended_ = 0;
  int64_t written_;  // nothing before this is written again
  av::Planes planes_;
};

}  // namespace haema::engine

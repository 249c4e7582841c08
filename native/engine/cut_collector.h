// From the packets of a run of copied pictures to the samples that are written.
#pragma once

#include <vector>

#include "av/copy_writer.h"
#include "engine/cut_source.h"
#include "engine/segment.h"

namespace haema::engine {

/// Takes the packets of a run in their order.
class CutCollector {
 public:
  /// `format` is borrowed.
  CutCollector(const SegmentRequest& request, const av::CopyFormat& format)
      : request_(request), format_(format) {}

  /// Throws kMediaInvalid for what cannot be copied.
  void add(const AVPacket& packet, Ticks time);

  /// What there is since it was asked for last. What the container hides comes once a picture that
  /// is shown has come behind it: what is hidden behind all that is shown is left out.
  std::vector<av::CopySample> take() { return std::exchange(samples_, {}); }

  /// Whether anything of the run is shown.
  bool begun() const { return begun_; }

 private:
  bool isOmitted(Ticks time) const;
  void check(const AVPacket& packet, Ticks time) const;
  av::CopySample counted(av::CopySample&& sample);
  av::CopySample sampleOf(const AVPacket& packet, Ticks time) const;

  SegmentRequest request_;
  const av::CopyFormat& format_;
  size_t bytes_ = 0;
  bool begun_ = false;
  std::vector<av::CopySample> samples_;
  std::vector<av::CopySample> hidden_;  // behind the last one that is shown
};

/// Where a segment's pictures lie.
CutRun runOf(const SegmentRequest& request);

}  // namespace haema::engine

// A segment of copied pictures in fragments, each written as soon as it has been read.
#pragma once

#include <cstdint>
#include <vector>

#include "av/decode_clock.h"
#include "engine/cut_collector.h"

namespace haema::engine {

/// The sequence numbers of a segment's fragments begin here.
constexpr uint32_t kMostParts = 1024;
inline uint32_t sequenceOf(const SegmentRequest& request, uint32_t part) {
  return request.index * kMostParts + part + 1;
}

/// What of a run has been read and not been written, and where the next part begins.
class CutParts {
 public:
  /// `format` is borrowed.
  CutParts(const SegmentRequest& request, const av::CopyFormat& format);

  bool continuesAt(Ticks start, uint32_t part) const { return start_ == start && part_ == part; }
  size_t memory() const { return bytes_; }

  /// A moof with an mdat of at most 1 MiB, or of a single picture. `source` stands in the run.
  av::Bytes next(CutSource& source, const CutRun& run, const av::CancelToken& token);
  /// There is none behind those that were made.
  bool over() const { return closed_ && samples_.empty(); }

 private:
  bool isReady() const { return !lengths_.empty() && times_.size() > lengths_[0]; }
  void add(av::CopySample&& sample);
  void tellTimes();
  void close();
  av::Bytes write();

  Ticks start_;
  Ticks end_;
  uint32_t sequence_;
  uint32_t part_ = 0;
  CutCollector collector_;
  av::DecodeClock clock_;
  std::vector<av::CopySample> samples_;
  std::vector<Ticks> times_;     // of the first ones of these, as far as they are known
  std::vector<size_t> lengths_;  // of the next parts, in samples
  size_t count_ = 0;             // of the part behind these, as far as it has been read
  size_t size_ = 0;
  size_t bytes_ = 0;
  bool closed_ = false;
};

/// One part of a segment: `request.part`.
Segment makePart(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token);

}  // namespace haema::engine

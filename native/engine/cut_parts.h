// Copied pictures of a segment, written as they are read, part by part.
#pragma once

#include <cstdint>
#include <vector>

#include "av/decode_clock.h"
#include "engine/cut_collector.h"

namespace haema::engine {

/// About what a part holds.
constexpr size_t kPartBytes = size_t{1} << 20;

/// What of a run has been read and not been written, and where the next part begins.
class CutParts {
 public:
  /// `format` is borrowed.
  CutParts(const SegmentRequest& request, const av::CopyFormat& format);
  virtual ~CutParts() = default;
  CutParts(const CutParts&) = delete;
  CutParts& operator=(const CutParts&) = delete;

  /// Whether what comes next is this part of the requested segment.
  bool continues(const SegmentRequest& request, uint32_t part) const;
  virtual size_t memory() const { return bytes_; }

  /// The next part. `source` stands in the run.
  av::Bytes next(CutSource& source, const CutRun& run, const av::CancelToken& token);
  /// There is none behind those that were made.
  bool over() const { return closed_ && samples_.empty(); }

 protected:
  /// Takes note of what has been read, or told, since it was called last.
  virtual void advance() = 0;
  /// Whether the next part can be written, or all that is left.
  virtual bool isReady() const = 0;
  virtual av::Bytes write(uint32_t part) = 0;

  /// In decoding order, from the first one on that is not written.
  std::vector<av::CopySample>& samples() { return samples_; }
  /// When these are decoded, as far as that is known; behind the last one the end of the stretch.
  const std::vector<Ticks>& times() const { return times_; }
  /// There are no more to come.
  bool closed() const { return closed_; }
  /// The first so many are written.
  void drop(size_t count);

 private:
  void add(const AVPacket& packet, Ticks time);
  void tellTimes();
  void close();

  Container container_;
  std::optional<AudioRecipe> audio_;
  std::optional<StreamCopy> copiedAudio_;
  Ticks start_;
  Ticks end_;
  uint32_t part_ = 0;
  CutCollector collector_;
  av::DecodeClock clock_;
  std::vector<av::CopySample> samples_;
  std::vector<Ticks> times_;
  size_t bytes_ = 0;  // of the samples
  bool closed_ = false;
};

}  // namespace haema::engine

// Copied pictures of a segment as fragments of MP4.
#pragma once

#include "engine/cut_parts.h"

namespace haema::engine {

/// The sequence numbers of a segment's fragments begin here.
constexpr uint32_t kMostParts = 1024;
inline uint32_t sequenceOf(const SegmentRequest& request, uint32_t part) {
  return request.index * kMostParts + part + 1;
}

/// Each part is a moof with an mdat of at most 1 MiB, or of a single picture.
class FragmentParts final : public CutParts {
 public:
  FragmentParts(const SegmentRequest& request, const av::CopyFormat& format)
      : CutParts(request, format), sequence_(sequenceOf(request, 0)) {}

 private:
  void advance() override;
  bool isReady() const override { return !lengths_.empty() && times().size() > lengths_[0]; }
  av::Bytes write(uint32_t part) override;

  uint32_t sequence_;
  std::vector<size_t> lengths_;  // of the next parts, in samples
  size_t grouped_ = 0;           // samples that belong to one of these
  size_t count_ = 0;             // of the part behind them, as far as it has been read
  size_t size_ = 0;
};

}  // namespace haema::engine

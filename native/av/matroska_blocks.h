// Where the blocks of a Matroska file lie, and how they begin: without reading them whole, as
// libav has to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/ebml.h"
#include "av/read_at.h"

namespace haema::av {

struct MatroskaBlock {
  uint64_t track;            ///< the number that its Track Entry has
  int64_t time;              ///< of its Segment's timestamp scale
  int64_t clusterTime;       ///< of the same, what `time` is counted from
  uint64_t start;            ///< offset of the element
  uint64_t outer, outerEnd;  ///< the BlockGroup around it, else the element itself
  uint64_t data;             ///< offset of the frame; of several in one block there is none
  uint64_t size;             ///< of the frame
};

/// Walks blocks in the order of the file. Gives up where a file is damaged or odd; never throws for
/// that; what `read` and the token throw passes through.
class MatroskaBlocks {
 public:
  /// The token outlives this. `window`: bytes of a read, which may hold several small blocks.
  MatroskaBlocks(ReadAt read, uint64_t fileSize, const CancelToken& token, size_t window = 4096)
      : read_(std::move(read)), fileSize_(fileSize), token_(&token), windowBytes_(window) {}

  /// Of the job that goes on with the walk.
  void setToken(const CancelToken& token) { token_ = &token; }

  /// The walk begins with the Cluster at this offset.
  void startAt(uint64_t cluster);
  std::optional<MatroskaBlock> next();
  /// Where the walk goes on, or has given up.
  uint64_t position() const { return offset_; }
  /// The first `length` bytes of a block's frame, or all of it; valid until the next call of any.
  std::optional<std::span<const uint8_t>> head(const MatroskaBlock& block, size_t length);

 private:
  std::optional<std::span<const uint8_t>> bytesAt(uint64_t offset, size_t least);
  std::optional<uint64_t> numberAt(const ebml::Element& element);
  std::optional<MatroskaBlock> blockAt(const ebml::Element& element);

  ReadAt read_;
  uint64_t fileSize_;
  const CancelToken* token_;
  size_t windowBytes_;
  uint64_t offset_ = 0;
  std::optional<int64_t> clusterTime_;
  ebml::Element group_;  // the last one that was met
  uint64_t windowStart_ = 0;
  std::vector<uint8_t> window_;
};

}  // namespace haema::av

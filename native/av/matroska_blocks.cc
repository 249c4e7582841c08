#include "av/matroska_blocks.h"

#include <algorithm>

#include "av/matroska_map.h"

namespace haema::av {

namespace {

using matroska::kBlock;
using matroska::kBlockGroup;
using matroska::kCluster;
using matroska::kSimpleBlock;
using matroska::kTimestamp;

constexpr size_t kLongestHeader = 12;
/// Elements between two blocks, far above what muxers write.
constexpr int kMaxElements = 1'000;
/// Of a Cluster's times: what is added to it cannot overflow.
constexpr uint64_t kMaxTime = uint64_t{1} << 60;

}  // namespace

void MatroskaBlocks::startAt(uint64_t cluster) {
  offset_ = cluster;
  clusterTime_.reset();
}

/// Clusters and groups are stepped into, whatever they say of their size: what follows is read
/// alike.
std::optional<MatroskaBlock> MatroskaBlocks::next() {
  for (int i = 0; i < kMaxElements; ++i) {
    token_->poll();
    const auto bytes = bytesAt(offset_, 2);
    const auto element = bytes ? ebml::parseHeader(*bytes, offset_) : std::nullopt;
    if (!element) return std::nullopt;
    const bool parent = element->id == kCluster || element->id == kBlockGroup;
    if (!parent && (element->unknownSize || element->end > fileSize_)) return std::nullopt;
    offset_ = parent ? element->data : element->end;
    if (element->id == kBlockGroup) group_ = *element;
    if (element->id == kTimestamp) {
      const auto time = numberAt(*element);
      if (!time || *time > kMaxTime) return std::nullopt;
      clusterTime_ = static_cast<int64_t>(*time);
    }
    if (element->id == kSimpleBlock || element->id == kBlock) return blockAt(*element);
  }
  return std::nullopt;
}

std::optional<MatroskaBlock> MatroskaBlocks::blockAt(const ebml::Element& element) {
  constexpr uint8_t kLacing = 0x06;
  const auto bytes = bytesAt(element.data, kLongestHeader);
  const auto track = bytes ? ebml::readVint(*bytes) : std::nullopt;
  if (!track || !clusterTime_) return std::nullopt;
  const size_t header = track->length + 3;
  if (bytes->size() < header || element.size() < header) return std::nullopt;
  const auto rest = bytes->subspan(track->length);
  const auto relative = static_cast<int16_t>(rest[0] << 8 | rest[1]);
  const bool single = (rest[2] & kLacing) == 0;
  const bool inGroup = element.id == kBlock && element.end <= group_.end;
  const ebml::Element& outer = inGroup ? group_ : element;
  return MatroskaBlock{.track = track->value,
                       .time = *clusterTime_ + relative,
                       .clusterTime = *clusterTime_,
                       .start = element.start,
                       .outer = outer.start,
                       .outerEnd = outer.end,
                       .data = element.data + header,
                       .size = single ? element.size() - header : 0};
}

std::optional<std::span<const uint8_t>> MatroskaBlocks::head(const MatroskaBlock& block,
                                                             size_t length) {
  const auto wanted = static_cast<size_t>(std::min<uint64_t>(length, block.size));
  const auto bytes = bytesAt(block.data, wanted);
  if (!bytes || bytes->size() < wanted) return std::nullopt;
  return bytes->first(wanted);
}

std::optional<uint64_t> MatroskaBlocks::numberAt(const ebml::Element& element) {
  if (element.size() > 8) return std::nullopt;
  const auto bytes = bytesAt(element.data, element.size());
  if (!bytes || bytes->size() < element.size()) return std::nullopt;
  uint64_t value = 0;
  for (const uint8_t byte : bytes->first(element.size())) value = value << 8 | byte;
  return value;
}

/// What is known from `offset` on: `least` bytes or more, fewer only at the end of the file.
std::optional<std::span<const uint8_t>> MatroskaBlocks::bytesAt(uint64_t offset, size_t least) {
  if (offset >= fileSize_) return std::nullopt;
  const uint64_t left = fileSize_ - offset;
  const bool inside = offset >= windowStart_ && offset - windowStart_ <= window_.size();
  const size_t skipped = inside ? static_cast<size_t>(offset - windowStart_) : 0;
  // A header may be cut by the window's end.
  const auto needed =
      static_cast<size_t>(std::min<uint64_t>(std::max(least, kLongestHeader), left));
  if (!inside || window_.size() - skipped < needed) {
    window_.resize(static_cast<size_t>(std::min<uint64_t>(std::max(needed, windowBytes_), left)));
    windowStart_ = offset;
    if (!read_(offset, window_)) {
      window_.clear();
      return std::nullopt;
    }
    return std::span<const uint8_t>(window_);
  }
  return std::span<const uint8_t>(window_).subspan(skipped);
}

}  // namespace haema::av

// Where the parts of a Matroska file lie: EBML elements beneath each other, and what can be found
// without walking through the Clusters.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "av/cancel.h"
#include "av/ebml.h"
#include "av/read_at.h"

namespace haema::av::matroska {

using ebml::Element;

// Element ids, marker bits included (RFC 9559 5.1).
inline constexpr uint32_t kEbml = 0x1A45DFA3;
inline constexpr uint32_t kSegment = 0x18538067;
inline constexpr uint32_t kSeekHead = 0x114D9B74;
inline constexpr uint32_t kInfo = 0x1549A966;
inline constexpr uint32_t kTracks = 0x1654AE6B;
inline constexpr uint32_t kCluster = 0x1F43B675;
inline constexpr uint32_t kTimestamp = 0xE7;
inline constexpr uint32_t kSimpleBlock = 0xA3;
inline constexpr uint32_t kBlockGroup = 0xA0;
inline constexpr uint32_t kBlock = 0xA1;
inline constexpr uint32_t kCues = 0x1C53BB6B;
inline constexpr uint32_t kCuePoint = 0xBB;

// Bounds for hostile files, far above what muxers write.
inline constexpr int kMaxChildren = 1'000;  // looked at in one parent
inline constexpr uint64_t kMaxEbmlBytes = 4 << 10;
inline constexpr uint64_t kMaxInfoBytes = 1 << 20;
inline constexpr uint64_t kMaxTracksBytes = 4 << 20;

/// Elements of a file. Offsets that come from the file are checked before they are used.
class Reader {
 public:
  /// Both outlive this.
  Reader(const ReadAt& read, uint64_t fileSize, const CancelToken& token)
      : read_(read), fileSize_(fileSize), token_(token) {}

  uint64_t fileSize() const { return fileSize_; }

  /// The header at `offset` of an element inside a parent that ends at `limit`.
  std::optional<Element> header(uint64_t offset, uint64_t limit) const;
  /// As header(), for an element that must lie whole within its parent.
  std::optional<Element> child(uint64_t offset, const Element& parent) const;

  /// Calls visit(child) for the children until it returns false or damage is met.
  template <typename Visit>
  void children(const Element& parent, const Visit& visit) const {
    uint64_t offset = parent.data;
    for (int i = 0; i < kMaxChildren; ++i) {
      const auto element = child(offset, parent);
      if (!element || !visit(*element)) return;
      offset = element->end;
    }
  }

  std::optional<uint64_t> number(const Element& element) const;
  /// Appends the bytes [from, to) of the file.
  bool append(uint64_t from, uint64_t to, std::vector<uint8_t>& out) const;

 private:
  const ReadAt& read_;
  uint64_t fileSize_;
  const CancelToken& token_;
};

/// The file's Segment and what can be found in it without walking through its Clusters.
class SegmentMap {
 public:
  /// Nothing where the file is none of Matroska. The reader outlives what is returned.
  static std::optional<SegmentMap> read(const Reader& reader);

  const Element& ebml() const { return ebml_; }
  const Element& segment() const { return segment_; }
  /// Offset of the first Cluster; 0 where none stands behind what was read.
  uint64_t firstCluster() const { return firstCluster_; }

  /// The first element of this kind before the first Cluster, or where a SeekHead has it.
  std::optional<Element> find(uint32_t id) const;
  bool hasCues() const;

 private:
  struct Seek {
    uint32_t id;
    uint64_t position;  ///< counted from the Segment's content
  };

  SegmentMap(const Reader& reader, const Element& ebml, const Element& segment);
  void readLinkedSeekHeads();
  void readSeekHead(const Element& head);
  void readSeek(const Element& entry);
  std::optional<Element> at(uint64_t position, uint32_t id) const;

  const Reader& reader_;
  Element ebml_;
  Element segment_;
  uint64_t firstCluster_ = 0;
  std::vector<Element> top_;  // before the first Cluster
  std::vector<Seek> seeks_;
  std::vector<uint64_t> heads_;  // offsets of the SeekHeads read, so that none is read twice
};

}  // namespace haema::av::matroska

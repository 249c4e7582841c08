#include "av/matroska.h"

#include <algorithm>
#include <array>

#include "av/ebml.h"

namespace haema::av {

namespace {

using ebml::Element;
using ebml::parseHeader;

// Element ids, marker bits included (RFC 9559 5.1).
constexpr uint32_t kEbml = 0x1A45DFA3;
constexpr uint32_t kVoid = 0xEC;
constexpr uint32_t kCrc32 = 0xBF;
constexpr uint32_t kSegment = 0x18538067;
constexpr uint32_t kSeekHead = 0x114D9B74;
constexpr uint32_t kSeek = 0x4DBB;
constexpr uint32_t kSeekId = 0x53AB;
constexpr uint32_t kSeekPosition = 0x53AC;
constexpr uint32_t kInfo = 0x1549A966;
constexpr uint32_t kTracks = 0x1654AE6B;
constexpr uint32_t kCluster = 0x1F43B675;
constexpr uint32_t kTimestamp = 0xE7;
constexpr uint32_t kPosition = 0xA7;
constexpr uint32_t kPrevSize = 0xAB;
constexpr uint32_t kSilentTracks = 0x5854;
constexpr uint32_t kCues = 0x1C53BB6B;
constexpr uint32_t kCuePoint = 0xBB;

// Bounds for hostile files, far above what muxers write.
constexpr int kMaxChildren = 1'000;  // looked at in one parent
constexpr size_t kMaxSeekHeads = 8;
constexpr size_t kMaxSeeks = 1'000;  // over all SeekHeads
constexpr uint64_t kMaxEbmlBytes = 4 << 10;
constexpr uint64_t kMaxInfoBytes = 1 << 20;
constexpr uint64_t kMaxTracksBytes = 4 << 20;
constexpr uint64_t kMaxTailBytes = 256 << 20;

/// Elements of a file. Offsets that come from the file are checked before they are used.
class Reader {
 public:
  Reader(const ReadAt& read, uint64_t fileSize, const CancelToken& token)
      : read_(read), fileSize_(fileSize), token_(token) {}

  uint64_t fileSize() const { return fileSize_; }

  /// The header at `offset` of an element inside a parent that ends at `limit`.
  std::optional<Element> header(uint64_t offset, uint64_t limit) const {
    token_.poll();
    limit = std::min(limit, fileSize_);
    if (offset >= limit) return std::nullopt;
    std::array<uint8_t, 12> bytes{};
    const size_t count = std::min<uint64_t>(bytes.size(), limit - offset);
    if (!read_(offset, std::span(bytes).first(count))) return std::nullopt;
    auto element = parseHeader(std::span<const uint8_t>(bytes).first(count), offset);
    if (element && element->unknownSize) element->end = limit;
    return element;
  }

  /// As header(), for an element that must lie whole within its parent.
  std::optional<Element> child(uint64_t offset, const Element& parent) const {
    const auto element = header(offset, parent.end);
    if (!element || element->unknownSize) return std::nullopt;
    if (element->end > std::min(parent.end, fileSize_)) return std::nullopt;
    return element;
  }

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

  std::optional<uint64_t> number(const Element& element) const {
    if (element.size() > 8) return std::nullopt;
    std::array<uint8_t, 8> bytes{};
    const auto content = std::span(bytes).first(element.size());
    if (!content.empty() && !read_(element.data, content)) return std::nullopt;
    uint64_t value = 0;
    for (const uint8_t byte : content) value = value << 8 | byte;
    return value;
  }

  /// Appends the bytes [from, to) of the file.
  bool append(uint64_t from, uint64_t to, std::vector<uint8_t>& out) const {
    constexpr uint64_t kStep = 1 << 20;  // cancelled in between
    const size_t begin = out.size();
    out.resize(begin + (to - from));
    for (uint64_t at = from; at < to; at += kStep) {
      token_.poll();
      const size_t count = std::min(kStep, to - at);
      if (!read_(at, std::span(out).subspan(begin + (at - from), count))) return false;
    }
    return true;
  }

 private:
  const ReadAt& read_;
  uint64_t fileSize_;
  const CancelToken& token_;
};

/// The file's Segment and what can be found in it without walking through its Clusters.
class SegmentMap {
 public:
  static std::optional<SegmentMap> read(const Reader& reader) {
    const Element file{0, 0, 0, reader.fileSize(), false};
    const auto ebml = reader.child(0, file);
    if (!ebml || ebml->id != kEbml || ebml->size() > kMaxEbmlBytes) return std::nullopt;
    uint64_t offset = ebml->end;
    for (int i = 0; i < kMaxChildren; ++i) {
      const auto element = reader.header(offset, reader.fileSize());
      if (!element) return std::nullopt;
      if (element->id == kSegment) return SegmentMap(reader, *ebml, *element);
      if (element->unknownSize) return std::nullopt;
      offset = element->end;
    }
    return std::nullopt;
  }

  const Element& ebml() const { return ebml_; }
  const Element& segment() const { return segment_; }

  /// The first element of this kind before the first Cluster, or where a SeekHead has it.
  std::optional<Element> find(uint32_t id) const {
    for (const Element& element : top_) {
      if (element.id == id) return element;
    }
    for (const Seek& seek : seeks_) {
      if (seek.id != id) continue;
      if (auto element = at(seek.position, id)) return element;
    }
    return std::nullopt;
  }

  bool hasCues() const {
    const auto cues = find(kCues);
    if (!cues) return false;
    bool found = false;
    reader_.children(*cues, [&](const Element& element) {
      found = element.id == kCuePoint;
      return !found;
    });
    return found;
  }

 private:
  struct Seek {
    uint32_t id;
    uint64_t position;  ///< counted from the Segment's content
  };

  SegmentMap(const Reader& reader, const Element& ebml, const Element& segment)
      : reader_(reader), ebml_(ebml), segment_(segment) {
    reader_.children(segment_, [&](const Element& element) {
      if (element.id == kCluster) return false;
      top_.push_back(element);
      if (element.id == kSeekHead) readSeekHead(element);
      return true;
    });
    readLinkedSeekHeads();
  }

  /// Muxers that ran out of space in front put a second SeekHead behind, and name it in the first.
  void readLinkedSeekHeads() {
    for (size_t i = 0; i < seeks_.size(); ++i) {
      if (seeks_[i].id != kSeekHead) continue;
      if (const auto head = at(seeks_[i].position, kSeekHead)) readSeekHead(*head);
    }
  }

  void readSeekHead(const Element& head) {
    if (std::ranges::find(heads_, head.start) != heads_.end()) return;
    if (heads_.size() >= kMaxSeekHeads) return;
    heads_.push_back(head.start);
    reader_.children(head, [&](const Element& entry) {
      if (entry.id == kSeek) readSeek(entry);
      return seeks_.size() < kMaxSeeks;
    });
  }

  void readSeek(const Element& entry) {
    std::optional<uint64_t> id, position;
    reader_.children(entry, [&](const Element& element) {
      if (element.id == kSeekId) id = reader_.number(element);
      if (element.id == kSeekPosition) position = reader_.number(element);
      return !id || !position;
    });
    if (!id || !position || *id > UINT32_MAX) return;
    seeks_.push_back({static_cast<uint32_t>(*id), *position});
  }

  std::optional<Element> at(uint64_t position, uint32_t id) const {
    if (position >= reader_.fileSize()) return std::nullopt;
    const auto element = reader_.child(segment_.data + position, segment_);
    return element && element->id == id ? element : std::nullopt;
  }

  const Reader& reader_;
  Element ebml_;
  Element segment_;
  std::vector<Element> top_;  // before the first Cluster
  std::vector<Seek> seeks_;
  std::vector<uint64_t> heads_;  // offsets of the SeekHeads read, so that none is read twice
};

/// Whether a Cluster begins with `bytes`: the four bytes of its id may well occur in media data.
bool isCluster(std::span<const uint8_t> bytes) {
  const auto cluster = parseHeader(bytes, 0);
  if (!cluster || cluster->id != kCluster || cluster->data >= bytes.size()) return false;
  const auto first = parseHeader(bytes.subspan(cluster->data), 0);
  if (!first || first->unknownSize) return false;
  switch (first->id) {  // the Timestamp should come first; these may stand before it
    case kTimestamp:
    case kPosition:
    case kPrevSize:
      return first->size() <= 8;
    case kCrc32:
      return first->size() == 4;
    case kSilentTracks:
    case kVoid:
      return true;
    default:
      return false;
  }
}

std::optional<size_t> findCluster(std::span<const uint8_t> bytes) {
  constexpr std::array<uint8_t, 4> kId{0x1F, 0x43, 0xB6, 0x75};
  auto at = bytes.begin();
  while ((at = std::search(at, bytes.end(), kId.begin(), kId.end())) != bytes.end()) {
    const auto offset = static_cast<size_t>(at - bytes.begin());
    if (isCluster(bytes.subspan(offset))) return offset;
    ++at;
  }
  return std::nullopt;
}

}  // namespace

MatroskaFacts readMatroskaFacts(const ReadAt& read, uint64_t fileSize, const CancelToken& token) {
  MatroskaFacts facts;
  facts.segmentEnd = fileSize;
  const Reader reader(read, fileSize, token);
  const auto map = SegmentMap::read(reader);
  if (!map) return facts;
  facts.segmentEnd = map->segment().end;
  facts.complete = !map->segment().unknownSize && facts.segmentEnd <= fileSize;
  facts.hasCues = map->hasCues();
  return facts;
}

std::optional<std::vector<uint8_t>> readMatroskaTail(const ReadAt& read, uint64_t fileSize,
                                                     uint64_t tailBytes, const CancelToken& token) {
  const Reader reader(read, fileSize, token);
  const auto map = SegmentMap::read(reader);
  if (!map) return std::nullopt;
  const auto info = map->find(kInfo);
  const auto tracks = map->find(kTracks);
  if (!info || !tracks) return std::nullopt;
  if (info->size() > kMaxInfoBytes || tracks->size() > kMaxTracksBytes) return std::nullopt;

  std::vector<uint8_t> bytes;
  if (!reader.append(0, map->ebml().end, bytes)) return std::nullopt;
  for (const uint8_t byte :
       {0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}) {
    bytes.push_back(byte);  // a Segment of unknown size
  }
  for (const auto& element : {*info, *tracks}) {
    if (!reader.append(element.start, element.end, bytes)) return std::nullopt;
  }
  const size_t head = bytes.size();
  const uint64_t end = std::min(fileSize, map->segment().end);
  const uint64_t length = std::min({tailBytes, end, kMaxTailBytes});
  if (!reader.append(end - length, end, bytes)) return std::nullopt;
  const auto cluster = findCluster(std::span<const uint8_t>(bytes).subspan(head));
  if (!cluster) return std::nullopt;
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(head);
  bytes.erase(begin, begin + static_cast<std::ptrdiff_t>(*cluster));
  return bytes;
}

}  // namespace haema::av

#include "av/matroska_map.h"

#include <array>
#include <span>

namespace haema::av::matroska {

namespace {

constexpr uint32_t kSeek = 0x4DBB;
constexpr uint32_t kSeekId = 0x53AB;
constexpr uint32_t kSeekPosition = 0x53AC;

constexpr size_t kMaxSeekHeads = 8;
constexpr size_t kMaxSeeks = 1'000;  // over all SeekHeads

}  // namespace

std::optional<Element> Reader::header(uint64_t offset, uint64_t limit) const {
  token_.poll();
  limit = std::min(limit, fileSize_);
  if (offset >= limit) return std::nullopt;
  std::array<uint8_t, 12> bytes{};
  const size_t count = std::min<uint64_t>(bytes.size(), limit - offset);
  if (!read_(offset, std::span(bytes).first(count))) return std::nullopt;
  auto element = ebml::parseHeader(std::span<const uint8_t>(bytes).first(count), offset);
  if (element && element->unknownSize) element->end = limit;
  return element;
}

std::optional<Element> Reader::child(uint64_t offset, const Element& parent) const {
  const auto element = header(offset, parent.end);
  if (!element || element->unknownSize) return std::nullopt;
  if (element->end > std::min(parent.end, fileSize_)) return std::nullopt;
  return element;
}

std::optional<uint64_t> Reader::number(const Element& element) const {
  if (element.size() > 8) return std::nullopt;
  std::array<uint8_t, 8> bytes{};
  const auto content = std::span(bytes).first(element.size());
  if (!content.empty() && !read_(element.data, content)) return std::nullopt;
  uint64_t value = 0;
  for (const uint8_t byte : content) value = value << 8 | byte;
  return value;
}

bool Reader::append(uint64_t from, uint64_t to, std::vector<uint8_t>& out) const {
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

std::optional<SegmentMap> SegmentMap::read(const Reader& reader) {
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

std::optional<Element> SegmentMap::find(uint32_t id) const {
  for (const Element& element : top_) {
    if (element.id == id) return element;
  }
  for (const Seek& seek : seeks_) {
    if (seek.id != id) continue;
    if (auto element = at(seek.position, id)) return element;
  }
  return std::nullopt;
}

bool SegmentMap::hasCues() const {
  const auto cues = find(kCues);
  if (!cues) return false;
  bool found = false;
  reader_.children(*cues, [&](const Element& element) {
    found = element.id == kCuePoint;
    return !found;
  });
  return found;
}

SegmentMap::SegmentMap(const Reader& reader, const Element& ebml, const Element& segment)
    : reader_(reader), ebml_(ebml), segment_(segment) {
  uint64_t offset = segment_.data;
  reader_.children(segment_, [&](const Element& element) {
    offset = element.start;
    if (element.id == kCluster) return false;
    offset = element.end;
    top_.push_back(element);
    if (element.id == kSeekHead) readSeekHead(element);
    return true;
  });
  // What is recorded live has Clusters of unknown size, which no parent holds whole.
  const auto first = reader_.header(offset, segment_.end);
  if (first && first->id == kCluster) firstCluster_ = first->start;
  readLinkedSeekHeads();
}

/// Muxers that ran out of space in front put a second SeekHead behind, and name it in the first.
void SegmentMap::readLinkedSeekHeads() {
  for (size_t i = 0; i < seeks_.size(); ++i) {
    if (seeks_[i].id != kSeekHead) continue;
    if (const auto head = at(seeks_[i].position, kSeekHead)) readSeekHead(*head);
  }
}

void SegmentMap::readSeekHead(const Element& head) {
  if (std::ranges::find(heads_, head.start) != heads_.end()) return;
  if (heads_.size() >= kMaxSeekHeads) return;
  heads_.push_back(head.start);
  reader_.children(head, [&](const Element& entry) {
    if (entry.id == kSeek) readSeek(entry);
    return seeks_.size() < kMaxSeeks;
  });
}

void SegmentMap::readSeek(const Element& entry) {
  std::optional<uint64_t> id, position;
  reader_.children(entry, [&](const Element& element) {
    if (element.id == kSeekId) id = reader_.number(element);
    if (element.id == kSeekPosition) position = reader_.number(element);
    return !id || !position;
  });
  if (!id || !position || *id > UINT32_MAX) return;
  seeks_.push_back({static_cast<uint32_t>(*id), *position});
}

std::optional<Element> SegmentMap::at(uint64_t position, uint32_t id) const {
  if (position >= reader_.fileSize()) return std::nullopt;
  const auto element = reader_.child(segment_.data + position, segment_);
  return element && element->id == id ? element : std::nullopt;
}

}  // namespace haema::av::matroska

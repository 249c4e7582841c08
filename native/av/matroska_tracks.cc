#include "av/matroska_tracks.h"

#include <algorithm>

#include "av/ebml.h"
#include "av/matroska_map.h"

namespace haema::av {

namespace {

using ebml::Element;
using matroska::Reader;
using matroska::SegmentMap;
using Bytes = std::span<const uint8_t>;

constexpr uint32_t kTimestampScale = 0x2AD7B1;
constexpr uint32_t kTrackEntry = 0xAE;
constexpr uint32_t kTrackNumber = 0xD7;
constexpr uint32_t kTrackType = 0x83;
constexpr uint32_t kCodecId = 0x86;
constexpr uint32_t kCueTime = 0xB3;
constexpr uint32_t kCueTrackPositions = 0xB7;
constexpr uint32_t kCueTrack = 0xF7;
constexpr uint32_t kCueClusterPosition = 0xF1;
constexpr uint32_t kCueRelativePosition = 0xF0;
constexpr uint32_t kCueDuration = 0xB2;

constexpr uint64_t kSubtitles = 0x11;

// Bounds for hostile files.
constexpr uint64_t kMaxCuesBytes = 64 << 20;
constexpr size_t kMaxCues = 1'000'000;
constexpr uint64_t kMaxScale = 1'000'000'000;
constexpr uint64_t kMaxTime = uint64_t{1} << 60;

/// Calls visit(element, content) for what `bytes` holds whole, until damage is met.
template <typename Visit>
void eachIn(Bytes bytes, const Visit& visit) {
  while (!bytes.empty()) {
    const auto element = ebml::parseHeader(bytes, 0);
    if (!element || element->unknownSize || element->end > bytes.size()) return;
    visit(*element, bytes.subspan(element->data, element->size()));
    bytes = bytes.subspan(element->end);
  }
}

std::optional<uint64_t> numberOf(Bytes content) {
  if (content.size() > 8) return std::nullopt;
  uint64_t value = 0;
  for (const uint8_t byte : content) value = value << 8 | byte;
  return value;
}

std::optional<std::vector<uint8_t>> whole(const Reader& reader, const SegmentMap& map, uint32_t id,
                                          uint64_t most) {
  const auto element = map.find(id);
  if (!element || element->size() > most) return std::nullopt;
  std::vector<uint8_t> bytes;
  if (!reader.append(element->start, element->end, bytes)) return std::nullopt;
  return bytes;
}

Bytes contentOf(const std::vector<uint8_t>& element) {
  const auto header = ebml::parseHeader(element, 0);
  return header ? Bytes(element).subspan(header->data) : Bytes();
}

/// Nothing for what libav makes no stream of subtitles of.
std::optional<MatroskaTrack> trackOf(Bytes content) {
  uint64_t type = 0, number = 0;
  bool named = false;
  eachIn(content, [&](const Element& element, Bytes value) {
    if (element.id == kTrackType) type = numberOf(value).value_or(0);
    if (element.id == kTrackNumber) number = numberOf(value).value_or(0);
    if (element.id == kCodecId) named = !value.empty();
  });
  if (type != kSubtitles || !named) return std::nullopt;
  return MatroskaTrack{number, {}};
}

struct CuePoint {
  std::optional<uint64_t> time;
  std::vector<MatroskaCue> cues;  // their times are missing as yet
  bool placed = true;
};

void readPositions(Bytes content, uint64_t track, uint64_t segment, CuePoint& point) {
  std::optional<uint64_t> of, cluster, relative, duration;
  eachIn(content, [&](const Element& element, Bytes value) {
    if (element.id == kCueTrack) of = numberOf(value);
    if (element.id == kCueClusterPosition) cluster = numberOf(value);
    if (element.id == kCueRelativePosition) relative = numberOf(value);
    if (element.id == kCueDuration) duration = numberOf(value);
  });
  if (of != track) return;
  if (!cluster || !relative || *cluster > kMaxTime || *relative > kMaxTime) {
    point.placed = false;
    return;
  }
  const bool lasts = duration && *duration > 0 && *duration < kMaxTime;
  point.cues.push_back(
      {0, lasts ? static_cast<int64_t>(*duration) : -1, segment + *cluster, *relative});
}

CuePoint pointOf(Bytes content, uint64_t track, uint64_t segment) {
  CuePoint point;
  eachIn(content, [&](const Element& element, Bytes value) {
    if (element.id == kCueTime) point.time = numberOf(value);
    if (element.id == kCueTrackPositions) readPositions(value, track, segment, point);
  });
  return point;
}

void append(std::vector<uint8_t>& bytes, uint64_t value, int width) {
  for (int i = width; i-- > 0;) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

/// With a size of eight bytes.
void appendHeader(std::vector<uint8_t>& bytes, uint32_t id, uint64_t size) {
  append(bytes, id, id > 0xFFFFFF ? 4 : id > 0xFFFF ? 3 : id > 0xFF ? 2 : 1);
  append(bytes, uint64_t{1} << 56 | size, 8);
}

}  // namespace

std::optional<MatroskaHead> readMatroskaHead(const ReadAt& read, uint64_t fileSize,
                                             const CancelToken& token) {
  const Reader reader(read, fileSize, token);
  const auto map = SegmentMap::read(reader);
  if (!map) return std::nullopt;
  MatroskaHead head;
  head.firstCluster = map->firstCluster();
  auto info = whole(reader, *map, matroska::kInfo, matroska::kMaxInfoBytes);
  const auto tracks = whole(reader, *map, matroska::kTracks, matroska::kMaxTracksBytes);
  if (!info || !tracks || !reader.append(0, map->ebml().end, head.ebml)) return std::nullopt;
  head.info = std::move(*info);
  eachIn(contentOf(head.info), [&](const Element& element, Bytes value) {
    if (element.id == kTimestampScale) head.scale = numberOf(value).value_or(0);
  });
  if (head.scale == 0 || head.scale > kMaxScale) return std::nullopt;
  const Bytes entries = contentOf(*tracks);
  size_t at = 0;
  eachIn(entries, [&](const Element& element, Bytes content) {
    const Bytes bytes = entries.subspan(at, element.end);
    at += element.end;
    auto track = element.id == kTrackEntry ? trackOf(content) : std::nullopt;
    if (!track) return;
    track->entry.assign(bytes.begin(), bytes.end());
    head.tracks.push_back(std::move(*track));
  });
  return head;
}

std::optional<size_t> trackOfStream(const AVFormatContext& context, int stream,
                                    const MatroskaHead& head) {
  size_t before = 0, all = 0;
  for (const AVStream* other : std::span(context.streams, context.nb_streams)) {
    if (other->codecpar->codec_type != AVMEDIA_TYPE_SUBTITLE) continue;
    if (other->index < stream) ++before;
    ++all;
  }
  return all == head.tracks.size() && before < all ? std::optional(before) : std::nullopt;
}

std::optional<std::vector<MatroskaCue>> readMatroskaCues(const ReadAt& read, uint64_t fileSize,
                                                         uint64_t track, const CancelToken& token) {
  const Reader reader(read, fileSize, token);
  const auto map = SegmentMap::read(reader);
  if (!map) return std::nullopt;
  const auto bytes = whole(reader, *map, matroska::kCues, kMaxCuesBytes);
  if (!bytes) return std::nullopt;
  std::vector<MatroskaCue> cues;
  bool placed = true;
  eachIn(contentOf(*bytes), [&](const Element& element, Bytes content) {
    if (element.id != matroska::kCuePoint || !placed) return;
    token.poll();
    const CuePoint point = pointOf(content, track, map->segment().data);
    if (point.cues.empty() && point.placed) return;
    placed = point.placed && point.time && *point.time < kMaxTime && cues.size() < kMaxCues;
    if (!placed) return;
    for (MatroskaCue cue : point.cues) {
      cue.time = static_cast<int64_t>(*point.time);
      cues.push_back(cue);
    }
  });
  if (!placed) return std::nullopt;
  std::ranges::stable_sort(cues, {}, &MatroskaCue::time);
  return cues;
}

std::optional<uint64_t> trackOfBlock(std::span<const uint8_t> element) {
  const auto header = ebml::parseHeader(element, 0);
  if (!header || header->data > element.size()) return std::nullopt;
  std::optional<ebml::Vint> track;
  const Bytes content = element.subspan(header->data);
  if (header->id == matroska::kSimpleBlock) {
    track = ebml::readVint(content);
  } else if (header->id == matroska::kBlockGroup) {
    eachIn(content, [&](const Element& child, Bytes value) {
      if (child.id == matroska::kBlock) track = ebml::readVint(value);
    });
  }
  return track ? std::optional(track->value) : std::nullopt;
}

MatroskaExcerpt::MatroskaExcerpt(const MatroskaHead& head, const MatroskaTrack& track) {
  constexpr uint64_t kUnknownSize = (uint64_t{1} << 56) - 1;
  bytes_ = head.ebml;
  appendHeader(bytes_, matroska::kSegment, kUnknownSize);
  bytes_.insert(bytes_.end(), head.info.begin(), head.info.end());
  appendHeader(bytes_, matroska::kTracks, track.entry.size());
  bytes_.insert(bytes_.end(), track.entry.begin(), track.entry.end());
  head_ = bytes_.size();
}

void MatroskaExcerpt::add(int64_t clusterTime, std::span<const uint8_t> block) {
  std::vector<uint8_t> time;
  appendHeader(time, matroska::kTimestamp, 8);
  append(time, static_cast<uint64_t>(clusterTime), 8);
  appendHeader(bytes_, matroska::kCluster, time.size() + block.size());
  bytes_.insert(bytes_.end(), time.begin(), time.end());
  bytes_.insert(bytes_.end(), block.begin(), block.end());
}

}  // namespace haema::av

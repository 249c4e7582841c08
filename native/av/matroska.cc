#include "av/matroska.h"

#include <algorithm>
#include <array>

#include "av/ebml.h"
#include "av/matroska_map.h"

namespace haema::av {

namespace {

using ebml::parseHeader;
using matroska::Reader;
using matroska::SegmentMap;

constexpr uint32_t kVoid = 0xEC;
constexpr uint32_t kCrc32 = 0xBF;
constexpr uint32_t kPosition = 0xA7;
constexpr uint32_t kPrevSize = 0xAB;
constexpr uint32_t kSilentTracks = 0x5854;

constexpr uint64_t kMaxTailBytes = 256 << 20;

/// Whether a Cluster begins with `bytes`: the four bytes of its id may well occur in media data.
bool isCluster(std::span<const uint8_t> bytes) {
  const auto cluster = parseHeader(bytes, 0);
  if (!cluster || cluster->id != matroska::kCluster || cluster->data >= bytes.size()) return false;
  const auto first = parseHeader(bytes.subspan(cluster->data), 0);
  if (!first || first->unknownSize) return false;
  switch (first->id) {  // the Timestamp should come first; these may stand before it
    case matroska::kTimestamp:
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

}  // namespace

std::optional<size_t> findMatroskaCluster(std::span<const uint8_t> bytes) {
  constexpr std::array<uint8_t, 4> kId{0x1F, 0x43, 0xB6, 0x75};
  auto at = bytes.begin();
  while ((at = std::search(at, bytes.end(), kId.begin(), kId.end())) != bytes.end()) {
    const auto offset = static_cast<size_t>(at - bytes.begin());
    if (isCluster(bytes.subspan(offset))) return offset;
    ++at;
  }
  return std::nullopt;
}

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
  const auto info = map->find(matroska::kInfo);
  const auto tracks = map->find(matroska::kTracks);
  if (!info || !tracks) return std::nullopt;
  if (info->size() > matroska::kMaxInfoBytes || tracks->size() > matroska::kMaxTracksBytes)
    return std::nullopt;

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
  const auto cluster = findMatroskaCluster(std::span<const uint8_t>(bytes).subspan(head));
  if (!cluster) return std::nullopt;
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(head);
  bytes.erase(begin, begin + static_cast<std::ptrdiff_t>(*cluster));
  return bytes;
}

}  // namespace haema::av

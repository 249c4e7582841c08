#include "engine/image_bounds.h"

#include <numeric>

namespace haema::engine {

namespace {

int64_t bigEndian(std::span<const uint8_t> at) { return at[0] << 8 | at[1]; }
int64_t littleEndian(std::span<const uint8_t> at) { return at[1] << 8 | at[0]; }

/// Width and height stand behind the times.
bool admitsXsub(std::span<const uint8_t> packet) {
  constexpr size_t kSize = 27;
  if (packet.size() < kSize + 4) return true;  // the decoder takes nothing for it
  const int64_t pixels =
      littleEndian(packet.subspan(kSize)) * littleEndian(packet.subspan(kSize + 2));
  return pixels <= ImageBounds::kMostPixels;
}

}  // namespace

bool ImageBounds::admits(std::span<const uint8_t> packet) {
  if (codec_ == AV_CODEC_ID_XSUB) return admitsXsub(packet);
  return codec_ != AV_CODEC_ID_DVB_SUBTITLE || admitsRegions(packet);
}

/// ETSI EN 300 743, 7.2: segments of a sync byte, type, page, length. Which regions a decoder has
/// given up again is not looked at.
bool ImageBounds::admitsRegions(std::span<const uint8_t> packet) {
  constexpr size_t kHead = 6, kRegionHead = 6;
  constexpr uint8_t kSync = 0x0f, kRegion = 0x11;
  std::array<int64_t, 256> regions = regions_;
  while (packet.size() >= kHead && packet[0] == kSync) {
    const auto length = static_cast<size_t>(bigEndian(packet.subspan(4)));
    if (packet.size() - kHead < length) break;
    const std::span content = packet.subspan(kHead, length);
    if (packet[1] == kRegion && length >= kRegionHead) {
      regions[content[0]] = bigEndian(content.subspan(2)) * bigEndian(content.subspan(4));
    }
    packet = packet.subspan(kHead + length);
  }
  const int64_t pixels = std::accumulate(regions.begin(), regions.end(), int64_t{0});
  if (pixels > kMostInRegions) return false;
  regions_ = regions;
  return true;
}

}  // namespace haema::engine

#include "av/hevc.h"

#include <algorithm>
#include <vector>

#include "av/nal.h"

namespace haema::av {

namespace {

constexpr uint8_t kSps = 33;          // nal_unit_type (H.265 table 7-1)
constexpr size_t kConfigHeader = 22;  // of hvcC, before numOfArrays
constexpr size_t kLengthSizeAt = 21;  // in its last two bits: lengthSizeMinusOne

bool isConfig(std::span<const uint8_t> extradata) {
  return extradata.size() > kConfigHeader && extradata[0] == 1;
}

/// Long enough to tell its sub-layers.
bool isSps(NalView nal) { return nal.size() >= 3 && (nal[0] >> 1 & 0x3f) == kSps; }

/// Behind the header of two bytes: sps_video_parameter_set_id (4), sps_max_sub_layers_minus1 (3).
bool hasSubLayers(NalView sps) { return (sps[2] >> 1 & 7) != 0; }

}  // namespace

std::vector<NalView> unitsOfHvcC(std::span<const uint8_t> config) {
  std::vector<NalView> units;
  if (config.size() <= kConfigHeader) return units;
  size_t at = kConfigHeader + 1;
  for (unsigned arrays = config[kConfigHeader]; arrays > 0 && at + 3 <= config.size(); --arrays) {
    unsigned count = unsigned{config[at + 1]} << 8 | config[at + 2];
    at += 3;
    for (; count > 0 && at + 2 <= config.size(); --count) {
      const size_t size = size_t{config[at]} << 8 | config[at + 1];
      at += 2;
      if (size > config.size() - at) return units;
      units.push_back(config.subspan(at, size));
      at += size;
    }
  }
  return units;
}

bool hasOneSubLayer(std::span<const uint8_t> extradata) {
  bool found = false;
  for (const NalView nal : isConfig(extradata) ? unitsOfHvcC(extradata) : splitAnnexB(extradata)) {
    if (!isSps(nal)) continue;
    if (hasSubLayers(nal)) return false;
    found = true;
  }
  return found;
}

bool bringsSubLayers(std::span<const uint8_t> packet, std::span<const uint8_t> extradata) {
  const std::vector<NalView> units =
      isConfig(extradata) ? splitPrefixed(packet, (extradata[kLengthSizeAt] & 3) + size_t{1})
                          : splitAnnexB(packet);
  return std::ranges::any_of(units, [](NalView nal) { return isSps(nal) && hasSubLayers(nal); });
}

}  // namespace haema::av

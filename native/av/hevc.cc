#include "av/hevc.h"

#include <vector>

#include "av/nal.h"

namespace haema::av {

namespace {

constexpr uint8_t kSps = 33;          // nal_unit_type (H.265 table 7-1)
constexpr size_t kConfigHeader = 22;  // of hvcC, before numOfArrays

/// The units of an hvcC record (ISO/IEC 14496-15 8.3.3.1.2) as far as it is whole.
std::vector<NalView> unitsOfConfig(std::span<const uint8_t> config) {
  std::vector<NalView> units;
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

}  // namespace

bool hasOneSubLayer(std::span<const uint8_t> extradata) {
  const bool config = extradata.size() > kConfigHeader && extradata[0] == 1;
  bool found = false;
  for (const NalView nal : config ? unitsOfConfig(extradata) : splitAnnexB(extradata)) {
    if (nal.size() < 3 || (nal[0] >> 1 & 0x3f) != kSps) continue;
    // Behind the header of two bytes: sps_video_parameter_set_id (4), sps_max_sub_layers_minus1
    // (3).
    if ((nal[2] >> 1 & 7) != 0) return false;
    found = true;
  }
  return found;
}

}  // namespace haema::av

// The number of temporal sub-layers, from both shapes of extradata, whole and broken.
#include "av/hevc.h"

#include <vector>

#include "test/check.h"

using haema::av::hasOneSubLayer;

namespace {

using Bytes = std::vector<uint8_t>;

/// sps_video_parameter_set_id 0, the number of sub-layers, temporal nesting.
Bytes sps(int layers) {
  return {0x42, 0x01, static_cast<uint8_t>((layers - 1) << 1 | 1), 0x01, 0x60};
}

Bytes annexB(const std::vector<Bytes>& units) {
  Bytes bytes;
  for (const Bytes& unit : units) {
    bytes.insert(bytes.end(), {0, 0, 0, 1});
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

Bytes config(const std::vector<Bytes>& units) {
  Bytes bytes(22, 0xff);
  bytes[0] = 1;
  bytes.push_back(static_cast<uint8_t>(units.size()));
  for (const Bytes& unit : units) {
    bytes.insert(bytes.end(), {unit[0], 0, 1, 0, static_cast<uint8_t>(unit.size())});
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

}  // namespace

int main() {
  const Bytes vps{0x40, 0x01, 0x0c, 0x01};
  for (const auto write : {&annexB, &config}) {
    CHECK(hasOneSubLayer(write({vps, sps(1)})));
    CHECK(!hasOneSubLayer(write({vps, sps(2)})));
    CHECK(!hasOneSubLayer(write({vps, sps(1), sps(3)})));
    CHECK(!hasOneSubLayer(write({vps})));
    CHECK(!hasOneSubLayer(write({})));
    const Bytes whole = write({vps, sps(1)});
    for (size_t size = 0; size < whole.size() - sps(1).size(); ++size) {
      CHECK(!hasOneSubLayer(std::span(whole).first(size)));
    }
  }
  return haema::test::report();
}

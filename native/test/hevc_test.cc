// The number of temporal sub-layers, from both shapes of extradata, whole and broken.
#include "av/hevc.h"

#include <vector>

#include "test/check.h"

using haema::av::bringsSubLayers;
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

Bytes sample(const std::vector<Bytes>& units, size_t lengthSize) {
  Bytes bytes;
  for (const Bytes& unit : units) {
    bytes.insert(bytes.end(), lengthSize - 1, 0);
    bytes.push_back(static_cast<uint8_t>(unit.size()));
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

/// What the packets say counts, whatever the extradata promised.
void testPackets() {
  const Bytes slice{0x26, 0x01, 0xaf, 0x09};
  const auto checkBoth = [&](const auto& packetOf, const Bytes& extradata) {
    CHECK(!bringsSubLayers(packetOf({slice}), extradata));
    CHECK(!bringsSubLayers(packetOf({sps(1), slice}), extradata));
    const Bytes layered = packetOf({sps(1), sps(2), slice});
    CHECK(bringsSubLayers(layered, extradata));
    for (size_t size = 0; size < layered.size(); ++size) {
      bringsSubLayers(std::span(layered).first(size), extradata);  // reads no further
    }
  };
  using Units = std::vector<Bytes>;
  checkBoth([](const Units& units) { return annexB(units); }, annexB({sps(1)}));
  for (const size_t length : {1, 2, 4}) {
    Bytes extradata = config({sps(1)});
    extradata[21] = static_cast<uint8_t>(0xfc | (length - 1));
    checkBoth([=](const Units& units) { return sample(units, length); }, extradata);
  }
}

}  // namespace

int main() {
  testPackets();
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

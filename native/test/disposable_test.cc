// Which packets may be left out where non-reference pictures are discarded.
#include "av/disposable.h"

#include <vector>

#include "test/check.h"

using haema::av::isDisposable;

namespace {

using Bytes = std::vector<uint8_t>;
using Units = std::vector<Bytes>;

const Bytes kAvcConfig{1, 100, 0, 30, 0xff, 0xe1, 0};

Bytes hevcConfig() {
  Bytes bytes(23, 0xff);
  bytes[0] = 1;
  bytes[22] = 0;
  return bytes;
}

Bytes annexB(const Units& units) {
  Bytes bytes;
  for (const Bytes& unit : units) {
    bytes.insert(bytes.end(), {0, 0, 1});
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

Bytes prefixed(const Units& units) {
  Bytes bytes;
  for (const Bytes& unit : units) {
    bytes.insert(bytes.end(), {0, 0, 0, static_cast<uint8_t>(unit.size())});
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

/// In both shapes of a stream; cut short it is never read beyond, nor taken for whole.
bool isDisposableAs(AVCodecID codec, const Units& units, const Bytes& config) {
  const bool result = isDisposable(codec, annexB(units), {});
  const Bytes sample = prefixed(units);
  CHECK(isDisposable(codec, sample, config) == result);
  for (size_t size = 5; size < sample.size(); ++size) {
    const Bytes part(sample.begin(), sample.begin() + static_cast<ptrdiff_t>(size));
    if (units.size() == 1) CHECK(!isDisposable(codec, part, config));
  }
  return result;
}

bool goesInH264(const Units& units) { return isDisposableAs(AV_CODEC_ID_H264, units, kAvcConfig); }

bool goesInHevc(const Units& units) {
  return isDisposableAs(AV_CODEC_ID_HEVC, units, hevcConfig());
}

void testH264() {
  const Bytes slice{0x01, 0x9a}, reference{0x41, 0x9a}, idr{0x65, 0x88}, delimiter{0x09, 0xf0};
  const Bytes sei{0x06, 0x01, 0x80}, pps{0x68, 0xce}, end{0x0a, 0x80};
  CHECK(goesInH264({slice}));
  CHECK(goesInH264({delimiter, sei, slice, slice}));
  CHECK(!goesInH264({reference}));
  CHECK(!goesInH264({slice, reference}));
  CHECK(!goesInH264({idr}));
  CHECK(!goesInH264({pps, slice}));
  CHECK(!goesInH264({slice, end}));
  CHECK(!goesInH264({delimiter, sei}));
  CHECK(!goesInH264({}));
}

void testHevc() {
  const Bytes trailN{0x00, 0x01, 0xd0}, trailR{0x02, 0x01, 0xd0}, raslN{0x10, 0x01, 0xd0};
  const Bytes cra{0x2a, 0x01, 0xaf}, sps{0x42, 0x01, 0x01}, delimiter{0x46, 0x01, 0x50};
  const Bytes sei{0x4e, 0x01, 0x80}, end{0x48, 0x01, 0x80};
  CHECK(goesInHevc({trailN}));
  CHECK(goesInHevc({delimiter, sei, raslN, raslN}));
  CHECK(!goesInHevc({trailR}));
  CHECK(!goesInHevc({trailN, trailR}));
  CHECK(!goesInHevc({cra}));
  CHECK(!goesInHevc({sps, trailN}));
  CHECK(!goesInHevc({trailN, end}));
  CHECK(!goesInHevc({}));
}

}  // namespace

int main() {
  testH264();
  testHevc();
  CHECK(!isDisposable(AV_CODEC_ID_VP9, Bytes{0x01, 0x9a}, {}));
}

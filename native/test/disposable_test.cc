// Which packets may be left out where non-reference pictures are discarded.
#include "av/disposable.h"

#include <vector>

#include "test/check.h"

namespace {

using Bytes = std::vector<uint8_t>;
using Units = std::vector<Bytes>;

const Bytes kConfig{1, 100, 0, 30, 0xff, 0xe1, 0};

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
bool isDisposable(const Units& units) {
  const bool result = haema::av::isDisposable(annexB(units), {});
  const Bytes sample = prefixed(units);
  CHECK(haema::av::isDisposable(sample, kConfig) == result);
  for (size_t size = 5; size < sample.size(); ++size) {
    const Bytes part(sample.begin(), sample.begin() + static_cast<ptrdiff_t>(size));
    if (units.size() == 1) CHECK(!haema::av::isDisposable(part, kConfig));
  }
  return result;
}

}  // namespace

int main() {
  const Bytes slice{0x01, 0x9a}, reference{0x41, 0x9a}, idr{0x65, 0x88}, delimiter{0x09, 0xf0};
  const Bytes sei{0x06, 0x01, 0x80}, pps{0x68, 0xce}, end{0x0a, 0x80};
  CHECK(isDisposable({slice}));
  CHECK(isDisposable({delimiter, slice, slice}));
  CHECK(!isDisposable({reference}));
  CHECK(!isDisposable({slice, reference}));
  CHECK(!isDisposable({idr}));
  CHECK(!isDisposable({sei, slice}));
  CHECK(!isDisposable({pps, slice}));
  CHECK(!isDisposable({slice, end}));
  CHECK(!isDisposable({delimiter}));
  CHECK(!isDisposable({}));
  const Bytes two{0x01, 0x9a, 0, 0, 1, 0x68, 0xce};
  CHECK(!haema::av::isDisposable(prefixed({two}), kConfig));
}

#include "av/disposable.h"

#include <algorithm>
#include <array>
#include <vector>

#include "av/nal.h"

namespace haema::av {

namespace {

constexpr size_t kLengthSizeAt = 4;  // of avcC, in its last two bits: lengthSizeMinusOne
constexpr std::array<uint8_t, 3> kStartCode{0, 0, 1};

bool isDropped(NalView nal) { return nalType(nal) == NalType::kSlice && !isReferred(nal); }

/// Broken muxers leave several units behind one length, which libavcodec takes apart.
bool isSingle(NalView nal) {
  return std::search(nal.begin(), nal.end(), kStartCode.begin(), kStartCode.end()) == nal.end();
}

}  // namespace

bool isDisposable(std::span<const uint8_t> packet, std::span<const uint8_t> extradata) {
  const bool isPrefixed = extradata.size() > kLengthSizeAt && extradata[0] == 1;
  bool whole = true;
  const std::vector<NalView> units =
      isPrefixed ? splitPrefixed(packet, (extradata[kLengthSizeAt] & 3) + size_t{1}, &whole)
                 : splitAnnexB(packet);
  return whole && std::ranges::any_of(units, isDropped) &&
         std::ranges::all_of(units, [](NalView nal) {
           return (isDropped(nal) || nalType(nal) == NalType::kAccessUnitDelimiter) &&
                  isSingle(nal);
         });
}

}  // namespace haema::av

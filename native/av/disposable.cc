#include "av/disposable.h"

#include <algorithm>
#include <vector>

#include "av/hevc.h"
#include "av/nal.h"

namespace haema::av {

namespace {

constexpr size_t kAvcLengthSizeAt = 4;  // of avcC, in its last two bits: lengthSizeMinusOne
constexpr uint8_t kRefIdc = 0x60;       // of an H.264 unit's header

// nal_unit_type (H.265 table 7-1)
constexpr uint8_t kLastNonReference = 14;  // VCL_N14: the even ones up to it
constexpr uint8_t kDelimiter = 35;
constexpr uint8_t kPrefixSei = 39;
constexpr uint8_t kSuffixSei = 40;

/// What becomes of a unit where its picture is discarded.
enum class Trace : uint8_t { kNone, kGoes, kStays };

Trace traceOfH264(NalView nal) {
  switch (nalType(nal)) {
    case NalType::kSlice:
      return nal[0] & kRefIdc ? Trace::kStays : Trace::kGoes;
    case NalType::kSei:
    case NalType::kAccessUnitDelimiter:
    case NalType::kFiller:
      return Trace::kNone;
    default:
      return Trace::kStays;
  }
}

Trace traceOfHevc(NalView nal) {
  const uint8_t type = nal[0] >> 1 & 0x3f;
  if (type <= kLastNonReference) return type % 2 == 0 ? Trace::kGoes : Trace::kStays;
  const bool describes = type == kDelimiter || type == kPrefixSei || type == kSuffixSei;
  return describes ? Trace::kNone : Trace::kStays;
}

std::vector<NalView> unitsOfH264(std::span<const uint8_t> packet,
                                 std::span<const uint8_t> extradata, bool* whole) {
  const bool isConfig = extradata.size() > kAvcLengthSizeAt && extradata[0] == 1;
  if (!isConfig) return splitAnnexB(packet);
  return splitPrefixed(packet, (extradata[kAvcLengthSizeAt] & 3) + size_t{1}, whole);
}

bool allGo(const std::vector<NalView>& units, Trace (*traceOf)(NalView)) {
  const auto is = [traceOf](Trace trace) {
    return [traceOf, trace](NalView nal) { return traceOf(nal) == trace; };
  };
  return std::ranges::any_of(units, is(Trace::kGoes)) &&
         std::ranges::none_of(units, is(Trace::kStays));
}

}  // namespace

bool isDisposable(AVCodecID codec, std::span<const uint8_t> packet,
                  std::span<const uint8_t> extradata) {
  bool whole = true;
  if (codec == AV_CODEC_ID_H264) {
    return allGo(unitsOfH264(packet, extradata, &whole), traceOfH264) && whole;
  }
  if (codec == AV_CODEC_ID_HEVC) {
    return allGo(unitsOfHevc(packet, extradata, &whole), traceOfHevc) && whole;
  }
  return false;
}

}  // namespace haema::av

#include "av/field_marks.h"

#include <algorithm>
#include <span>
#include <vector>

#include "av/bits.h"

namespace haema::av {

namespace {

constexpr size_t kLengthSizeAt = 4;  // of avcC, in its last two bits: lengthSizeMinusOne
constexpr size_t kUnitsAt = 5;       // of avcC
constexpr uint32_t kTiming = 1;      // payloadType of pic_timing (H.264 D.1)
constexpr size_t kMostWaiting = 64;  // more pictures than any decoder holds back

std::span<const uint8_t> extradataOf(const AVCodecParameters* parameters) {
  return {parameters->extradata, static_cast<size_t>(parameters->extradata_size)};
}

bool isConfig(std::span<const uint8_t> extradata) {
  return extradata.size() > kUnitsAt && extradata[0] == 1;
}

/// Of avcC the first SPS; of a byte stream all units.
std::vector<NalView> unitsOf(std::span<const uint8_t> extradata) {
  if (!isConfig(extradata)) return splitAnnexB(extradata);
  std::vector<NalView> units = splitPrefixed(extradata.subspan(kUnitsAt + 1), 2);
  if (units.size() > 1) units.resize(1);
  return units;
}

/// Nothing where it makes no sense.
std::optional<FieldForm> formOf(NalView sps) {
  try {
    return fieldForm(sps);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The bytes of a payload's type or size (H.264 7.3.2.3.1).
uint32_t readCoded(BitReader& reader) {
  uint32_t sum = 0;
  for (;;) {
    const uint32_t byte = reader.bits(8);
    sum += byte;
    if (byte != 255) return sum;
  }
}

/// pic_timing (D.1.3): 3 and 4 are a top and a bottom field in either order. Nothing more is to be
/// asked where a clock says whether the fields are of one moment.
bool isFieldOrder(BitReader& reader, const FieldForm& form) {
  reader.skip(form.delayBits);
  const uint32_t structure = reader.bits(4);
  if (structure != 3 && structure != 4) return false;
  const bool clocked = reader.flag();
  return !clocked || reader.bits(2) > 1;
}

void setFields(AVFrame* picture) {
#ifdef AV_FRAME_FLAG_INTERLACED
  picture->flags |= AV_FRAME_FLAG_INTERLACED;
#else
  picture->interlaced_frame = 1;
#endif
}

}  // namespace

bool mayHaveFields(const AVCodecParameters* parameters) {
  switch (parameters->codec_id) {
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_HEVC:  // each field is a picture of its own, of half the height
      return false;
    case AV_CODEC_ID_H264:
      break;
    default:
      return parameters->codec_type == AVMEDIA_TYPE_VIDEO;
  }
  for (const NalView unit : unitsOf(extradataOf(parameters))) {
    if (nalType(unit) != NalType::kSps) continue;
    const std::optional<FieldForm> form = formOf(unit);
    return !form || !form->framesAlone;
  }
  return parameters->field_order != AV_FIELD_PROGRESSIVE;
}

bool hasFields(const AVFrame* picture) noexcept {
#ifdef AV_FRAME_FLAG_INTERLACED
  return (picture->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return picture->interlaced_frame != 0;
#endif
}

FieldMarks::FieldMarks(const AVCodecParameters* parameters) {
  const std::span<const uint8_t> extradata = extradataOf(parameters);
  prefixed_ = isConfig(extradata);
  if (prefixed_) lengthSize_ = (extradata[kLengthSizeAt] & 3) + size_t{1};
  for (const NalView unit : unitsOf(extradata)) heed(unit, AV_NOPTS_VALUE);
}

void FieldMarks::heed(const AVPacket* packet) {
  const std::span<const uint8_t> bytes(packet->data, static_cast<size_t>(packet->size));
  for (const NalView unit : prefixed_ ? splitPrefixed(bytes, lengthSize_) : splitAnnexB(bytes)) {
    heed(unit, packet->pts);
  }
}

void FieldMarks::heed(NalView unit, int64_t time) {
  if (nalType(unit) == NalType::kSps) {
    form_ = formOf(unit);
  } else if (nalType(unit) == NalType::kSei && time != AV_NOPTS_VALUE && isShownByFields(unit)) {
    times_.insert(time);
    if (times_.size() > kMostWaiting) times_.erase(times_.begin());
  }
}

bool FieldMarks::isShownByFields(NalView sei) const {
  if (!form_ || !form_->tellsStructure) return false;
  const Bytes payload = withoutEmulation(sei.subspan(1));
  BitReader reader(payload);
  try {
    while (reader.left() > 16) {
      const uint32_t type = readCoded(reader);
      const uint32_t size = readCoded(reader);
      if (type == kTiming) return isFieldOrder(reader, *form_);
      reader.skip(size_t{8} * size);
    }
  } catch (const Error&) {
    return false;
  }
  return false;
}

void FieldMarks::apply(AVFrame* picture) {
  if (times_.erase(picture->pts) > 0) setFields(picture);
}

}  // namespace haema::av

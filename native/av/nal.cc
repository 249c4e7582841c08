#include "av/nal.h"

#include <algorithm>
#include <array>

#include "av/bits.h"
#include "av/error.h"

namespace haema::av {

namespace {

constexpr size_t kStartCodeSize = 3;
constexpr size_t kPrefixSize = 4;

/// The next 00 00 01 at or behind `from`, or the end.
size_t findStartCode(std::span<const uint8_t> bytes, size_t from) {
  size_t i = from;
  while (i + kStartCodeSize <= bytes.size()) {
    if (bytes[i + 2] > 1) {
      i += 3;
    } else if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
      return i;
    } else {
      ++i;
    }
  }
  return bytes.size();
}

uint8_t bounded(uint32_t value, uint32_t most) {
  if (value > most) throw Error(Code::kMediaInvalid, "a parameter set is out of range");
  return static_cast<uint8_t>(value);
}

/// An SPS up to its bit depths.
struct SpsStart {
  SampleFormat format;
  bool extended;  ///< it has them
  bool planes;    ///< separate_colour_plane_flag
};

SpsStart readSampleFormat(BitReader& reader) {
  const auto profile = static_cast<uint8_t>(reader.bits(8));
  reader.bits(16);     // constraint flags, level
  reader.expGolomb();  // seq_parameter_set_id
  SpsStart start{.format = {.chromaFormat = 1, .lumaDepth = 8, .chromaDepth = 8},
                 .extended = hasSampleFormat(profile),
                 .planes = false};
  if (!start.extended) return start;
  SampleFormat& format = start.format;
  format.chromaFormat = bounded(reader.expGolomb(), 3);
  if (format.chromaFormat == 3) start.planes = reader.flag();
  format.lumaDepth = static_cast<uint8_t>(8 + bounded(reader.expGolomb(), 6));
  format.chromaDepth = static_cast<uint8_t>(8 + bounded(reader.expGolomb(), 6));
  return start;
}

/// H.264 7.3.2.1.1.1
void skipScalingLists(BitReader& reader, int count) {
  for (int list = 0; list < count; ++list) {
    if (!reader.flag()) continue;
    const int size = list < 6 ? 16 : 64;
    uint32_t scale = 8;
    for (int i = 0; i < size && scale != 0; ++i) {
      const uint32_t code = reader.expGolomb();  // se(v), of which the sum counts modulo 256
      scale = (scale + (code % 2 == 1 ? (code + 1) / 2 : 256 - code / 2 % 256)) % 256;
    }
  }
}

SpsStart skipToFrameNumber(BitReader& reader) {
  const SpsStart start = readSampleFormat(reader);
  if (start.extended) {
    reader.skip(1);  // qpprime_y_zero_transform_bypass_flag
    if (reader.flag()) skipScalingLists(reader, start.format.chromaFormat == 3 ? 12 : 8);
  }
  return start;
}

void skipGolombs(BitReader& reader, uint32_t count) {
  for (; count > 0; --count) reader.expGolomb();
}

/// H.264 7.3.2.1.1; returns pic_order_cnt_type.
uint32_t skipPictureOrder(BitReader& reader) {
  const uint32_t type = reader.expGolomb();
  if (type == 0) reader.expGolomb();
  if (type == 1) {
    reader.skip(1);
    skipGolombs(reader, 2);
    skipGolombs(reader, bounded(reader.expGolomb(), 255));
  }
  return type;
}

/// From max_num_ref_frames up to video usability information; returns frame_mbs_only_flag.
bool skipToUsability(BitReader& reader) {
  reader.expGolomb();
  reader.skip(1);
  skipGolombs(reader, 2);  // width, height
  const bool framesAlone = reader.flag();
  if (!framesAlone) reader.skip(1);           // mb_adaptive_frame_field_flag
  reader.skip(1);                             // direct_8x8_inference_flag
  if (reader.flag()) skipGolombs(reader, 4);  // cropping
  return framesAlone;
}

/// H.264 E.1.2. How many bits of delays its timing SEI has.
unsigned readDelayBits(BitReader& reader) {
  const uint32_t count = bounded(reader.expGolomb(), 31) + 1u;
  reader.skip(8);
  for (uint32_t i = 0; i < count; ++i) {
    skipGolombs(reader, 2);
    reader.skip(1);
  }
  reader.skip(5);
  const unsigned bits = 2 + reader.bits(5) + reader.bits(5);
  reader.skip(5);
  return bits;
}

/// Through video usability information (H.264 E.1.1) up to what bitstream_restriction_flag, which
/// is returned, announces.
bool readUsability(BitReader& reader, FieldForm& form) {
  constexpr uint32_t kOwnAspect = 255;
  if (reader.flag() && reader.bits(8) == kOwnAspect) reader.skip(32);
  reader.skipIf(1);  // overscan
  if (reader.flag()) {
    reader.skip(4);  // video format and range
    reader.skipIf(24);
  }
  if (reader.flag()) skipGolombs(reader, 2);  // chroma location
  reader.skipIf(65);                          // timing
  const bool nal = reader.flag();
  if (nal) form.delayBits = readDelayBits(reader);
  const bool vcl = reader.flag();
  if (vcl) form.delayBits = readDelayBits(reader);
  if (nal || vcl) reader.skip(1);  // low_delay_hrd_flag
  form.tellsStructure = reader.flag();
  return reader.flag();
}

}  // namespace

std::vector<NalView> splitAnnexB(std::span<const uint8_t> bytes) {
  std::vector<NalView> units;
  size_t code = findStartCode(bytes, 0);
  while (code < bytes.size()) {
    const size_t begin = code + kStartCodeSize;
    code = findStartCode(bytes, begin);
    size_t end = code;
    while (end > begin && bytes[end - 1] == 0) --end;  // a unit itself never ends in a zero
    if (end > begin) units.push_back(bytes.subspan(begin, end - begin));
  }
  return units;
}

std::vector<NalView> splitPrefixed(std::span<const uint8_t> sample, size_t lengthSize,
                                   bool* whole) {
  std::vector<NalView> units;
  bool fits = true;
  while (sample.size() > lengthSize && fits) {
    size_t size = 0;
    for (const uint8_t byte : sample.first(lengthSize)) size = size << 8 | byte;
    sample = sample.subspan(lengthSize);
    fits = size <= sample.size();
    size = std::min(size, sample.size());
    if (size > 0) units.push_back(sample.first(size));
    sample = sample.subspan(size);
  }
  // Zeros that some muxers append are no damage.
  if (whole) *whole = fits && std::ranges::all_of(sample, [](uint8_t byte) { return byte == 0; });
  return units;
}

void appendAnnexB(Bytes& out, NalView nal) {
  static constexpr std::array<uint8_t, kPrefixSize> kStartCode{0, 0, 0, 1};
  out.insert(out.end(), kStartCode.begin(), kStartCode.end());
  out.insert(out.end(), nal.begin(), nal.end());
}

Bytes stripAnnexB(std::span<const uint8_t> bytes) {
  Bytes out;
  out.reserve(bytes.size() + kPrefixSize);
  for (const NalView nal : splitAnnexB(bytes)) {
    if (isSlice(nalType(nal))) appendAnnexB(out, nal);
  }
  return out;
}

Bytes toLengthPrefixed(std::span<const uint8_t> annexB) {
  Bytes out;
  out.reserve(annexB.size() + kPrefixSize);
  for (const NalView nal : splitAnnexB(annexB)) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<uint8_t>(nal.size() >> shift));
    }
    out.insert(out.end(), nal.begin(), nal.end());
  }
  return out;
}

ParameterSets splitParameterSets(std::span<const uint8_t> extradata) {
  ParameterSets sets;
  const auto keep = [](Bytes& set, NalView nal) {
    if (!set.empty()) throw Error(Code::kEngineFailed, "several parameter sets of one kind");
    set.assign(nal.begin(), nal.end());
  };
  for (const NalView nal : splitAnnexB(extradata)) {
    if (nalType(nal) == NalType::kSps) keep(sets.sps, nal);
    if (nalType(nal) == NalType::kPps) keep(sets.pps, nal);
  }
  if (sets.sps.empty() || sets.pps.empty()) {
    throw Error(Code::kEngineFailed, "the encoder gave no parameter sets");
  }
  return sets;
}

bool hasSampleFormat(uint8_t profile) {
  static constexpr std::array<uint8_t, 12> kProfiles{100, 110, 122, 244, 44,  83,
                                                     86,  118, 128, 138, 139, 134};
  return std::find(kProfiles.begin(), kProfiles.end(), profile) != kProfiles.end();
}

SampleFormat sampleFormat(NalView sps) {
  const Bytes payload = withoutEmulation(sps.subspan(1));
  BitReader reader(payload);
  return readSampleFormat(reader).format;
}

FrameNumberForm frameNumberForm(NalView sps) {
  const Bytes payload = withoutEmulation(sps.subspan(1));
  BitReader reader(payload);
  const SpsStart start = skipToFrameNumber(reader);
  return {.bits = 4u + bounded(reader.expGolomb(), 12), .planes = start.planes};
}

FieldForm fieldForm(NalView sps) {
  const Bytes payload = withoutEmulation(sps.subspan(1));
  BitReader reader(payload);
  skipToFrameNumber(reader);
  reader.expGolomb();
  skipPictureOrder(reader);
  FieldForm form{.framesAlone = skipToUsability(reader), .tellsStructure = false, .delayBits = 0};
  if (reader.flag()) readUsability(reader, form);
  return form;
}

unsigned reorderDepth(NalView sps) try {
  const Bytes payload = withoutEmulation(sps.subspan(1));
  BitReader reader(payload);
  skipToFrameNumber(reader);
  reader.expGolomb();
  if (skipPictureOrder(reader) == 2) return 0;  // shown as they are decoded
  skipToUsability(reader);
  FieldForm unused{};
  if (!reader.flag() || !readUsability(reader, unused)) return kDeepestReorder;
  reader.skip(1);
  skipGolombs(reader, 4);
  return bounded(reader.expGolomb(), kDeepestReorder);
} catch (const Error&) {
  return kDeepestReorder;  // what is damaged here harms no decoder
}

}  // namespace haema::av

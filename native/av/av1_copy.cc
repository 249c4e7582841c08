// AV1 as it is copied (AV1 bitstream specification 5.3, 5.5; its ISO-BMFF binding 2.3).
#include <algorithm>
#include <cstdio>

#include "av/bits.h"
#include "av/copy_codecs.h"
#include "av/error.h"
#include "av/mp4_box_writer.h"

namespace haema::av::copy {

namespace {

constexpr uint8_t kSequenceHeader = 1;  // obu_type
constexpr uint8_t kTemporalDelimiter = 2;
constexpr uint8_t kFrameHeader = 3;
constexpr uint8_t kMetadata = 5;
constexpr uint8_t kFrame = 6;
constexpr size_t kConfigHeader = 4;  // of av1C, before its OBUs
constexpr uint8_t kUnspecified = 2;  // of colours (H.273)

struct Obu {
  uint8_t type;
  Data whole, payload;
};

struct Obus {
  std::vector<Obu> units;
  bool whole = true;
};

/// As far as they go; of one that is cut off what is there.
Obus split(Data bytes) {
  Obus obus;
  while (!bytes.empty() && obus.whole) {
    const bool extended = (bytes[0] & 4) != 0, sized = (bytes[0] & 2) != 0;
    size_t at = extended ? 2 : 1;
    uint64_t size = 0;
    bool more = sized;
    for (unsigned i = 0; more && i < 8 && at < bytes.size(); ++i, ++at) {  // leb128()
      size |= uint64_t{bytes[at] & 0x7fu} << 7 * i;
      more = (bytes[at] & 0x80) != 0;
    }
    obus.whole = !more && at <= bytes.size() && (bytes[0] & 0x80) == 0;
    if (!obus.whole) break;
    const size_t left = bytes.size() - at;
    if (!sized) size = left;
    obus.whole = size <= left;
    const size_t end = at + static_cast<size_t>(std::min<uint64_t>(size, left));
    obus.units.push_back({.type = static_cast<uint8_t>(bytes[0] >> 3 & 0xf),
                          .whole = bytes.first(end),
                          .payload = bytes.subspan(at, end - at)});
    bytes = bytes.subspan(end);
  }
  return obus;
}

/// What av1C and the codecs parameter repeat.
struct Sequence {
  uint32_t profile = 0, level = 0, tier = 0, depth = 8;
  uint32_t monochrome = 0, subX = 0, subY = 0, position = 0;
  uint32_t primaries = kUnspecified, transfer = kUnspecified, matrix = kUnspecified;
  uint32_t fullRange = 0;
};

/// timing_info() and decoder_model_info(): bits of its delays, 0 where there is no model.
uint32_t readTiming(BitReader& reader) {
  if (!reader.flag()) return 0;
  reader.skip(64);
  if (reader.flag()) reader.expGolomb();
  if (!reader.flag()) return 0;
  const uint32_t delayBits = reader.bits(5) + 1;
  reader.skip(32 + 5 + 5);
  return delayBits;
}

/// The first operating point's level and tier count; the others are subsets of it.
void readOperatingPoints(BitReader& reader, Sequence& sequence) {
  const uint32_t delayBits = readTiming(reader);
  const bool displayDelays = reader.flag();
  const uint32_t count = reader.bits(5) + 1;
  for (uint32_t i = 0; i < count; ++i) {
    reader.skip(12);
    const uint32_t level = reader.bits(5);
    const uint32_t tier = level > 7 ? reader.bits(1) : 0;
    if (delayBits > 0 && reader.flag()) reader.skip(2 * delayBits + 1);
    if (displayDelays && reader.flag()) reader.skip(4);
    if (i > 0) continue;
    sequence.level = level;
    sequence.tier = tier;
  }
}

/// Frame sizes, ids and coding tools.
void skipTools(BitReader& reader, bool reduced) {
  const uint32_t widthBits = reader.bits(4) + 1, heightBits = reader.bits(4) + 1;
  reader.skip(widthBits + heightBits);
  if (!reduced && reader.flag()) reader.skip(4 + 3);
  reader.skip(3);
  if (!reduced) {
    reader.skip(4);
    const bool orderHints = reader.flag();
    if (orderHints) reader.skip(2);
    const bool forced = !reader.flag();  // seq_choose_screen_content_tools
    if (!forced || reader.flag()) {
      if (!reader.flag()) reader.skip(1);
    }
    if (orderHints) reader.skip(3);
  }
  reader.skip(3);
}

/// color_config().
void readColor(BitReader& reader, Sequence& s) {
  const bool high = reader.flag();
  s.depth = high ? 10 : 8;
  if (s.profile == 2 && high && reader.flag()) s.depth = 12;
  s.monochrome = s.profile == 1 ? 0 : reader.bits(1);
  if (reader.flag()) {
    s.primaries = reader.bits(8);
    s.transfer = reader.bits(8);
    s.matrix = reader.bits(8);
  }
  if (!s.monochrome && s.primaries == 1 && s.transfer == 13 && s.matrix == 0) {
    s.fullRange = 1;  // sRGB: 4:4:4
    return;
  }
  s.fullRange = reader.bits(1);
  s.subX = s.monochrome || s.profile == 0 || s.profile == 2 ? 1 : 0;
  s.subY = s.monochrome || s.profile == 0 ? 1 : 0;
  if (!s.monochrome && s.profile == 2 && s.depth == 12) {
    s.subX = reader.bits(1);
    s.subY = s.subX ? reader.bits(1) : 0;
  }
  if (!s.monochrome && s.subX && s.subY) s.position = reader.bits(2);
}

Sequence readSequence(Data payload) {
  BitReader reader(payload);
  Sequence sequence;
  sequence.profile = reader.bits(3);
  if (sequence.profile > 2) throw Error(Code::kMediaInvalid, "an AV1 profile that is not known");
  reader.skip(1);
  const bool reduced = reader.flag();
  if (reduced) {
    sequence.level = reader.bits(5);
  } else {
    readOperatingPoints(reader, sequence);
  }
  skipTools(reader, reduced);
  readColor(reader, sequence);
  return sequence;
}

/// av01.0.08M.08; the rest, which is all or nothing, only where it decides who can show it: some
/// players know the short form alone.
std::string codecsOf(const Sequence& s) {
  char text[64];
  std::snprintf(text, sizeof text, "av01.%u.%02u%c.%02u", s.profile, s.level, s.tier ? 'H' : 'M',
                s.depth);
  if (!s.monochrome && s.subX && s.subY && isUsual(s.primaries, s.transfer, s.matrix)) {
    return text;
  }
  std::string codecs = text;
  std::snprintf(text, sizeof text, ".%u.%u%u%u.%02u.%02u.%02u.%u", s.monochrome, s.subX, s.subY,
                s.position, s.primaries, s.transfer, s.matrix, s.fullRange);
  return codecs + text;
}

Bytes configOf(const Sequence& s, uint8_t delay, const std::vector<Data>& obus) {
  BoxWriter b;
  b.u8(0x81);
  b.u8(s.profile << 5 | s.level);
  b.u8(s.tier << 7 | (s.depth > 8 ? 0x40u : 0u) | (s.depth == 12 ? 0x20u : 0u) | s.monochrome << 4 |
       s.subX << 3 | s.subY << 2 | s.position);
  b.u8(delay);
  for (const Data obu : obus) b.bytes(obu);
  return b.take();
}

/// With its size, as av1C wants it: obu_has_size_field set, no extension.
Bytes sequenceObu(Data payload) {
  Bytes obu{kSequenceHeader << 3 | 2};
  size_t size = payload.size();
  for (; size > 0x7f; size >>= 7) obu.push_back(static_cast<uint8_t>(0x80 | (size & 0x7f)));
  obu.push_back(static_cast<uint8_t>(size));
  obu.insert(obu.end(), payload.begin(), payload.end());
  return obu;
}

}  // namespace

void describeAv1(CopyFormat& format, Data extradata, Data key) {
  const bool isAv1C = extradata.size() >= kConfigHeader && extradata[0] == 0x81;
  const Obus stated = split(isAv1C ? extradata.subspan(kConfigHeader) : extradata);
  const Obus shown = split(key);
  Data payload;
  for (const Obus* obus : {&shown, &stated}) {
    const auto found = std::ranges::find(obus->units, kSequenceHeader, &Obu::type);
    if (payload.empty() && found != obus->units.end()) payload = found->payload;
  }
  if (payload.empty()) throw Error(Code::kMediaInvalid, "AV1 without a sequence header");
  const Sequence sequence = readSequence(payload);
  format.nalLengthSize = 0;
  format.parameterSets = {Bytes(payload.begin(), payload.end())};
  const Bytes header = sequenceObu(payload);
  std::vector<Data> obus{header};
  for (const Obu& obu : stated.units) {
    const bool sized = (obu.whole[0] & 2) != 0;
    if (isAv1C && stated.whole && sized && obu.type == kMetadata) obus.push_back(obu.whole);
  }
  format.config = configOf(sequence, isAv1C ? extradata[3] & 0x1f : 0, obus);
  format.codecs = codecsOf(sequence);
}

Access accessOfAv1(Data packet) {
  for (const Obu& obu : split(packet).units) {
    if (obu.type != kFrame && obu.type != kFrameHeader) continue;
    BitReader reader(obu.payload);
    if (reader.flag()) return Access::kNone;                        // show_existing_frame
    const bool key = reader.bits(2) == 0;                           // frame_type
    return key && reader.flag() ? Access::kClosed : Access::kNone;  // show_frame
  }
  return Access::kNone;
}

bool changesAv1(const CopyFormat& format, Data packet) {
  for (const Obu& obu : split(packet).units) {
    if (obu.type != kSequenceHeader) continue;
    if (!std::ranges::equal(obu.payload, format.parameterSets.at(0))) return true;
  }
  return false;
}

Bytes sampleOfAv1(Data packet) {
  const Obus obus = split(packet);
  Bytes sample;
  sample.reserve(packet.size());
  for (const Obu& obu : obus.units) {
    if (obu.type == kTemporalDelimiter) continue;
    sample.insert(sample.end(), obu.whole.begin(), obu.whole.end());
  }
  if (!obus.whole || sample.empty()) {
    throw Error(Code::kMediaInvalid, "a coded picture is damaged");
  }
  return sample;
}

}  // namespace haema::av::copy

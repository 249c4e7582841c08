// H.264 as it is copied (ITU-T H.264, ISO/IEC 14496-15 5).
#include <algorithm>
#include <array>
#include <cstdio>

#include "av/bits.h"
#include "av/copy_codecs.h"
#include "av/error.h"
#include "av/mp4_box_writer.h"

namespace haema::av::copy {

namespace {

constexpr size_t kConfigHeader = 5;  // of avcC, before the sets
constexpr size_t kMaxSps = 31;
constexpr size_t kMaxPps = 255;
constexpr size_t kSliceStart = 24;        // bytes: holds a slice header up to frame_num
constexpr size_t kRecoveryStart = 4'096;  // bytes of SEI that are searched
constexpr unsigned kRecoveryPoint = 6;    // payloadType

bool isConfig(Data extradata) { return extradata.size() > kConfigHeader && extradata[0] == 1; }

/// The sets of an avcC record as far as it is whole.
std::vector<NalView> unitsOfAvcC(Data config) {
  std::vector<NalView> units;
  size_t at = kConfigHeader;
  const auto take = [&](unsigned count) {
    for (; count > 0 && at + 2 <= config.size(); --count) {
      const size_t size = size_t{config[at]} << 8 | config[at + 1];
      at += 2;
      if (size > config.size() - at) return false;
      if (size > 0) units.push_back(config.subspan(at, size));
      at += size;
    }
    return count == 0 && at < config.size();
  };
  if (!take(config[at++] & 0x1f) || !take(config[at++])) return units;
  at += 3;  // the sample format
  if (at < config.size()) take(config[at++]);
  return units;
}

uint32_t idOf(NalView nal, size_t skipped) {
  const Bytes payload = withoutEmulation(nal.subspan(1), 16);
  BitReader reader(payload);
  reader.skip(skipped);
  return reader.expGolomb();
}

/// slice_type, modulo what says that all slices of the picture are alike (H.264 7.4.3).
enum class SliceType : uint32_t { kP = 0, kB = 1, kI = 2, kSp = 3, kSi = 4 };

SliceType sliceType(NalView slice) {
  const Bytes payload = withoutEmulation(slice.subspan(1), kSliceStart);
  BitReader reader(payload);
  reader.expGolomb();  // first_mb_in_slice
  return static_cast<SliceType>(reader.expGolomb() % 5);
}

bool isSliceOfI(NalView slice) {
  const SliceType type = sliceType(slice);
  return type == SliceType::kI || type == SliceType::kSi;
}

/// Partitions B and C have no slice_type; they follow an A.
bool tellsSliceType(NalView nal) {
  const NalType type = nalType(nal);
  return type == NalType::kSlice || type == NalType::kPartitionA;
}

/// recovery_frame_cnt of a recovery point among the messages (H.264 7.3.2.3, D.1.8).
std::optional<uint32_t> recoveryOf(NalView sei) {
  const Bytes payload = withoutEmulation(sei.subspan(1), kRecoveryStart);
  size_t at = 0;
  const auto number = [&] {
    size_t value = 0;
    while (at < payload.size() && payload[at] == 0xff) value += payload[at++];
    return at < payload.size() ? value + payload[at++] : value;
  };
  while (at + 2 < payload.size()) {
    const size_t type = number();
    const size_t stated = number();
    const size_t size = std::min(stated, payload.size() - at);
    if (type == kRecoveryPoint) {
      BitReader reader(Data(payload).subspan(at, size));
      return reader.expGolomb();
    }
    at += size;
  }
  return std::nullopt;
}

struct Picture {
  bool idr = false;
  bool slices = false;
  bool intra = true;  ///< all slices are I
  bool reference = false;
  std::optional<uint32_t> recovery;
};

Picture look(const CopyFormat& format, Data packet) {
  Picture picture;
  for (const NalView nal : unitsOf(format, packet)) {
    const NalType type = nalType(nal);
    if (type == NalType::kSei && !picture.slices && !picture.recovery) {
      picture.recovery = recoveryOf(nal);
    }
    if (type == NalType::kIdrSlice) picture.idr = true;
    if (!isSlice(type)) continue;
    picture.slices = true;
    picture.reference |= isReferred(nal);
    if (tellsSliceType(nal)) picture.intra &= isSliceOfI(nal);
  }
  return picture;
}

}  // namespace

std::optional<SetPlace> placeOfH264(NalView nal) {
  switch (nalType(nal)) {
    case NalType::kSps:
      return SetPlace{0, idOf(nal, 24)};
    case NalType::kSpsExtension:
      return SetPlace{1, idOf(nal, 0)};
    case NalType::kPps:
      return SetPlace{2, idOf(nal, 0)};
    default:
      return std::nullopt;
  }
}

bool isH264Set(NalView nal) {
  const NalType type = nalType(nal);
  return type == NalType::kSps || type == NalType::kSpsExtension || type == NalType::kPps;
}

Bytes avcConfig(std::span<const Bytes> sets) {
  std::array<std::vector<NalView>, 3> kinds;  // SPS, extensions, PPS
  for (const Bytes& set : sets) {
    const NalType type = nalType(set);
    kinds[type == NalType::kSps ? 0 : type == NalType::kSpsExtension ? 1 : 2].push_back(set);
  }
  const auto& [sps, extensions, pps] = kinds;
  if (sps.empty() || pps.empty()) {
    throw Error(Code::kMediaInvalid, "H.264 without parameter sets");
  }
  if (sps.size() > kMaxSps || pps.size() > kMaxPps || sps[0].size() < 4) {
    throw Error(Code::kMediaInvalid, "its H.264 parameter sets are damaged");
  }
  BoxWriter b;
  b.reserve(1024);
  const auto write = [&](const std::vector<NalView>& units) {
    for (const NalView nal : units) {
      b.u16(static_cast<uint32_t>(nal.size()));
      b.bytes(nal);
    }
  };
  b.u8(1);
  b.bytes(sps[0].subspan(1, 3));  // profile, constraints, level
  b.u8(0xfc | (kNalLengthSize - 1));
  b.u8(0xe0 | static_cast<uint32_t>(sps.size()));
  write(sps);
  b.u8(static_cast<uint32_t>(pps.size()));
  write(pps);
  if (!hasSampleFormat(sps[0][1])) return b.take();
  const SampleFormat samples = sampleFormat(sps[0]);
  b.u8(0xfc | samples.chromaFormat);
  b.u8(0xf8 | (samples.lumaDepth - 8u));
  b.u8(0xf8 | (samples.chromaDepth - 8u));
  b.u8(static_cast<uint32_t>(extensions.size()));
  write(extensions);
  return b.take();
}

void describeH264(CopyFormat& format, Data extradata, Data key) {
  const bool config = isConfig(extradata);
  format.nalLengthSize = nalLengthSizeOf(config ? (extradata[4] & 3) + 1 : 0, key);
  format.parameterSets = mergeSets(config ? unitsOfAvcC(extradata) : splitAnnexB(extradata),
                                   unitsOf(format, key), placeOfH264);
  format.config = avcConfig(format.parameterSets);
  // The file's word where it is but more exact: tools and players go by it.
  if (config && extradata[1] == format.config[1] && extradata[3] == format.config[3]) {
    format.config[2] = extradata[2];
  }
  char codecs[16];
  std::snprintf(codecs, sizeof codecs, "avc1.%02x%02x%02x", format.config[1], format.config[2],
                format.config[3]);
  format.codecs = codecs;
  for (const Bytes& set : format.parameterSets) {
    if (nalType(set) == NalType::kSps) format.reorder = std::max(format.reorder, reorderDepth(set));
  }
}

Access accessOfH264(const CopyFormat& format, Data packet) {
  const Picture picture = look(format, packet);
  if (!picture.slices) return Access::kNone;
  if (picture.idr) return Access::kClosed;
  if (picture.recovery) return *picture.recovery > 0 ? Access::kRefresh : Access::kRecovery;
  return picture.intra && picture.reference ? Access::kRecovery : Access::kNone;
}

bool isH264Zero(const CopyFormat& format, Data packet) {
  const auto isSps = [](const Bytes& set) { return nalType(set) == NalType::kSps; };
  const auto sps = std::ranges::find_if(format.parameterSets, isSps);
  if (sps == format.parameterSets.end()) return false;
  // Which of several a slice goes by stands in its PPS; it is as if the number were 0.
  if (std::ranges::count_if(format.parameterSets, isSps) > 1) return true;
  const FrameNumberForm form = frameNumberForm(*sps);
  for (const NalView nal : unitsOf(format, packet)) {
    if (!isSlice(nalType(nal))) continue;
    const Bytes payload = withoutEmulation(nal.subspan(1), kSliceStart);
    BitReader reader(payload);
    reader.expGolomb();  // first_mb_in_slice
    reader.expGolomb();  // slice_type
    reader.expGolomb();  // pic_parameter_set_id
    if (form.planes) reader.skip(2);
    return reader.bits(form.bits) == 0;
  }
  return false;
}

bool isH264B(const CopyFormat& format, Data packet) {
  return std::ranges::any_of(unitsOf(format, packet), [](NalView nal) {
    return tellsSliceType(nal) && sliceType(nal) == SliceType::kB;
  });
}

bool isH264Reference(const CopyFormat& format, Data packet) {
  bool slices = false;
  for (const NalView nal : unitsOf(format, packet)) {
    if (!isSlice(nalType(nal))) continue;
    if (isReferred(nal)) return true;
    slices = true;
  }
  return !slices;
}

}  // namespace haema::av::copy

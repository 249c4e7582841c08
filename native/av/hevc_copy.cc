// HEVC as it is copied (ITU-T H.265, ISO/IEC 14496-15 8 and E.3).
#include <algorithm>
#include <cstdio>

#include "av/bits.h"
#include "av/copy_codecs.h"
#include "av/error.h"
#include "av/hevc.h"
#include "av/mp4_box_writer.h"

namespace haema::av::copy {

namespace {

constexpr uint8_t kFirstNonPicture = 32;  // nal_unit_type
constexpr uint8_t kBlaWLp = 16, kIdrWRadl = 19, kIdrNLp = 20, kCra = 21;
constexpr uint8_t kVps = 32, kSps = 33, kPrefixSei = 39, kSuffixSei = 40;
constexpr size_t kHeader = 2;         // of a NAL unit
constexpr size_t kGeneralSize = 12;   // general_profile_space to general_level_idc
constexpr size_t kLengthSizeAt = 21;  // in hvcC

struct Sps {
  Bytes general;  ///< profile, compatibility, constraints, level
  uint32_t subLayers = 0;
  bool nested = false;
  uint32_t id = 0, chroma = 0, lumaDepth = 0, chromaDepth = 0;
  uint32_t reorder = 0;  ///< of all sub-layers together
};

bool isConfig(Data extradata) {
  if (extradata.size() <= kLengthSizeAt + 1) return false;
  return extradata[0] != 0 || extradata[1] != 0 || extradata[2] > 1;  // no start code
}

bool isBase(NalView nal) {
  return nal.size() > kHeader && (nal[0] & 1) == 0 && (nal[1] & 0xf8) == 0;  // nuh_layer_id 0
}

uint32_t bounded(uint32_t value, uint32_t most) {
  if (value > most) throw Error(Code::kMediaInvalid, "a parameter set is out of range");
  return value;
}

/// What profile_tier_level tells of the sub-layers (H.265 7.3.3).
void skipSubLayers(BitReader& reader, uint32_t count) {
  if (count == 0) return;
  size_t size = 0;
  for (uint32_t i = 0; i < 8; ++i) {
    const bool profile = reader.flag(), level = reader.flag();
    if (i < count) size += (profile ? 88u : 0u) + (level ? 8u : 0u);
  }
  reader.skip(size);
}

/// sps_max_num_reorder_pics of all sub-layers together, which stands behind the bit depths.
uint32_t readReorder(BitReader& reader, uint32_t subLayers) try {
  uint32_t reorder = 0;
  reader.expGolomb();  // log2_max_pic_order_cnt_lsb_minus4
  for (uint32_t left = reader.flag() ? subLayers : 1; left > 0; --left) {
    reader.expGolomb();  // pictures kept
    reorder = bounded(reader.expGolomb(), kDeepestReorder);
    reader.expGolomb();  // how late one is at most
  }
  return reorder;
} catch (const Error&) {
  return kDeepestReorder;  // what is damaged here harms no decoder
}

/// H.265 7.3.2.2.1, up to the numbers of pictures.
Sps readSps(NalView nal) {
  const Bytes payload = withoutEmulation(nal.subspan(kHeader), 512);
  BitReader reader(payload);
  Sps sps;
  reader.bits(4);
  sps.subLayers = bounded(reader.bits(3), 6) + 1;
  sps.nested = reader.flag();
  for (size_t i = 0; i < kGeneralSize; ++i) {
    sps.general.push_back(static_cast<uint8_t>(reader.bits(8)));
  }
  skipSubLayers(reader, sps.subLayers - 1);
  sps.id = bounded(reader.expGolomb(), 15);
  sps.chroma = bounded(reader.expGolomb(), 3);
  if (sps.chroma == 3) reader.bits(1);
  reader.expGolomb();  // width
  reader.expGolomb();  // height
  if (reader.flag()) {
    for (int edge = 0; edge < 4; ++edge) reader.expGolomb();
  }
  sps.lumaDepth = bounded(reader.expGolomb(), 8) + 8;
  sps.chromaDepth = bounded(reader.expGolomb(), 8) + 8;
  sps.reorder = readReorder(reader, sps.subLayers);
  return sps;
}

/// One kind of units of hvcC (8.3.3.1.2). Of a complete array none are in the samples.
void writeArray(BoxWriter& b, uint8_t type, bool complete, const std::vector<NalView>& units) {
  b.u8((complete ? 0x80u : 0u) | type);
  b.u16(static_cast<uint32_t>(units.size()));
  for (const NalView nal : units) {
    b.u16(static_cast<uint32_t>(nal.size()));
    b.bytes(nal);
  }
}

Bytes configOf(const Sps& sps, const std::vector<NalView>& units) {
  BoxWriter b;
  b.reserve(1024);
  b.u8(1);
  b.bytes(sps.general);
  b.u16(0xf000);  // min_spatial_segmentation_idc: not said
  b.u8(0xfc);     // parallelismType: not said
  b.u8(0xfc | sps.chroma);
  b.u8(0xf8 | (sps.lumaDepth - 8));
  b.u8(0xf8 | (sps.chromaDepth - 8));
  b.u16(0);  // avgFrameRate: not said
  b.u8(sps.subLayers << 3 | (sps.nested ? 4u : 0u) | (kNalLengthSize - 1));
  const size_t count = b.size();
  b.u8(0);
  uint8_t arrays = 0;
  for (const uint8_t type : {kVps, kSps, kHevcPps, kPrefixSei, kSuffixSei}) {
    std::vector<NalView> some;
    std::ranges::copy_if(units, std::back_inserter(some),
                         [&](NalView nal) { return hevcType(nal) == type; });
    if (some.empty()) continue;
    writeArray(b, type, type <= kHevcPps, some);
    ++arrays;
  }
  Bytes config = b.take();
  config[count] = arrays;
  return config;
}

/// RFC 6381 as of ISO/IEC 14496-15 E.3: hvc1.2.4.L123.B0.
std::string codecsOf(const Sps& sps) {
  const Bytes& g = sps.general;
  uint32_t compatible = 0;  // bits in reverse order
  for (size_t i = 0; i < 32; ++i) {
    compatible |= uint32_t{g[1 + i / 8] >> (7 - i % 8) & 1u} << i;
  }
  std::string codecs = "hvc1.";
  if (g[0] >> 6) codecs += static_cast<char>('A' + (g[0] >> 6) - 1);
  char text[32];
  std::snprintf(text, sizeof text, "%d.%X.%c%d", g[0] & 0x1f, compatible, g[0] & 0x20 ? 'H' : 'L',
                g[kGeneralSize - 1]);
  codecs += text;
  size_t constraints = 6;
  while (constraints > 0 && g[4 + constraints] == 0) --constraints;
  for (size_t i = 0; i < constraints; ++i) {
    std::snprintf(text, sizeof text, ".%X", g[5 + i]);
    codecs += text;
  }
  return codecs;
}

}  // namespace

std::optional<SetPlace> placeOfHevc(NalView nal) {
  if (!isHevcSet(nal)) return std::nullopt;
  const uint8_t type = hevcType(nal);
  if (type == kVps) return SetPlace{type, uint32_t{nal[kHeader]} >> 4};
  if (type == kSps) return SetPlace{type, readSps(nal).id};
  const Bytes payload = withoutEmulation(nal.subspan(kHeader), 16);
  return SetPlace{type, BitReader(payload).expGolomb()};
}

bool isHevcSet(NalView nal) {
  const uint8_t type = hevcType(nal);
  return type >= kVps && type <= kHevcPps && isBase(nal);
}

void describeHevc(CopyFormat& format, Data extradata, Data key) {
  const bool isHvcC = isConfig(extradata);
  format.nalLengthSize = nalLengthSizeOf(isHvcC ? (extradata[kLengthSizeAt] & 3) + 1 : 0, key);
  const std::vector<NalView> stated = isHvcC ? unitsOfHvcC(extradata) : splitAnnexB(extradata);
  format.parameterSets = mergeSets(stated, unitsOf(format, key), placeOfHevc);
  std::vector<NalView> units(format.parameterSets.begin(), format.parameterSets.end());
  const auto first = [&](uint8_t type) {
    const auto found = std::ranges::find(units, type, hevcType);
    if (found == units.end()) throw Error(Code::kMediaInvalid, "HEVC without parameter sets");
    return *found;
  };
  first(kVps);
  first(kHevcPps);
  const Sps sps = readSps(first(kSps));
  for (const NalView nal : stated) {
    // What the file says once for all, such as the mastering display.
    const uint8_t type = nal.empty() ? uint8_t{0} : hevcType(nal);
    if (isHvcC && (type == kPrefixSei || type == kSuffixSei)) units.push_back(nal);
  }
  format.config = configOf(sps, units);
  format.codecs = codecsOf(sps);
  format.reorder = sps.reorder;
}

Access accessOfHevc(const CopyFormat& format, Data packet) {
  for (const NalView nal : unitsOf(format, packet)) {
    const uint8_t type = hevcType(nal);
    if (type >= kFirstNonPicture || !isBase(nal)) continue;
    if (type == kIdrWRadl || type == kIdrNLp) return Access::kClosed;
    return type >= kBlaWLp && type <= kCra ? Access::kOpen : Access::kNone;
  }
  return Access::kNone;
}

}  // namespace haema::av::copy

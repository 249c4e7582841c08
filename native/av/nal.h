// H.264 NAL units in byte streams (ITU-T H.264 7.3.1, 7.4.1 and Annex B).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "av/coded.h"

namespace haema::av {

/// nal_unit_type (H.264 table 7-1) as far as haema tells them apart.
enum class NalType : uint8_t {
  kSlice = 1,
  kPartitionA = 2,
  kPartitionB = 3,
  kPartitionC = 4,
  kIdrSlice = 5,
  kSei = 6,
  kSps = 7,
  kPps = 8,
  kAccessUnitDelimiter = 9,
  kEndOfSequence = 10,
  kEndOfStream = 11,
  kFiller = 12,
  kSpsExtension = 13,
};

/// One NAL unit, from its header byte on, without start code and trailing zeros. Never empty.
/// Borrowed: lives as long as the buffer it was found in.
using NalView = std::span<const uint8_t>;

inline NalType nalType(NalView nal) { return static_cast<NalType>(nal[0] & 0x1f); }

/// True for the NAL units that carry a picture's coded slices.
inline bool isSlice(NalType type) { return type >= NalType::kSlice && type <= NalType::kIdrSlice; }

/// nal_ref_idc: whether other pictures may refer to the slice's.
inline bool isReferred(NalView nal) { return (nal[0] & 0x60) != 0; }

/// The NAL units of a byte stream in order; start codes of 3 or 4 bytes, any trailing zeros. What
/// stands before the first start code and empty units are skipped. The views point into `bytes`.
std::vector<NalView> splitAnnexB(std::span<const uint8_t> bytes);

/// The units of a sample in order, each behind its length of `lengthSize` bytes; of one that is cut
/// off what is there, of empty ones none. `whole`: whether the lengths add up to the sample's. The
/// views point into `sample`.
std::vector<NalView> splitPrefixed(std::span<const uint8_t> sample, size_t lengthSize,
                                   bool* whole = nullptr);

/// Appends the unit with a 4-byte start code.
void appendAnnexB(Bytes& out, NalView nal);

/// A picture's slices alone, each with a 4-byte start code: no delimiters, parameter sets, SEI,
/// fillers and end marks. Empty when `bytes` holds no slice.
Bytes stripAnnexB(std::span<const uint8_t> bytes);

/// Every unit behind its own length in 4 bytes (the sample format of avc1 with lengthSizeMinusOne
/// 3, ISO/IEC 14496-15 5.3.2).
Bytes toLengthPrefixed(std::span<const uint8_t> annexB);

struct ParameterSets {
  Bytes sps;  ///< one NAL unit without start code
  Bytes pps;
};

/// The parameter sets of Annex B extradata. Throws kEngineFailed unless there is exactly one of
/// each: what haema's own encoder writes.
ParameterSets splitParameterSets(std::span<const uint8_t> extradata);

/// The part of a sequence parameter set that avcC repeats (H.264 7.3.2.1.1).
struct SampleFormat {
  uint8_t chromaFormat;  ///< chroma_format_idc: 1 is 4:2:0
  uint8_t lumaDepth;     ///< bits a sample
  uint8_t chromaDepth;
};

/// True for the profiles whose parameter sets (and avcC) carry a sample format.
bool hasSampleFormat(uint8_t profile);

/// Throws kMediaInvalid when `sps` is cut short or out of range. 4:2:0 with 8 bits for the profiles
/// that do not say.
SampleFormat sampleFormat(NalView sps);

/// How many bits frame_num has in the slices that use this SPS, and whether colour_plane_id stands
/// before it. Throws kMediaInvalid when the SPS ends too soon.
struct FrameNumberForm {
  unsigned bits;
  bool planes;
};
FrameNumberForm frameNumberForm(NalView sps);

/// In H.264 and in HEVC.
inline constexpr unsigned kDeepestReorder = 16;

/// How many pictures are decoded at most before one that is shown before all of them:
/// max_num_reorder_frames where the SPS says it, else what no stream exceeds.
unsigned reorderDepth(NalView sps);

/// What an SPS says of fields (H.264 7.3.2.1.1, E.1). Throws kMediaInvalid when it ends too soon.
struct FieldForm {
  bool framesAlone;     ///< frame_mbs_only_flag: no picture consists of fields
  bool tellsStructure;  ///< pic_struct_present_flag: the pictures' timing SEI does
  unsigned delayBits;   ///< of what stands in that SEI before pic_struct
};
FieldForm fieldForm(NalView sps);

}  // namespace haema::av

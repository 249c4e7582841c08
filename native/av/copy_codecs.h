// The parts of copy_format.h, by codec. Only copy_*.cc include this.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "av/copy_format.h"
#include "av/nal.h"

namespace haema::av::copy {

using Data = std::span<const uint8_t>;

/// Fills in config, parameterSets, nalLengthSize and codecs; throws kMediaInvalid.
void describeH264(CopyFormat& format, Data extradata, Data key);
void describeHevc(CopyFormat& format, Data extradata, Data key);
void describeAv1(CopyFormat& format, Data extradata, Data key);
/// The level is none of the bitstream: it follows from size and rate where the container has none.
void describeVp9(CopyFormat& format, const AVStream& stream, Data key);

Access accessOfH264(const CopyFormat& format, Data packet);
bool isH264Reference(const CopyFormat& format, Data packet);
/// Whether it has a B slice.
bool isH264B(const CopyFormat& format, Data packet);
/// Whether its frame_num is 0.
bool isH264Zero(const CopyFormat& format, Data packet);
Access accessOfHevc(const CopyFormat& format, Data packet);
Access accessOfAv1(Data packet);
Access accessOfVp9(Data packet);

bool changesAv1(const CopyFormat& format, Data packet);
bool changesVp9(const CopyFormat& format, Data packet);

/// The packet without its temporal delimiters. Throws kMediaInvalid where it is damaged.
Bytes sampleOfAv1(Data packet);

// NAL units.

inline constexpr uint8_t kHevcPps = 34, kHevcDelimiter = 35;
inline uint8_t hevcType(NalView nal) { return nal[0] >> 1 & 0x3f; }

/// Whether a unit belongs into avcC (SPS, its extension, PPS), into hvcC (VPS, SPS, PPS of the base
/// layer).
bool isH264Set(NalView nal);
bool isHevcSet(NalView nal);

/// Where a parameter set belongs among others: its kind, then its id. Nothing for other units.
/// Throws kMediaInvalid where it is damaged.
struct SetPlace {
  uint8_t kind;
  uint32_t id;
  auto operator<=>(const SetPlace&) const = default;
};
using PlaceOf = std::optional<SetPlace> (*)(NalView);
std::optional<SetPlace> placeOfH264(NalView nal);
std::optional<SetPlace> placeOfHevc(NalView nal);

/// The sets of the configuration, where `key` brings one of the same kind and id that one instead,
/// ordered by kind.
std::vector<Bytes> mergeSets(const std::vector<NalView>& config, const std::vector<NalView>& key,
                             PlaceOf placeOf);

/// The units of a packet as far as it goes. `whole`: it is not damaged.
std::vector<NalView> unitsOf(const CopyFormat& format, Data packet, bool* whole = nullptr);

/// The size of the lengths within `key`: `stated` unless its bytes show start codes instead, 0.
int nalLengthSizeOf(int stated, Data key);

bool changesNal(const CopyFormat& format, Data packet);
Bytes sampleOfNal(const CopyFormat& format, Data packet);
Bytes annexBOfNal(const CopyFormat& format, Data packet, bool key);

/// The payload of avcC of these sets (ISO/IEC 14496-15 5.3.3.1), with NAL lengths of 4 bytes.
Bytes avcConfig(std::span<const Bytes> sets);

// What players are told of the colours.

/// Whether every screen shows such colours: no wide gamut, no high dynamic range, no RGB (code
/// points of H.273).
inline bool isUsual(uint32_t primaries, uint32_t transfer, uint32_t matrix) {
  return primaries < 8 && transfer < 14 && matrix > 0 && matrix < 8;
}

/// Fills in boxes (colr, mdcv, clli, dvcC or dvvC), videoRange and supplemental; codecs where
/// nothing but Dolby Vision shows the colours.
void describeColor(CopyFormat& format, const AVStream& stream);

}  // namespace haema::av::copy

// Pictures that no other one refers to, told by their NAL units.
#pragma once

#include <cstdint>
#include <span>

namespace haema::av {

/// Whether a packet of an H.264 stream with that extradata (avcC or Annex B) holds nothing but
/// slices of a non-reference picture (nal_ref_idc 0) and delimiters. False where the bytes make no
/// sense, and where anything else is in it: what SEI tells may outlive its picture.
bool isDisposable(std::span<const uint8_t> packet, std::span<const uint8_t> extradata);

}  // namespace haema::av

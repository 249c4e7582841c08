// Pictures that no other one refers to, told by their NAL units.
#pragma once

#include <cstdint>
#include <span>

#include "av/handles.h"

namespace haema::av {

/// Whether a packet of a stream with that extradata (avcC, hvcC or Annex B) holds nothing but
/// slices of a non-reference picture (H.264: nal_ref_idc 0; HEVC: a sub-layer non-reference
/// picture, H.265 table 7-1) and what describes that picture alone. False for other codecs, and
/// where the bytes make no sense.
bool isDisposable(AVCodecID codec, std::span<const uint8_t> packet,
                  std::span<const uint8_t> extradata);

}  // namespace haema::av

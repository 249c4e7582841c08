// What haema has to know of HEVC's parameter sets (ITU-T H.265, ISO/IEC 14496-15).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "av/nal.h"

namespace haema::av {

/// The units of an hvcC record (ISO/IEC 14496-15 8.3.3.1.2) as far as it is whole.
std::vector<NalView> unitsOfHvcC(std::span<const uint8_t> config);

/// Whether every sequence parameter set in `extradata` (hvcC or Annex B) has a single temporal
/// sub-layer. False where there is none, and where the bytes make no sense.
bool hasOneSubLayer(std::span<const uint8_t> extradata);

/// Whether a packet of a stream with that extradata holds a sequence parameter set with more than
/// one temporal sub-layer: of what is within the packets the extradata need not tell.
bool bringsSubLayers(std::span<const uint8_t> packet, std::span<const uint8_t> extradata);

}  // namespace haema::av

// Sync frames of AC-3 and E-AC-3 (ETSI TS 102 366), as far as ac-3 and ec-3 sample entries need.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "av/coded.h"

namespace haema::av {

/// What the frames of one packet say together.
struct Ac3Packet {
  bool enhanced;  ///< E-AC-3
  int sampleRate;
  int channels;
  int samples;  ///< of the first programme
  int64_t bitRate;
  Bytes config;        ///< payload of dac3 or dec3
  int jocObjects = 0;  ///< with joint object coding: its complexity index
};

/// Nothing where the packet does not begin with a whole header. E-AC-3: of all its substreams.
std::optional<Ac3Packet> parseAc3(std::span<const uint8_t> packet);

}  // namespace haema::av

// What an AudioSpecificConfig says (ISO/IEC 14496-3 1.6.2.1), and one made from an ADTS header.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "av/coded.h"

namespace haema::av {

struct AacConfig {
  int objectType;  ///< of the core: 2 is AAC-LC
  int coreRate;
  int channelConfiguration;
  bool sbr = false;          ///< stated; HE-AAC
  bool ps = false;           ///< stated; HE-AAC v2
  bool excludesSbr = false;  ///< states that there is none
  bool shortFrames = false;  ///< 960 samples instead of 1024, or 480 instead of 512
  bool dualRate = false;     ///< SBR doubles the rate, as it mostly does
  int frameLengthIndex = 1;  ///< of USAC
  int sampleRate() const { return dualRate ? 2 * coreRate : coreRate; }
  int channels() const;       ///< 0: not stated
  int frameSamples() const;   ///< at sampleRate()
  int signalledType() const;  ///< the N of mp4a.40.N
};

inline constexpr int kAacLc = 2, kAacLd = 23, kAacEld = 39, kAacUsac = 42;

/// Throws kMediaInvalid for what is cut short, and for object types that are not AAC.
AacConfig parseAudioSpecificConfig(std::span<const uint8_t> bytes);

/// Says what `config` does; HE-AAC in the way that decoders of AAC-LC understand, too. For object
/// types 1 to 4 that state their channels.
Bytes audioSpecificConfig(const AacConfig& config);

/// An ADTS header (1.A.2.2) at the front of a whole frame.
struct AdtsFrame {
  AacConfig config;
  size_t headerSize;
  int blocks;  ///< raw_data_blocks
};
/// Nothing where `packet` is not exactly one such frame. A raw frame never looks like one: it would
/// begin with its end.
std::optional<AdtsFrame> parseAdts(std::span<const uint8_t> packet);

}  // namespace haema::av

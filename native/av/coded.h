// Coded frames on their way from an encoder to a writer.
#pragma once

#include <cstdint>
#include <vector>

#include "av/ticks.h"

namespace haema::av {

using Bytes = std::vector<uint8_t>;

/// One H.264 picture: Annex B with start codes, without access unit delimiter, parameter sets and
/// SEI.
struct VideoUnit {
  Bytes data;
  Ticks pts;
  Ticks dts;  ///< strictly rising within and across segments, ≤ pts
  bool idr;
};

/// What is constant for a video rendition.
struct VideoFormat {
  Bytes sps;  ///< one NAL unit without start code
  Bytes pps;
  int width;
  int height;
};

/// One AAC-LC frame (raw_data_block, no ADTS header) of 1024 samples.
struct AudioUnit {
  Bytes data;
  int64_t frame;  ///< index on the global grid: its first sample is frame × 1024, from presentation
                  ///< zero
};

struct AudioFormat {
  int sampleRate;
  int channels;
  Bytes config;  ///< AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1)
};

inline constexpr int kAacFrameSamples = 1024;

}  // namespace haema::av

// Writes copied video as fragmented MP4: as mp4_writer.h, but of many big samples in any codec.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "av/coded.h"
#include "av/copy_format.h"

namespace haema::av {

/// The init segment: ftyp and moov with an avc1, hvc1 (dvh1), av01 or vp09 sample entry, timescale
/// 90000.
Bytes writeInit(const CopyFormat& format);

/// A picture as toSample gives it.
struct CopySample {
  Bytes data;
  Ticks pts;
  bool key;  ///< of the segment's first one and of other closed random access points
};

struct CopyFragment {
  uint32_t sequence;                    ///< from 1 on
  std::span<const CopySample> samples;  ///< in decode order
  Ticks start, end;                     ///< decode times tile it: tfdt is `start`
};

/// One moof with one mdat. Throws kMediaInvalid for more samples than there are ticks and for
/// presentation times too far away; kEngineFailed without samples or before presentation zero.
Bytes writeFragment(const CopyFragment& fragment);

/// The same with decode times that are known: of each sample, and the one behind the last.
Bytes writeFragment(uint32_t sequence, std::span<const CopySample> samples,
                    std::span<const Ticks> times);

/// When each sample is decoded: the presentation times in order, moved so that the first one is
/// `start`, where these rise and stay below `end`; else spread evenly over [start, end). Where
/// pictures begin late only the first one's time moves. Throws as writeFragment does.
std::vector<Ticks> decodeTimes(std::span<const CopySample> samples, Ticks start, Ticks end);

}  // namespace haema::av

// Fragmented MP4 (ISO/IEC 14496-12, -14, -15; CMAF): one track a file, an init part and fragments.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "av/coded.h"

namespace haema::av {

/// Code points of ITU-T H.273, for the colr box (ISO/IEC 14496-12 12.1.5).
struct VideoColor {
  uint16_t primaries;
  uint16_t transfer;
  uint16_t matrix;
  bool fullRange;
};

/// ftyp and moov of a video track (avc1, time scale 90000, square pixels). The same bytes for the
/// same arguments; no date, no edit list. Throws kMediaInvalid when the SPS cannot be read.
Bytes writeInit(const VideoFormat& format, const std::optional<VideoColor>& color = std::nullopt);

/// ftyp and moov of an audio track (mp4a, time scale = sample rate). `bitRate` is what the encoder
/// was asked for, in bits a second.
Bytes writeInit(const AudioFormat& format, int64_t bitRate);

/// A segment's pictures. Nothing is owned: `units` live at least until writeFragment returns.
struct VideoFragment {
  /// mfhd's sequence_number: the segment's index + 1. It is a pure function of the segment and
  /// rises along a rendition; players ignore it.
  uint32_t sequence;
  std::span<const VideoUnit> units;  ///< in decoding order, not empty
  Ticks end;                         ///< the next segment's start: the last picture lasts up to it
  bool first = false;                ///< of the rendition: it begins at presentation zero
};

/// A segment's audio frames, neighbours on the grid.
struct AudioFragment {
  uint32_t sequence;
  std::span<const AudioUnit> units;  ///< not empty
};

/// moof and mdat with 4-byte length-prefixed NAL units. tfdt is the presentation time of the first
/// sample: decoding times are moved by pts − dts of the first picture, so its composition offset is
/// 0 and later ones may be negative (trun version 1). Durations are the distances of decoding
/// times; where units went through assignDts, a fragment ends where the next begins.
///
/// Players take the first fragment's tfdt for the track's zero. There it is 0, however late the
/// first picture is shown.
///
/// Throws kEngineFailed when units contradict coded.h, are none, begin before presentation zero or
/// exceed 32 bits of size.
Bytes writeFragment(const VideoFragment& fragment);

/// moof and mdat; tfdt = frame × 1024 in the time scale of the sample rate.
Bytes writeFragment(const AudioFragment& fragment);

}  // namespace haema::av

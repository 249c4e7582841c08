// One MPEG-TS segment (ISO/IEC 13818-1) of H.264 and AAC, joinable with its neighbours without
// state.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "av/coded.h"
#include "av/copy_audio.h"

namespace haema::av {

/// PTS and DTS in the stream are ticks + this, modulo 2^33: nothing is negative near presentation
/// zero. WebVTT carries it as X-TIMESTAMP-MAP MPEGTS:900000.
inline constexpr Ticks kTsOffset = 10 * kTicksPerSecond;

/// The clock (PCR) of a picture's first byte lies this much before its DTS. It is more than the
/// longest way between two clock samples, so a picture has arrived whole before it is decoded.
inline constexpr Ticks kTsClockLead = kTicksPerSecond / 10;

/// Pictures that are passed on: their units are whole access units in Annex B, with delimiter and,
/// where they begin one, parameter sets.
enum class TsVideoCopy : uint8_t { kNone, kH264, kHevc };

/// A stretch [start, end) of a rendition, but for its pictures. Nothing is owned: everything lives
/// at least as long as what writes it.
struct TsSegment {
  Ticks start;
  Ticks end;  ///< the next segment's start
  /// pts − dts of a segment's first picture, as assignDts sets it: a constant of the rendition, 0
  /// without a video track. All dts lie in [start − decodeDelay, end − decodeDelay).
  Ticks decodeDelay = 0;
  /// The tracks of the *rendition*, null when it lacks one. A segment without units of a track
  /// still lists it, so the tables are the same in all segments.
  const VideoFormat* videoFormat = nullptr;
  const AudioFormat* audioFormat = nullptr;
  std::span<const AudioUnit> audio = {};  ///< `frame` rises
  /// In place of videoFormat: pictures are copied, `idr` says where one can begin.
  TsVideoCopy copiedVideo = TsVideoCopy::kNone;
  /// In place of audioFormat and `audio`: copied sound that fitsTs, `sample` rises.
  const AudioCopyFormat* copiedAudio = nullptr;
  std::span<const AudioCopyUnit> copiedUnits = {};
};

/// Writes a segment as its pictures come. What comes out in all is a pure function of the segment
/// and its pictures, wherever it is taken; a multiple of 188 bytes.
///
/// Every PID has a multiple of 16 packets that count, and continuity counters begin at 0: segments
/// of a rendition join in any order in which their times do, without a discontinuity flag. PAT and
/// PMT come first and at least twice a second; before every picture an access unit delimiter,
/// before every IDR the parameter sets. Clock samples are at most 90 ms apart, over seams too.
///
/// All throw kEngineFailed when units contradict the contract of coded.h or the stretch is empty or
/// longer than 10 minutes.
class TsWriter {
 public:
  explicit TsWriter(const TsSegment& segment);
  ~TsWriter();

  /// The next picture in decoding order.
  void add(const VideoUnit& unit, bool last);
  /// Writes what lies behind the last picture.
  void finish();

  /// For so many pictures of so many bytes together.
  void reserve(size_t bytes, size_t pictures);
  size_t size() const;
  /// What was written since this was called last.
  Bytes take();

 private:
  class Packets;
  std::unique_ptr<Packets> packets_;
};

/// The segment in one piece.
Bytes writeTs(const TsSegment& segment, std::span<const VideoUnit> video);

}  // namespace haema::av

// Reads the sample tables of an MP4/MOV video track: exact presentation times without media data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/read_at.h"

namespace haema::av {

/// One sample in decode order. Times are in the track's media time scale, on the presentation
/// timeline: the edit list is applied (ISO/IEC 14496-12 8.6.6), so 0 is the movie's zero.
/// Samples before the edit's start keep their (then negative) times.
struct Mp4Sample {
  int64_t dts;
  int64_t pts;
  bool sync;     ///< libav's index has it as a key frame: stss, stps, a 'rap ' group, trun flags
  bool openGop;  ///< a CRA by the 'sync' sample group: see seekTimestamp
  bool whole;    ///< its bytes lie within the file
  bool shown;    ///< libav drops the other frames: outside the edit, overlapping fragments
};

/// Where a sample's bytes lie in the file.
struct Mp4Place {
  uint64_t offset;
  uint32_t size;
};

/// How libav's mov demuxer (5.1, default options) sees this track. Its own timeline may differ from
/// Mp4Sample's by a constant: with an edit list it moves the first shown picture to the end of the
/// empty edits, wherever it lies within the edit; in fragments with negative composition offsets
/// it adds the largest of them to every pts.
struct Mp4LibavView {
  int64_t ptsOffset = 0;   ///< AVPacket.pts = Mp4Sample.pts + ptsOffset
  int64_t dtsOffset = 0;   ///< AVPacket.dts, AVIndexEntry.timestamp = Mp4Sample.dts + dtsOffset
  int64_t seekOffset = 0;  ///< av_seek_frame's timestamp = Mp4Sample.dts + seekOffset
  size_t begin = 0;        ///< AVIndexEntry i is samples[begin + i]; others cannot be read
  size_t end = 0;          ///< one behind the last sample in libav's index
  bool lazy = false;       ///< there is a sidx: libav's index holds only fragments it has read yet
};

struct Mp4Track {
  uint32_t timescale = 0;
  std::vector<Mp4Sample> samples;
  std::vector<Mp4Place> places;  ///< of the samples, where asked for; else empty
  bool fragmented = false;       ///< some samples came from moof boxes
  bool changes = false;          ///< libav reads samples of several descriptions that differ
  bool truncated = false;        ///< samples or fragments lie outside the file
  int64_t mediaEnd = 0;  ///< latest end of a sample that is shown and whole, on the same timeline
  Mp4LibavView libav;
};

/// The track with this track_ID, or nothing when the file has tables that this reader does not
/// vouch for (several edits with media, missing boxes, contradictory counts). Never throws for
/// damaged input; what `read` and the token throw passes through.
std::optional<Mp4Track> readMp4Track(const ReadAt& read, uint64_t fileSize, uint32_t trackId,
                                     const CancelToken& token, bool withPlaces = false);

/// What to pass to av_seek_frame (stream time base, AVSEEK_FLAG_BACKWARD) to land on this key
/// sample. A sample that is not shown is skipped by libav's search: pass the next shown one.
inline int64_t seekTimestamp(const Mp4Track& track, const Mp4Sample& key) {
  const Mp4LibavView& libav = track.libav;
  if (!key.openGop) return key.dts + libav.seekOffset;
  // libav refuses to land on a CRA when asked for a time before its picture.
  return key.pts + libav.ptsOffset + libav.seekOffset - libav.dtsOffset;
}

}  // namespace haema::av

// The parts of the MP4 sample reader: movie header, sample tables, fragments, edit list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "av/mp4_boxes.h"

namespace haema::av::mp4 {

inline constexpr size_t kMaxSamples = 16 << 20;
inline constexpr int64_t kMaxTime = int64_t{1} << 56;  // sums of some such values cannot overflow

/// Defaults of a track's fragments (trex).
struct TrackDefaults {
  uint32_t trackId, description, duration, size, flags;
};

/// What moov says. The bytes are those of the moov body.
struct Movie {
  uint32_t timescale = 0;
  uint32_t trackId = 0;
  uint32_t mediaTimescale = 0;
  int64_t mediaDuration = 0;  ///< as stated, not as the samples have it
  Bytes sampleTable;
  std::optional<Bytes> editList;
  bool libavEdits = true;       ///< libav applies edit lists fully to this track ("advanced")
  bool anyDescription = false;  ///< libav reads samples of other sample descriptions than the first
  bool descriptionsDiffer = false;  ///< and they are not all the same
  bool fragmented = false;
  std::vector<TrackDefaults> defaults;
};
std::optional<Movie> readMovie(Bytes moov, uint32_t trackId);
uint32_t trackIdOf(Bytes tkhd);

/// Samples on the media timeline (no edits), with what libav makes of their composition offsets.
struct MediaSamples {
  std::vector<Mp4Sample> samples;
  bool withPlaces = false;
  std::vector<Mp4Place> places;
  int64_t end = 0;       ///< dts behind the last sample
  int64_t dtsShift = 0;  ///< libav's: the largest negative composition offset, made positive
  bool hasOffsets = false;
};
std::optional<MediaSamples> readSampleTable(const Movie& movie, uint64_t fileSize,
                                            const CancelToken& token, bool withPlaces = false);

/// Appends the samples of moof boxes, given in file order.
class Fragments {
 public:
  Fragments(const Movie& movie, uint64_t fileSize, MediaSamples& media, const CancelToken& token)
      : movie_(movie), fileSize_(fileSize), media_(media), token_(token) {}
  /// False where this reader does not vouch for the result any more.
  bool read(Bytes moof, uint64_t start);
  /// libav's dtsShift after the first fragment: it must not grow where fragments are read lazily.
  int64_t firstShift() const { return firstShift_; }
  bool lackedTime() const { return lackedTime_; }

 private:
  struct Run;
  bool readTraf(Bytes traf, uint64_t moofStart);
  bool readHeader(Bytes tfhd, uint64_t moofStart, Run& run);
  bool readTime(Bytes tfdt);
  bool readRun(Bytes trun, Run& run);
  bool append(Cursor& cursor, uint32_t flags, uint32_t count, uint32_t firstFlags, Run& run);

  const Movie& movie_;
  uint64_t fileSize_;
  MediaSamples& media_;
  const CancelToken& token_;
  uint64_t dataEnd_ = 0;  // of the previous traf's data
  bool timeInMoof_ = false;
  bool any_ = false;
  bool lackedTime_ = false;
  int64_t firstShift_ = 0;
};

/// Empty time, then one stretch of media at its own speed: all in media time scale.
struct Edit {
  bool present = false;
  int64_t empty = 0;
  int64_t mediaTime = 0;
  int64_t duration = 0;
  size_t empties = 0;
};
/// Nothing when the list holds anything else; not present when there is none.
std::optional<Edit> readEditList(const Movie& movie);

/// Moves the samples to the presentation timeline, marks those that libav hides, and fills in
/// track.libav. False where libav's result has no constant relation to it.
bool applyEdits(const Movie& movie, MediaSamples media, Mp4Track& track);

}  // namespace haema::av::mp4

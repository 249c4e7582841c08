// Makes one segment: a pure function of the file version and the request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "av/audio_encoder.h"
#include "av/pixel_shape.h"
#include "av/scaler.h"
#include "av/video_encoder.h"
#include "engine/frame_budget.h"
#include "engine/source_pool.h"
#include "engine/source_ref.h"

namespace haema::engine {

/// A pair of files beside the video, see VobSub.
struct FilesBeside {
  SourceRef index, pictures;
  std::optional<int> track = {};  ///< none: as the index says
};

/// Subtitles that are drawn into the pictures.
struct SubtitleRecipe {
  int stream;
  int codedWidth, codedHeight;  ///< of the film's pictures, upright; 0 where they are turned
  std::optional<FilesBeside> beside = {};  ///< instead of the stream
};

struct VideoRecipe {
  int stream;
  bool progressive;   ///< every picture of the source is a whole frame
  bool deinterlaces;  ///< pictures whose own flags say that they consist of two fields
  av::ScalerSettings scaling;
  av::VideoEncoderSettings encoding;
  int frameRateCap;  ///< frames a second, 0: none
  std::optional<SubtitleRecipe> subtitle = {};
  bool captions = false;        ///< those within the source's pictures are kept
  av::PictureShape shape = {};  ///< of the title's: those of others lie between bars
};

struct AudioRecipe {
  int stream;
  Ticks start;     ///< of the source stream, from presentation zero
  int sourceRate;  ///< of the decoded source
  av::AudioEncoderSettings encoding;
  bool operator==(const AudioRecipe&) const = default;
};

enum class Container { kTs, kFmp4 };

/// A stream whose packets go through as they are.
struct StreamCopy {
  int stream;
  bool operator==(const StreamCopy&) const = default;
};

struct SegmentRequest {
  SourceRef source;
  Container container;
  uint32_t index;  ///< the segment's number in its rendition
  Ticks origin;    ///< presentation zero in container ticks
  Ticks start;
  Ticks end;
  bool first;
  bool last;
  std::optional<KeyFrame> key;
  std::optional<VideoRecipe> video;  ///< of both kinds fMP4: exactly one; TS: at least one
  std::optional<AudioRecipe> audio;
  std::optional<StreamCopy> copiedVideo = {};  ///< instead of the recipe
  std::optional<StreamCopy> copiedAudio = {};
  std::optional<KeyFrame> nextKey = {};  ///< copied pictures go up to this one
  std::optional<uint32_t> part = {};     ///< of copied pictures alone: a part of the segment

  /// Whether the container's index names a key frame for the start.
  bool isIndexed() const noexcept { return key && key->place < 0; }
};

struct SegmentStats {
  bool warm = false;
  bool careful = false;
  uint64_t seeks = 0;
  uint64_t bytesRead = 0;
  uint64_t packetsRead = 0;
  uint64_t packetsBroken = 0;  ///< damage that the demuxer has met; what it covers is missing
  uint64_t framesDecoded = 0;
  int64_t framesEncoded = 0;
  int64_t framesHeld = 0;
  int64_t framesDropped = 0;
  int64_t audioFrames = 0;
  int64_t openUs = 0;    ///< opening inputs, video and audio
  int64_t seekUs = 0;    ///< until the first picture came out of the decoder
  int64_t decodeUs = 0;  ///< from there until the last picture was handed to its encoder
  int64_t encodeUs = 0;  ///< scaling and encoding, summed over the GOPs' threads
  int64_t audioUs = 0;
  int64_t muxUs = 0;
  int64_t totalUs = 0;
};

struct Segment {
  av::Bytes data;
  bool more = false;  ///< a part with others behind it
  SegmentStats stats;
};

/// Throws av::Error; a cancelled job never returns.
Segment makeSegment(const SegmentRequest& request, SourcePool& pool, FrameBudget& budget,
                    const av::CancelToken& token);

/// The initialisation segment of a track; exactly one of the two.
av::Bytes makeInit(const std::optional<VideoRecipe>& video,
                   const std::optional<AudioRecipe>& audio);

}  // namespace haema::engine

// What a file holds, from its headers, tables and, where those lie, its tail.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/media_index.h"
#include "engine/segment.h"

namespace haema::engine {

enum class StreamKind { kVideo, kAudio, kSubtitle, kOther };

struct Colour {
  std::string range, primaries, transfer, matrix;
};

struct DolbyVision {
  int profile;
  int compatibility;  ///< what others may show of it; 0: nothing
};

/// See VideoStream, AudioStream, … in src/engine/types.ts for the meaning of the fields.
struct StreamFacts {
  StreamKind kind = StreamKind::kOther;
  int index = 0;
  std::string codec;
  std::optional<std::string> profile, language, title;
  std::vector<std::string> dispositions;
  int64_t bitRate = 0;  ///< 0: unknown
  Ticks start = 0;
  // Video.
  int width = 0, height = 0;
  AVRational sampleAspect{1, 1};
  int rotation = 0;
  bool mirrored = false;
  AVRational frameRate{0, 1};
  bool constantRate = false;
  bool mayHaveFields = false;  ///< pictures may consist of two fields, each at a time of its own
  std::string pixelFormat, fieldOrder, dynamicRange;
  std::vector<std::string> captions;  ///< channels of those within the pictures, as INSTREAM-ID
  int bitDepth = 8;
  int level = 0;
  Colour colour;
  int peak = 0;
  std::optional<DolbyVision> dolbyVision;
  // Audio.
  int sampleRate = 0, channels = 0;
  std::string channelLayout;
  // Attachments.
  std::optional<std::string> fileName, mimeType;
};

struct ChapterFacts {
  Ticks start, end;
  std::optional<std::string> title;
};

struct Probe {
  av::FileVersion version;
  std::string format;
  Ticks origin = 0;
  Ticks duration = 0;
  const char* durationFrom = "header";
  int64_t bitRate = 0;
  std::vector<StreamFacts> streams;
  int video = -1;  ///< index of the selected stream, -1: none
  int audio = -1;
  std::vector<ChapterFacts> chapters;
  std::map<std::string, std::string> tags;
  MediaIndex index;
  /// Where the times of the file jump; none: they go on. All else here is told on one time line.
  std::vector<av::Piece> pieces;
};

/// Throws av::Error: kMediaInvalid when the file holds neither pictures nor sound that can be
/// decoded.
Probe probe(const SourceRef& source, const av::CancelToken& token);

}  // namespace haema::engine

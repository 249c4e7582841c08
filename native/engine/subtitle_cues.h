// What text subtitles show: events of an ASS script, whatever the container holds.
#pragma once

#include <optional>

#include "engine/cue_list.h"
#include "engine/segment.h"

namespace haema::engine {

/// Asks for what one track shows at some time within [start, end).
struct CuesRequest {
  SourceRef source;
  int stream;
  Ticks origin;  ///< presentation zero in container ticks
  Ticks start;
  Ticks end;
};

/// Reads only what the container's index names; nothing where it names no packets of the track.
/// Throws av::Error.
std::optional<Cues> readCues(const CuesRequest& request, SourcePool& pool,
                             const av::CancelToken& token);

}  // namespace haema::engine

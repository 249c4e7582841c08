// The text subtitles of a whole file, in parts, where no index names their packets.
#pragma once

#include <vector>

#include "engine/cue_scanner.h"
#include "engine/segment.h"

namespace haema::engine {

struct CueScanRequest {
  SourceRef source;
  std::vector<int> streams;
  Ticks origin;   ///< presentation zero in container ticks
  int64_t place;  ///< where the part before has ended; 0: the beginning
};

/// Reads for a fifth of a second, or as much as makes 20,000 events, behind all else that the
/// machine does. The parts of a file are cheap to make in their order; one that does not go on from
/// what the pool has kept reads the file from its beginning. Throws av::Error.
CueScan scanCues(const CueScanRequest& request, SourcePool& pool, const av::CancelToken& token);

}  // namespace haema::engine

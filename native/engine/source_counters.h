// What a source has cost so far.
#pragma once

#include <cstdint>

#include "av/input.h"

namespace haema::engine {

struct SourceCounters {
  uint64_t bytesRead = 0;
  uint64_t packetsRead = 0;
  uint64_t packetsBroken = 0;
  uint64_t seeks = 0;
  uint64_t framesDecoded = 0;
};

inline SourceCounters countersOf(const av::Input& input, uint64_t framesDecoded) {
  return {input.bytesRead(), input.packetsRead(), input.brokenPackets(), input.seeks(),
          framesDecoded};
}

}  // namespace haema::engine

// Where the sound of an AVI ends before its pictures do.
#pragma once

#include <cstdint>

#include "av/input.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// An AVI is read in order: who waits for sound that has ended reads to the end of the file. Its
/// index tells where the last packet lies, and is believed where the header agrees and where it
/// names pictures far behind. All times are container ticks.
class SoundEnd {
 public:
  /// Of a stream of sound, before anything was read: reading adds to the index.
  SoundEnd(const av::Input& input, int stream);

  /// Whether none is to come up to `until`: reading has got to this byte, and what has come out
  /// ends with a packet of the time `last`. A parser may hold one back until the end of the file.
  bool isBehind(int64_t position, Ticks last, Ticks duration, Ticks until) const;

 private:
  int64_t position_ = INT64_MAX;  // behind the last packet
  Ticks time_ = av::kForever;     // by the header
  Ticks pictures_ = av::kBeginning;
};

}  // namespace haema::engine

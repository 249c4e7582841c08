// Decoding times of pictures whose successors have not been read yet.
#pragma once

#include <cstddef>
#include <set>

#include "av/ticks.h"

namespace haema::av {

/// Tells when each picture of a stretch [start, end) is decoded, in decoding order: the
/// presentation times in order, moved so that the first one is `start`, as decodeTimes() does. It
/// tells a picture's time once `reorder` more have been read, since none behind those is shown
/// before it.
class DecodeClock {
 public:
  DecodeClock(Ticks start, Ticks end, unsigned reorder)
      : start_(start), end_(end), reorder_(reorder) {}

  /// The next picture in decoding order.
  void add(Ticks pts);
  /// There are no more.
  void close() { closed_ = true; }

  /// Whether the next picture's time can be told.
  bool knows() const { return closed_ ? !waiting_.empty() : waiting_.size() > reorder_; }
  /// Throws kMediaInvalid for more pictures than there are ticks.
  Ticks next(Ticks pts);

 private:
  Ticks spread() const;

  Ticks start_;
  Ticks end_;
  size_t reorder_;
  bool closed_ = false;
  bool begun_ = false;
  Ticks shift_ = 0;
  Ticks last_ = 0;                // the time told last
  Ticks lastPts_ = 0;             // of its picture
  std::multiset<Ticks> waiting_;  // presentation times of which none has become a decoding time
};

}  // namespace haema::av

// Where a video really ends, when its header cannot be believed.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/file.h"
#include "av/input.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// The latest credible end in a set of packets of one stream, fed in any order.
///
/// Damage and splices give single packets, or whole parts of a file, absurd times; a plain maximum
/// would make a week-long video of one flipped bit. So packets that lie near each other in time are
/// gathered in islands ("near": up to kNear, or 20 × the island's own mean distance, for slide
/// shows). Islands of a few packets are damage, unless there is nothing else. The timeline goes
/// from the earliest island on to the next, and stops at a hole that is longer than kHole and
/// longer than all that the islands hold together: what lies behind belongs to another clock.
class StreamEnd {
 public:
  /// `nominal`: the duration of a packet without a credible one.
  explicit StreamEnd(Ticks nominal) : nominal_(nominal) {}

  void add(Ticks time, Ticks duration);
  bool empty() const noexcept { return packets_ == 0; }
  /// The earliest credible time; kNoTicks when empty.
  Ticks begin() const;
  /// kNoTicks when empty.
  Ticks end() const;

 private:
  struct Island {
    Ticks first;
    Ticks last;  ///< the latest time
    Ticks end;   ///< the latest time + duration
    int64_t packets;
    Ticks reach() const;
  };

  static constexpr Ticks kNear = 60 * av::kTicksPerSecond;
  static constexpr Ticks kHole = 600 * av::kTicksPerSecond;
  static constexpr int64_t kFewPackets = 8;
  static constexpr size_t kMaxIslands = 64;

  Island* islandOf(Ticks time);
  std::vector<Island> credible() const;

  Ticks nominal_;
  int64_t packets_ = 0;
  std::vector<Island> islands_;
};

/// The end of the last packet of the given streams, in container ticks (the container's own zero);
/// nothing when no packet of theirs has a time. `file`: an opening of its own, used up by this.
///
/// Files over 16 MB whose container survives it are read from 4 MB before their end, more where
/// that does not show all streams, up to 64 MB; `scanned` becomes false. All others, and those
/// whose tail contradicts itself or the file's size, are read whole: `scanned` becomes true. Throws
/// on cancellation, on I/O errors, and kMediaInvalid when the file cannot be opened.
std::optional<Ticks> measureEnd(av::File file, std::span<const int> streams,
                                const av::CancelToken& token, bool& scanned);

/// The end that the last megabytes of a file show, which survives a jump there (MPEG-TS, MPEG-PS):
/// libav's own estimate leaves out what lies behind the last packets' first frames. Nothing where
/// they contradict the rest. `input` has to be positioned anew then.
std::optional<Ticks> measureLastBytes(av::Input& input, std::span<const int> streams,
                                      const av::CancelToken& token);

}  // namespace haema::engine

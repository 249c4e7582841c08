// How far a demuxer has got, told by another stream where the wanted one has no packets.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "av/input.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// The time of a packet in container ticks; may be kNoTicks.
Ticks timeOf(const AVPacket* packet, AVRational base);

/// The stream that tells the time where the wanted one has no packets: for pictures the sound, for
/// sound the pictures, else other sound; -1 where there is none.
int clockBeside(const av::Input& input, int wanted);

/// Without a clock, a reader that waits for a stream which has ended, or has a hole, reads to the
/// end of the file. All times are container ticks.
class StreamClock {
 public:
  /// Packets that are neighbours in a file lie no further apart in time than this. FFmpeg's muxers
  /// hold packets back for a late stream for 10 s at most, others interleave more closely.
  static constexpr Ticks kInterleave = 10 * av::kTicksPerSecond;

  /// MP4 and AVI find the packets of a stream in their tables: there, nothing else is to be read.
  StreamClock(const av::Input& input, int wanted);

  /// As clockBeside.
  int stream() const noexcept { return clock_; }
  /// What to select in the input.
  std::vector<int> streams() const;

  /// To be called after each seek.
  void reset();
  /// Takes note of each packet read, with its timeOf; whether it is one of the wanted stream.
  bool note(const AVPacket* packet, Ticks time);

  // Of a few readings the one that claims least, since a damaged stamp is none; kNoTicks before
  // there are as many.

  /// Where the last seek has led.
  Ticks landed() const noexcept { return landed_.most(); }
  Ticks now() const noexcept;
  /// Behind the last packet of the wanted stream.
  Ticks silentSince() const noexcept { return silent_.most(); }
  /// The reading behind which no packet of the wanted stream up to `time` is to be expected: later
  /// where that stream was seen to come late.
  Ticks limitOf(Ticks time) const noexcept { return time + std::max(kInterleave, 2 * lag_); }

 private:
  static constexpr size_t kReadings = 4;

  /// The first few readings of a stretch.
  struct Beginning {
    size_t count = 0;
    Ticks greatest = av::kBeginning;
    void add(Ticks time);
    Ticks most() const noexcept { return count < kReadings ? av::kNoTicks : greatest; }
  };

  int wanted_;
  int clock_;
  std::deque<Ticks> last_;
  Beginning landed_;
  Beginning silent_;
  Ticks lag_ = 0;
};

}  // namespace haema::engine

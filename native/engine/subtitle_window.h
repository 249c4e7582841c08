// The packets of one subtitle stream for any stretch of time, also where no index names them.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "av/input.h"
#include "av/ticks.h"
#include "engine/byte_seeker.h"
#include "engine/source_counters.h"
#include "engine/subtitle_index.h"

namespace haema::engine {

using av::Ticks;

struct WindowSpec {
  int stream;
  int clock;     ///< a stream of pictures, which tells the time where there are no subtitles
  Ticks origin;  ///< presentation zero in container ticks
  bool indexed;  ///< the container's index names the pictures' key frames
  bool operator==(const WindowSpec&) const = default;
};

/// An input of its own that stays open between segments. Without an index it goes on where it had
/// ended, and packets are told apart by where in the file they stand, and that by the pictures
/// around them: which ones belong to a stretch does not depend on where reading began.
class SubtitleWindow {
 public:
  SubtitleWindow(std::unique_ptr<av::Input> input, const WindowSpec& spec);

  /// The packets of these times, in container ticks.
  std::vector<av::PacketHandle> read(Ticks from, Ticks to, const av::CancelToken& token);

  const AVCodecParameters* parameters() const noexcept { return parameters_.get(); }
  AVRational timeBase() const noexcept { return timeBase_; }
  av::Input& input() noexcept { return *input_; }
  SourceCounters counters() const { return countersOf(*input_, 0); }
  size_t memory() const {
    return input_->memory() + seeker_.memory() + bytes_ + (index_ ? index_->memory() : 0);
  }

 private:
  struct Kept {
    Ticks time;  // what the clock showed where it stands; kNoTicks before it shows any
    av::PacketHandle packet;
  };

  std::optional<std::vector<av::PacketHandle>> readIndexed(Ticks from, Ticks to,
                                                           const av::CancelToken& token);
  void begin(Ticks from, const av::CancelToken& token);
  bool jump(Ticks target, const av::CancelToken& token);
  void restart(const av::CancelToken& token);
  void select();
  bool advance(const av::CancelToken& token);
  Ticks leastReading() const;
  void show(Ticks time);
  void keep(Ticks time);
  void forget(Ticks before);

  std::unique_ptr<av::Input> input_;
  av::ParametersHandle parameters_;  // as they were at opening
  AVRational timeBase_;
  WindowSpec spec_;
  bool indexLooked_ = false;
  std::unique_ptr<SubtitleIndex> index_;  // where the container names all packets; of input_
  ByteSeeker seeker_;
  av::PacketHandle packet_ = av::makePacket();
  bool untouched_ = true;       // nothing was read since opening
  std::deque<Ticks> readings_;  // the last few of the clock
  Ticks from_ = av::kForever;   // all that stands behind it, up to now_, is kept
  Ticks now_ = av::kNoTicks;    // what the clock shows
  std::deque<Kept> kept_;
  size_t bytes_ = 0;  // of what is kept
};

}  // namespace haema::engine

// The frames of one video stream, from any time on, exactly and with as little decoding as
// possible.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "av/decoder.h"
#include "av/input.h"
#include "av/ticks.h"
#include "engine/source_counters.h"

namespace haema::engine {

using av::Ticks;

/// A random-access point that the container's index names.
struct KeyFrame {
  Ticks time;
  int64_t seek;  ///< what to hand to the demuxer's seek, in the stream's time base
};

struct VideoSpec {
  int stream;
  Ticks origin;      ///< presentation zero in container ticks
  bool progressive;  ///< every picture is a whole frame
  bool operator==(const VideoSpec&) const = default;
};

/// The half-open stretch of time whose frames are wanted.
struct Stretch {
  Ticks start;
  Ticks end;
  bool first;                   ///< also owns every frame before `start`
  bool last;                    ///< also owns the frames behind `end`
  Ticks frame;                  ///< nominal duration of a frame
  std::optional<KeyFrame> key;  ///< the last one at or before `start`

  /// A frame belongs to a stretch by pts ≥ boundary − ¼ frame, on both sides: containers round. At
  /// low and at varying rates ¼ frame of 60 fps will do, and more would take in a neighbour.
  Ticks tolerance() const { return std::min<Ticks>(frame, av::kTicksPerSecond / 60) / 4; }
  Ticks from() const { return first ? av::kBeginning : start - tolerance(); }
  Ticks to() const { return last ? end + kTail : end - tolerance(); }

  /// How far behind the announced end frames are still taken: headers round, and some lie a little.
  static constexpr Ticks kTail = 3 * av::kTicksPerSecond;
};

struct TimedFrame {
  av::FrameHandle frame;
  Ticks time;
};

enum class Care {
  kQuick,  ///< continue or reuse the decoder, leave out what no kept frame needs
  /// For damaged sources, where the result depends on all that was decoded before: a new
  /// single-threaded decoder, from the canonical key frame, leaving out nothing.
  kCareful,
};

struct ReadOutcome {
  /// What was delivered may depend on history and is to be thrown away, then read with kCareful:
  /// the source is damaged, its timestamps fall, or the picture on screen was left undecoded.
  bool doubtful = false;
  bool warm = false;
  int64_t delivered = 0;
  /// The picture on screen when the stretch begins, and the first one behind it; may be null.
  av::FrameHandle before;
  av::FrameHandle after;
};

/// An input and a decoder that stay open between segments. One job at a time.
class VideoSource {
 public:
  VideoSource(std::unique_ptr<av::Input> input, const VideoSpec& spec);

  using Sink = std::function<void(TimedFrame&&)>;

  /// Delivers the frames of the stretch in rising order of time. A stretch that begins where the
  /// one before had ended goes on with the warm decoder. Throws on cancellation and on I/O errors.
  ReadOutcome read(const Stretch& stretch, Care care, const av::CancelToken& token,
                   const Sink& sink);

  bool continuesAt(Ticks start) const noexcept { return position_ == start; }
  av::Input& input() noexcept { return *input_; }
  SourceCounters counters() const { return countersOf(*input_, framesDecoded_); }
  size_t memory() const;

 private:
  void startCold(const Stretch& stretch, Care care, const av::CancelToken& token);
  void select();
  void restart(const av::CancelToken& token);
  bool decodesFrom(const Stretch& stretch);
  void reset(Care care);
  std::optional<TimedFrame> next();
  std::optional<TimedFrame> decode();
  void feed();
  Ticks timeOf(const AVFrame* frame);

  std::unique_ptr<av::Input> input_;
  AVStream* stream_;
  av::ParametersHandle parameters_;  // as they were at opening
  VideoSpec spec_;
  std::unique_ptr<av::Decoder> decoder_;
  av::PacketHandle packet_;
  std::deque<TimedFrame> queue_;   // decoded, behind the last stretch
  av::FrameHandle shown_;          // the last picture before position_
  Ticks position_ = av::kNoTicks;  // where the last stretch ended
  Ticks lastTime_ = av::kNoTicks;
  Ticks frame_ = 1;                    // nominal duration
  Ticks skipBefore_ = av::kBeginning;  // non-reference frames before this are left out
  bool untouched_ = true;              // nothing was read since opening
  bool awaitsKey_ = false;
  int droppedPackets_ = 0;
  bool drained_ = false;
  bool skipped_ = false;
  bool reordered_ = false;  // a packet was seen whose pts is not its dts
  bool falling_ = false;    // a timestamp was not above the one before
  uint64_t framesDecoded_ = 0;
};

}  // namespace haema::engine

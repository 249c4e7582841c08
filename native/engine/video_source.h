// The frames of one video stream, from any time on, exactly and with as little decoding as
// possible.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "av/coded.h"
#include "av/decoder.h"
#include "av/input.h"
#include "av/pixel_shape.h"
#include "av/ticks.h"
#include "engine/source_counters.h"
#include "engine/video_input.h"

namespace haema::engine {

using av::Ticks;

/// A random-access point.
struct KeyFrame {
  Ticks time;
  int64_t seek;  ///< what to hand to the demuxer's seek, in the stream's time base
  /// The byte of the file from which it is read where no index names it; -1: the index does.
  int64_t place = -1;
};

struct VideoSpec {
  int stream;
  Ticks origin;           ///< presentation zero in container ticks
  bool progressive;       ///< every picture is a whole frame
  bool neighbours;        ///< of pictures that consist of fields the neighbours are wanted, too
  bool captions = false;  ///< those within the pictures are wanted
  av::PictureShape shape = {};  ///< of the title's pictures
  bool operator==(const VideoSpec&) const = default;
};

/// The half-open stretch of time whose frames are wanted.
struct Stretch {
  Ticks start;
  Ticks end;
  bool first;                   ///< also owns every frame before `start`
  bool last;                    ///< also owns the frames behind `end`
  Ticks frame;                  ///< nominal duration of a frame
  std::optional<KeyFrame> key;  ///< at or before `start`

  /// A frame belongs to a stretch by pts > boundary − this, on both sides: containers round to a
  /// millisecond. A neighbour that was taken in would be missed by who seeks to the boundary, and
  /// in slow motion it may lie a whole one before. ROUNDING in src/stream/title.ts is the same.
  static constexpr Ticks kTolerance = av::kTicksPerSecond / 1000;
  Ticks from() const { return first ? av::kBeginning : start - kTolerance + 1; }
  Ticks to() const { return last ? end + kTail : end - kTolerance + 1; }

  /// Nobody has to wait longer for the first picture: the one on screen is shown until then. Where
  /// nothing is known of the frames a boundary may lie a frame before the next one; containers
  /// round, and rates are means.
  Ticks latest() const { return start + frame + frame * 3 / 5 + av::kTicksPerSecond / 500; }

  /// How far behind the announced end frames are still taken: headers round, and some lie a little.
  static constexpr Ticks kTail = 3 * av::kTicksPerSecond;
};

struct TimedFrame {
  av::FrameHandle frame;
  Ticks time;
  /// Where they are wanted: the pictures before and behind it; null at the ends of the video, and
  /// perhaps before a picture that is a whole frame.
  av::FrameHandle before = nullptr, after = nullptr;
  av::Bytes captions = {};  ///< where they are wanted: see captionsIn()
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
  bool held = false;   ///< before these the picture on screen was delivered, at the start
  int64_t seekUs = 0;  ///< until the first picture came out
  /// The picture on screen when the stretch begins, and the first one behind it; may be null.
  av::FrameHandle before;
  av::FrameHandle after;
  bool wantsBefore() const noexcept { return held || delivered == 0; }
};

/// An input and a decoder that stay open between segments. One job at a time.
class VideoSource {
 public:
  VideoSource(std::unique_ptr<av::Input> input, const VideoSpec& spec);

  using Sink = std::function<void(TimedFrame&&)>;

  /// Delivers the frames of the stretch in rising order of time. Where the first one comes late,
  /// the one on screen is delivered ahead of it, at the start. A stretch that begins where the one
  /// before had ended goes on with the warm decoder. Throws on cancellation and on I/O errors.
  ReadOutcome read(const Stretch& stretch, Care care, const av::CancelToken& token,
                   const Sink& sink);

  bool continuesAt(Ticks start) const noexcept { return run_ && run_->position == start; }
  av::Input& input() noexcept { return *input_; }
  SourceCounters counters() const { return countersOf(*input_, framesDecoded_); }
  size_t memory() const;

 private:
  /// One pass of the decoder, from a seek on.
  struct Run {
    Care care;
    int64_t keysBefore;  // byte from which on no key frame is of use
    bool fromZero;       // begun at the first packet
    Ticks skipBefore;    // non-reference frames before this are left out
    uint64_t broken;     // packets that had been broken when it began
    int droppedPackets;  // in search of a key frame, by those before that stepped back, too
    std::deque<TimedFrame> queue = {};  // decoded, behind the last stretch
    TimedFrame shown = {.frame = nullptr,
                        .time = av::kBeginning};  // the last picture before `position`
    Ticks position = av::kNoTicks;                // where the last stretch ended
    Ticks lastTime = av::kNoTicks;
    Ticks skippedTo = av::kBeginning;  // the last frame that was left out
    bool awaitsKey = true;
    bool drained = false;    // there is nothing more to read
    bool reordered = false;  // a packet was seen whose pts is not its dts
    bool falling = false;    // a timestamp in the stretch was not above the one before
    std::map<int64_t, av::Bytes> captions = {};  // of pictures that are being decoded, by their pts
  };

  bool hold(const Stretch& stretch, const TimedFrame& first, const TimedFrame& before,
            const Sink& sink);
  void putBack(TimedFrame&& frame, Ticks end, const av::CancelToken& token);
  void startCold(const Stretch& stretch, Care care, const av::CancelToken& token);
  void restart(const av::CancelToken& token);
  bool decodesFrom(const Stretch& stretch, const av::CancelToken& token);
  void begin(Care care, bool fromZero, int64_t keysBefore);
  bool isDamaged() const;
  std::optional<TimedFrame> next(const av::CancelToken& token);
  std::optional<TimedFrame> decode(const av::CancelToken& token);
  void decodeBeginning(av::FrameHandle&& first, const av::CancelToken& token);
  av::FrameHandle receive(const av::CancelToken& token);
  TimedFrame timed(av::FrameHandle&& frame);
  void feed(const av::CancelToken& token);
  Ticks stampOf(const AVFrame* frame) const;
  Ticks timeOf(const AVFrame* frame);
  void keepCaptions();
  av::Bytes captionsOf(const AVFrame* frame);

  VideoInput input_;
  av::ParametersHandle parameters_;  // as they were at opening
  VideoSpec spec_;
  std::unique_ptr<av::Decoder> decoder_;
  av::PacketHandle packet_;
  std::optional<Run> run_;       // of decoder_
  Ticks from_ = av::kBeginning;  // of the stretch that is being read
  Ticks frame_ = 1;              // nominal duration
  uint64_t framesDecoded_ = 0;
};

}  // namespace haema::engine

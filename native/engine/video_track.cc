#include "engine/video_track.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "av/captions.h"
#include "av/decode_order.h"
#include "engine/gop_encoder.h"
#include "engine/source_lease.h"
#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

/// A segment is made of closed GOPs of about this length, encoded beside each other.
constexpr Ticks kGopTicks = av::kTicksPerSecond;
/// A GOP that is not the last has at least this many pictures: IDRs cost bits.
constexpr int kMinGopFrames = 8;
/// Of a frame. A lower rate is a time base that someone took for one.
constexpr Ticks kSlowest = 600 * av::kTicksPerSecond;

/// Deals the frames of one stretch out to the encoders of its GOPs. A pure function of the frames.
class GopSplitter {
 public:
  GopSplitter(const SegmentRequest& request, std::shared_ptr<const BurnedImages> burned,
              FrameBudget& budget, const av::CancelToken& token)
      : recipe_(*request.video),
        burned_(std::move(burned)),
        start_(request.start),
        end_(request.end),
        gops_(std::max<Ticks>(1, (end_ - start_ + kGopTicks / 2) / kGopTicks)),
        account_(budget),
        token_(token) {}
  /// All at once: they are waited for one after the other.
  ~GopSplitter() {
    for (const auto& encoder : encoders_) encoder->abandon();
  }
  GopSplitter(const GopSplitter&) = delete;
  GopSplitter& operator=(const GopSplitter&) = delete;

  void push(TimedFrame&& frame) {
    // Captions are a stream of their own: those of a picture that is dropped go with the next one,
    // at the end of the stretch with the one before.
    av::addCaptions(captions_, frame.captions);
    if (exceedsRate(frame.time)) {
      ++dropped_;
      return;
    }
    frame.captions = std::exchange(captions_, {});
    ++frames_;
    if (last_) deal(std::move(*last_));
    last_ = std::move(frame);
  }

  VideoTrack finish(Ticks frame, SegmentStats& stats) {
    if (last_) {
      av::addCaptions(last_->captions, captions_);
      deal(std::move(*last_));
    }
    if (candidate_) encode(std::move(*candidate_));
    encoders_.back()->close();
    VideoTrack track{format_, {}};
    for (const auto& encoder : encoders_) {
      std::vector<av::VideoUnit> units = encoder->units();
      track.units.insert(track.units.end(), std::make_move_iterator(units.begin()),
                         std::make_move_iterator(units.end()));
      stats.encodeUs += encoder->busyMicroseconds();
    }
    av::assignDts(track.units, frame);
    stats.framesEncoded = frames_;
    stats.framesDropped = dropped_;
    return track;
  }

 private:
  void deal(TimedFrame&& frame) {
    if (candidate_) {
      begin(gopOf(candidate_->time));
      encode(std::move(*candidate_));
      candidate_.reset();
    } else if (encoders_.empty()) {
      begin(gopOf(frame.time));
    } else if (gopOf(frame.time) > gop_ && framesInGop_ >= kMinGopFrames) {
      candidate_ = std::move(frame);
      return;
    }
    encode(std::move(frame));
  }

  /// One frame in each slot of 1/cap s, counted from the stretch's start: what is dropped must not
  /// depend on the segment before.
  bool exceedsRate(Ticks time) {
    if (recipe_.frameRateCap == 0) return false;
    const Ticks slot = (time - start_) * recipe_.frameRateCap / av::kTicksPerSecond;
    const bool taken = frames_ > 0 && slot == slot_;
    slot_ = slot;
    return taken;
  }

  Ticks gopOf(Ticks time) const {
    return std::clamp<Ticks>((time - start_) * gops_ / (end_ - start_), 0, gops_ - 1);
  }

  void encode(TimedFrame&& frame) {
    ++framesInGop_;
    encoders_.back()->push(std::move(frame));
  }

  void begin(Ticks gop) {
    if (!encoders_.empty()) encoders_.back()->close();
    auto encoder = std::make_unique<GopEncoder>(recipe_, burned_, account_, token_);
    if (encoders_.empty()) format_ = encoder->format();
    encoders_.push_back(std::move(encoder));
    gop_ = gop;
    framesInGop_ = 0;
  }

  const VideoRecipe& recipe_;
  std::shared_ptr<const BurnedImages> burned_;
  Ticks start_;
  Ticks end_;
  Ticks gops_;
  FrameAccount account_;
  const av::CancelToken& token_;
  av::VideoFormat format_;
  Ticks gop_ = 0;
  Ticks slot_ = 0;
  int framesInGop_ = 0;
  av::Bytes captions_;  // of pictures that were dropped
  std::optional<TimedFrame> last_;
  /// Would begin a GOP. Waits for another one: IDR pictures in a row need different ids (H.264
  /// 7.4.3), and every encoder gives its own the same.
  std::optional<TimedFrame> candidate_;
  int64_t frames_ = 0;
  int64_t dropped_ = 0;
  std::vector<std::unique_ptr<GopEncoder>> encoders_;  // last: its threads use what is above
};

Stretch stretchOf(const SegmentRequest& request, Ticks frame) {
  return {.start = request.start,
          .end = request.end,
          .first = request.first,
          .last = request.last,
          .frame = frame,
          .key = request.key};
}

/// No segment is without a picture where the video has begun: what is on screen is shown again.
void hold(ReadOutcome& outcome, Ticks start, GopSplitter& splitter, SegmentStats& stats) {
  av::FrameHandle& picture = outcome.before ? outcome.before : outcome.after;
  if (!picture) throw av::Error(av::Code::kMediaInvalid, "the video holds no picture to decode");
  splitter.push({.frame = std::move(picture), .time = start});
  stats.framesHeld = 1;
}

}  // namespace

Ticks frameTicks(const VideoRecipe& recipe) {
  const AVRational rate = recipe.encoding.frameRate;
  if (rate.num <= 0 || rate.den <= 0) return av::kTicksPerSecond / 25;
  return std::clamp<Ticks>(av::kTicksPerSecond * rate.den / rate.num, 1, kSlowest);
}

VideoTrack makeVideoTrack(const SegmentRequest& request, SourcePool& pool, FrameBudget& budget,
                          const av::CancelToken& token, SegmentStats& stats) {
  const Ticks frame = frameTicks(*request.video);
  const VideoSpec spec{.stream = request.video->stream,
                       .origin = request.origin,
                       .progressive = request.video->progressive,
                       .neighbours = request.video->deinterlaces,
                       .captions = request.video->captions,
                       .shape = request.video->shape};
  const auto burned = readBurnedImages(request, pool, token, stats);
  SourceLease<VideoSource> source(pool, request, spec, token, stats);
  const Stretch stretch = stretchOf(request, frame);
  for (const Care care : {Care::kQuick, Care::kCareful}) {
    GopSplitter splitter(request, burned, budget, token);
    const Stopwatch watch;
    ReadOutcome outcome =
        source->read(stretch, care, token, [&](TimedFrame&& f) { splitter.push(std::move(f)); });
    stats.seekUs += outcome.seekUs;
    stats.decodeUs += watch.microseconds() - outcome.seekUs;
    if (outcome.doubtful && care == Care::kQuick) continue;
    stats.warm = outcome.warm;
    stats.careful = care == Care::kCareful;
    if (outcome.held) stats.framesHeld = 1;
    if (outcome.delivered == 0) hold(outcome, request.start, splitter, stats);
    source.release();  // the next segment may go on decoding while this one is encoded
    return splitter.finish(frame, stats);
  }
  throw av::Error(av::Code::kEngineFailed, "a careful reading was doubtful");
}

}  // namespace haema::engine

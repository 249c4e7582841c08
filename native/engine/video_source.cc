#include "engine/video_source.h"

#include <algorithm>
#include <utility>

#include "av/captions.h"
#include "av/field_marks.h"
#include "engine/neighbours.h"
#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

/// Frame threads, also where there are fewer cores: each waits for the pictures that it refers to.
/// Never the machine's number: at which packet damage is noticed depends on it.
constexpr int kQuickThreads = 4;

/// Packets to look through for a key frame before everything is fed: some streams never mark one.
constexpr int kMaxPacketsWithoutKey = 1'500;

/// Far more pictures than any decoder keeps.
constexpr size_t kMostCaptioned = 256;

/// Pictures without times at the beginning of a file, which wait for one that has.
constexpr size_t kMostUntimed = 16;

/// Pictures further apart than this are rare enough to be looked at twice.
constexpr Ticks kJump = 10 * av::kTicksPerSecond;

}  // namespace

VideoSource::VideoSource(std::unique_ptr<av::Input> input, const VideoSpec& spec)
    : input_(std::move(input), spec.stream),
      parameters_(av::copyParameters(input_.stream()->codecpar)),
      spec_(spec),
      packet_(av::makePacket()) {}

void VideoSource::restart(const av::CancelToken& token) {
  if (input_.restart(token)) decoder_.reset();
}

ReadOutcome VideoSource::read(const Stretch& stretch, Care care, const av::CancelToken& token,
                              const Sink& sink) {
  const av::Input::Lease lease(*input_, token);
  ReadOutcome outcome;
  frame_ = stretch.frame;
  from_ = stretch.from();
  outcome.warm = care == Care::kQuick && !stretch.first && decoder_ && continuesAt(stretch.start);
  const Stopwatch watch;
  if (!outcome.warm) startCold(stretch, care, token);
  outcome.seekUs = watch.microseconds();
  run_->position = av::kNoTicks;
  TimedFrame before = std::move(run_->shown);
  Neighbours pictures(spec_.neighbours, sink);
  while (std::optional<TimedFrame> frame = next(token)) {
    token.poll();
    if (isDamaged()) break;
    if (frame->time < from_) {
      before = std::move(*frame);
      continue;
    }
    if (frame->time >= stretch.to()) {
      outcome.after = av::reference(frame->frame);
      putBack(std::move(*frame), stretch.to(), token);
      break;
    }
    if (outcome.delivered++ == 0) outcome.held = hold(stretch, *frame, before, sink);
    run_->shown = {.frame = av::reference(frame->frame), .time = frame->time};
    pictures.push(std::move(*frame), before.frame);
  }
  pictures.finish(outcome.after);
  run_->position = stretch.end;
  outcome.doubtful = isDamaged() || (outcome.wantsBefore() && run_->skippedTo > before.time);
  outcome.before = av::reference(before.frame);
  if (outcome.delivered == 0) run_->shown = std::move(before);
  if (outcome.doubtful || care == Care::kCareful) {
    decoder_.reset();
    run_.reset();
  }
  return outcome;
}

/// Players leave holes between segments that are longer than a frame or two as they are, and wait.
bool VideoSource::hold(const Stretch& stretch, const TimedFrame& first, const TimedFrame& before,
                       const Sink& sink) {
  if (stretch.first || first.time <= stretch.latest()) return false;
  const TimedFrame& picture = before.frame ? before : first;
  sink({.frame = av::reference(picture.frame), .time = stretch.start});
  return true;
}

/// For the segment that goes on from here. One damaged stamp would freeze all that do; the next one
/// gives it away.
void VideoSource::putBack(TimedFrame&& frame, Ticks end, const av::CancelToken& token) {
  const bool jumps = frame.time > end + kJump;
  run_->queue.push_front(std::move(frame));
  if (!jumps || run_->queue.size() > 1) return;
  if (std::optional<TimedFrame> more = decode(token)) run_->queue.push_back(std::move(*more));
}

void VideoSource::startCold(const Stretch& stretch, Care care, const av::CancelToken& token) {
  const Ticks target = stretch.key ? stretch.key->time : stretch.start;
  // Where some demuxers land depends on what they have read before.
  if (stretch.first || care == Care::kCareful) restart(token);
  if (stretch.key) input_->closeIndex(spec_.stream);
  int64_t keysBefore = INT64_MAX;  // each step back looks through what was not looked at before
  for (Ticks back = 0; !stretch.first; back = back == 0 ? av::kTicksPerSecond : 2 * back) {
    if (target - back <= 0) break;
    const bool found = back == 0 && stretch.key ? input_.seekIndexed(stretch.key->seek)
                                                : input_.seek(target - back + spec_.origin, token);
    if (!found) break;
    const int64_t landed = input_->position();
    begin(care, false, keysBefore);
    // MP4 is read wherever its tables say, so the place of the seek tells nothing there.
    if (!input_->isFormat("mov")) keysBefore = landed;
    if (decodesFrom(stretch, token)) return;
  }
  restart(token);
  begin(care, true, INT64_MAX);
}

/// Whether the first picture that comes out lies at or before the start of the stretch: then so do
/// the references of all that follow in it, and the neighbour of its own first one, where needed.
bool VideoSource::decodesFrom(const Stretch& stretch, const av::CancelToken& token) {
  std::optional<TimedFrame> first = next(token);
  if (!first) return false;
  const bool alone = spec_.neighbours && av::hasFields(first->frame.get());
  // Pictures that are stamped in the order of decoding are shown later than they say: a careful
  // reading goes by that, and those before the key picture may reach into the stretch.
  const int late = decoder_->context()->has_b_frames;
  const bool delayed = run_->care == Care::kCareful && !run_->reordered && late > 0;
  const Ticks latest = stretch.start + Stretch::kTolerance - (delayed ? (late + 1) * frame_ : 0);
  const bool early = alone ? first->time < from_ : first->time <= latest;
  run_->queue.push_front(std::move(*first));
  return early;
}

void VideoSource::begin(Care care, bool fromZero, int64_t keysBefore) {
  if (!decoder_ || decoder_->errors() > 0 || care == Care::kCareful) {
    decoder_ = std::make_unique<av::Decoder>(
        parameters_.get(), input_.stream()->time_base,
        av::DecoderOptions{.threads = care == Care::kCareful ? 1 : kQuickThreads,
                           .progressive = spec_.progressive,
                           .strict = care == Care::kQuick,
                           .clearPictures = care == Care::kCareful});
  } else {
    decoder_->flush();
  }
  const bool steppedBack = keysBefore != INT64_MAX;
  const int dropped = steppedBack ? run_->droppedPackets : 0;
  run_.emplace(Run{.care = care,
                   .keysBefore = keysBefore,
                   .fromZero = fromZero,
                   .skipBefore = care == Care::kQuick ? from_ : av::kBeginning,
                   .broken = input_->brokenPackets(),
                   .droppedPackets = dropped});
}

/// What a quick reading has delivered may depend on where it began.
bool VideoSource::isDamaged() const {
  if (run_->care == Care::kCareful) return false;
  return decoder_->errors() > 0 || run_->falling || input_->brokenPackets() > run_->broken;
}

std::optional<TimedFrame> VideoSource::next(const av::CancelToken& token) {
  if (run_->queue.empty()) return decode(token);
  TimedFrame frame = std::move(run_->queue.front());
  run_->queue.pop_front();
  return frame;
}

std::optional<TimedFrame> VideoSource::decode(const av::CancelToken& token) {
  av::FrameHandle frame = receive(token);
  const bool begins = run_->fromZero && run_->lastTime == av::kNoTicks;
  if (begins && frame && stampOf(frame.get()) == av::kNoTicks) {
    decodeBeginning(std::move(frame), token);
    return next(token);
  }
  if (!frame) return std::nullopt;
  return timed(std::move(frame));
}

/// The first pictures of a file may have no times, such as those before its container's zero: then
/// they end where the first one begins that has.
void VideoSource::decodeBeginning(av::FrameHandle&& first, const av::CancelToken& token) {
  std::vector<av::FrameHandle> frames;
  frames.push_back(std::move(first));
  Ticks known = av::kNoTicks;
  while (known == av::kNoTicks && frames.size() <= kMostUntimed) {
    av::FrameHandle frame = receive(token);
    if (!frame) break;
    known = stampOf(frame.get());
    frames.push_back(std::move(frame));
  }
  const Ticks begin = known - static_cast<Ticks>(frames.size() - 1) * frame_;
  if (known != av::kNoTicks && begin > 0) run_->lastTime = begin - frame_;
  for (av::FrameHandle& frame : frames) run_->queue.push_back(timed(std::move(frame)));
}

/// Null at the end of the video.
av::FrameHandle VideoSource::receive(const av::CancelToken& token) {
  av::FrameHandle frame = av::makeFrame();
  while (!decoder_->receive(frame)) {
    token.poll();
    if (run_->drained) return nullptr;
    feed(token);
  }
  ++framesDecoded_;
  return frame;
}

TimedFrame VideoSource::timed(av::FrameHandle&& frame) {
  const Ticks time = timeOf(frame.get());
  frame->sample_aspect_ratio = av::pixelShapeOf(input_.stream()->sample_aspect_ratio, spec_.shape,
                                                parameters_->codec_id, frame.get());
  av::Bytes captions = captionsOf(frame.get());
  return {.frame = std::move(frame), .time = time, .captions = std::move(captions)};
}

void VideoSource::feed(const av::CancelToken& token) {
  const av::PacketTurn turn(packet_);
  do {
    token.poll();
    av_packet_unref(packet_.get());
    const bool useless = run_->awaitsKey && input_->position() >= run_->keysBefore;
    if (useless || !input_.read(packet_)) {
      decoder_->send(nullptr);
      run_->drained = true;
      return;
    }
  } while (!input_.isWanted(*packet_));
  if (run_->awaitsKey && !(packet_->flags & AV_PKT_FLAG_KEY) &&
      ++run_->droppedPackets < kMaxPacketsWithoutKey) {
    return;
  }
  run_->awaitsKey = false;
  // Some muxers stamp reordered pictures in decoding order: which is shown when is known too late.
  run_->reordered = run_->reordered || packet_->pts != packet_->dts;
  const bool timed = run_->reordered || decoder_->context()->has_b_frames == 0;
  const Ticks stamp = av::toTicks(packet_->pts, input_.stream()->time_base);
  const Ticks time = stamp == av::kNoTicks ? av::kForever : stamp - spec_.origin;
  const bool skip = timed && decoder_->canSkipNonReference() && time < run_->skipBefore;
  decoder_->skipNonReference(skip);
  if (skip) run_->skippedTo = std::max(run_->skippedTo, time);
  if (spec_.captions) keepCaptions();
  decoder_->send(packet_.get());
}

void VideoSource::keepCaptions() {
  if (packet_->pts == AV_NOPTS_VALUE) return;
  const std::span bytes(packet_->data, static_cast<size_t>(packet_->size));
  const av::Bytes found = av::captionsIn(bytes, parameters_->codec_id);
  if (found.empty()) return;
  auto& waiting = run_->captions;
  // Of both fields, where those are two packets.
  av::addCaptions(waiting[packet_->pts], found);
  // Of pictures that never come out.
  if (waiting.size() > kMostCaptioned) waiting.erase(waiting.begin());
}

av::Bytes VideoSource::captionsOf(const AVFrame* frame) {
  const auto found = run_->captions.extract(frame->pts);
  return found.empty() ? av::Bytes() : std::move(found.mapped());
}

/// libav's best guess goes by all stamps since the decoder began: a careful reading, which begins
/// in one place, may rely on it. A quick one takes what the picture says.
Ticks VideoSource::stampOf(const AVFrame* frame) const {
  const bool says = run_->care == Care::kQuick && frame->pts != AV_NOPTS_VALUE;
  const int64_t value = says ? frame->pts : frame->best_effort_timestamp;
  const Ticks stamp = av::toTicks(value, input_.stream()->time_base);
  return stamp == av::kNoTicks ? av::kNoTicks : stamp - spec_.origin;
}

Ticks VideoSource::timeOf(const AVFrame* frame) {
  const Ticks last = run_->lastTime;
  Ticks time = stampOf(frame);
  if (time == av::kNoTicks && last != av::kNoTicks) time = last + frame_;
  // Nobody knows where in the file this is, unless reading began at zero.
  if (time == av::kNoTicks) time = run_->fromZero ? 0 : av::kForever;
  if (last != av::kNoTicks && time <= last) {
    run_->falling = run_->falling || last >= from_;
    time = last + 1;
  }
  run_->lastTime = time;
  return time;
}

size_t VideoSource::memory() const {
  size_t bytes = input_.memory() + (decoder_ ? decoder_->memory() : 0);
  if (!run_) return bytes;
  if (run_->shown.frame) bytes += av::bufferBytes(run_->shown.frame.get());
  for (const TimedFrame& frame : run_->queue) bytes += av::bufferBytes(frame.frame.get());
  return bytes;
}

}  // namespace haema::engine

#include "engine/video_source.h"

#include <utility>

namespace haema::engine {

namespace {

/// Pictures above this size are decoded with more threads.
constexpr int kLargePixels = 1920 * 1088;

/// Packets to look through for a key frame before everything is fed: some streams never mark one.
constexpr int kMaxPacketsWithoutKey = 1'500;

/// Frame threads, by the picture's size alone: a constant of the source, never of the machine.
int decoderThreads(const AVCodecParameters* parameters, Care care) {
  if (care == Care::kCareful) return 1;
  return parameters->width * parameters->height > kLargePixels ? 4 : 2;
}

/// Another handle on the same picture.
av::FrameHandle reference(const av::FrameHandle& frame) {
  if (!frame) return nullptr;
  return av::FrameHandle(av::checkAllocated(av_frame_clone(frame.get()), "frame"));
}

}  // namespace

VideoSource::VideoSource(std::unique_ptr<av::Input> input, const VideoSpec& spec)
    : input_(std::move(input)),
      stream_(input_->stream(spec.stream)),
      parameters_(av::copyParameters(stream_->codecpar)),
      spec_(spec),
      packet_(av::makePacket()) {
  if (stream_->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) {
    throw av::Error(av::Code::kBadRequest, "this stream is no video");
  }
  select();
}

void VideoSource::select() {
  const int streams[] = {stream_->index};
  input_->select(streams);
}

/// To the first packet. A new demuxer, because one that has read before may deliver other things
/// there: a time seek passes over the first key frame in TS and PS, and priming is marked only
/// once.
void VideoSource::restart(const av::CancelToken& token) {
  if (untouched_) return;
  const int index = stream_->index;
  decoder_.reset();
  input_->restart(token);
  stream_ = input_->stream(index);
  select();
  untouched_ = true;
}

ReadOutcome VideoSource::read(const Stretch& stretch, Care care, const av::CancelToken& token,
                              const Sink& sink) {
  const av::Input::Lease lease(*input_, token);
  ReadOutcome outcome;
  frame_ = stretch.frame;
  outcome.warm = care == Care::kQuick && !stretch.first && decoder_ && continuesAt(stretch.start);
  position_ = av::kNoTicks;
  if (!outcome.warm) startCold(stretch, care, token);
  outcome.before = std::move(shown_);
  const auto damaged = [&] { return care == Care::kQuick && (decoder_->errors() > 0 || falling_); };
  while (std::optional<TimedFrame> frame = next()) {
    token.poll();
    if (damaged()) break;
    if (frame->time < stretch.from()) {
      outcome.before = std::move(frame->frame);
      continue;
    }
    if (frame->time >= stretch.to()) {
      outcome.after = reference(frame->frame);
      queue_.push_front(std::move(*frame));
      position_ = stretch.end;
      break;
    }
    ++outcome.delivered;
    shown_ = reference(frame->frame);
    sink(std::move(*frame));
  }
  outcome.doubtful = damaged() || (outcome.delivered == 0 && skipped_);
  if (outcome.doubtful || care == Care::kCareful) {
    decoder_.reset();
    position_ = av::kNoTicks;
  }
  if (outcome.delivered == 0) shown_ = reference(outcome.before);
  return outcome;
}

void VideoSource::startCold(const Stretch& stretch, Care care, const av::CancelToken& token) {
  skipBefore_ = care == Care::kQuick ? stretch.from() : av::kBeginning;
  const Ticks target = stretch.key ? stretch.key->time : stretch.start;
  // Where some demuxers land depends on what they have read before.
  if (stretch.first || care == Care::kCareful) restart(token);
  if (stretch.key) input_->closeIndex(stream_->index);
  for (Ticks back = 0; !stretch.first; back = back == 0 ? av::kTicksPerSecond : 2 * back) {
    if (target - back <= 0) break;
    const int64_t timestamp = back == 0 && stretch.key
                                  ? stretch.key->seek
                                  : av::fromTicks(target - back + spec_.origin, stream_->time_base);
    untouched_ = false;
    if (!input_->seek(stream_->index, timestamp)) break;
    reset(care);
    if (decodesFrom(stretch)) return;
  }
  restart(token);
  reset(care);
}

/// Whether the first picture that comes out lies at or before the start of the stretch: then so do
/// the references of all that follow in it.
bool VideoSource::decodesFrom(const Stretch& stretch) {
  std::optional<TimedFrame> first = next();
  if (!first) return false;
  const bool early = first->time <= stretch.start + stretch.tolerance();
  queue_.push_front(std::move(*first));
  return early;
}

void VideoSource::reset(Care care) {
  if (!decoder_ || decoder_->errors() > 0 || care == Care::kCareful) {
    decoder_ = std::make_unique<av::Decoder>(
        parameters_.get(), stream_->time_base,
        av::DecoderOptions{.threads = decoderThreads(parameters_.get(), care),
                           .progressive = spec_.progressive,
                           .strict = care == Care::kQuick,
                           .clearPictures = care == Care::kCareful});
  } else {
    decoder_->flush();
  }
  queue_.clear();
  shown_.reset();
  lastTime_ = av::kNoTicks;
  untouched_ = false;
  awaitsKey_ = true;
  droppedPackets_ = 0;
  drained_ = skipped_ = falling_ = reordered_ = false;
}

std::optional<TimedFrame> VideoSource::next() {
  if (queue_.empty()) return decode();
  TimedFrame frame = std::move(queue_.front());
  queue_.pop_front();
  return frame;
}

std::optional<TimedFrame> VideoSource::decode() {
  av::FrameHandle frame = av::makeFrame();
  while (!decoder_->receive(frame)) {
    if (drained_) return std::nullopt;
    feed();
  }
  ++framesDecoded_;
  const Ticks time = timeOf(frame.get());
  return TimedFrame{std::move(frame), time};
}

void VideoSource::feed() {
  const av::PacketTurn turn(packet_);
  if (!input_->read(packet_)) {
    decoder_->send(nullptr);
    drained_ = true;
    return;
  }
  if (awaitsKey_ && !(packet_->flags & AV_PKT_FLAG_KEY) &&
      ++droppedPackets_ < kMaxPacketsWithoutKey) {
    return;
  }
  awaitsKey_ = false;
  // Some muxers stamp reordered pictures in decoding order: which is shown when is known too late.
  reordered_ = reordered_ || packet_->pts != packet_->dts;
  const bool timed = reordered_ || decoder_->context()->has_b_frames == 0;
  const Ticks time = av::toTicks(packet_->pts, stream_->time_base);
  const bool skip = timed && decoder_->canSkipNonReference() && time != av::kNoTicks &&
                    time - spec_.origin < skipBefore_;
  decoder_->skipNonReference(skip);
  skipped_ = skipped_ || skip;
  decoder_->send(packet_.get());
}

Ticks VideoSource::timeOf(const AVFrame* frame) {
  const Ticks stamp = av::toTicks(frame->best_effort_timestamp, stream_->time_base);
  Ticks time = stamp == av::kNoTicks ? av::kNoTicks : stamp - spec_.origin;
  if (time == av::kNoTicks) time = lastTime_ == av::kNoTicks ? 0 : lastTime_ + frame_;
  if (lastTime_ != av::kNoTicks && time <= lastTime_) {
    falling_ = true;
    time = lastTime_ + 1;
  }
  lastTime_ = time;
  return time;
}

size_t VideoSource::memory() const {
  size_t bytes = input_->memory() + (decoder_ ? decoder_->memory() : 0);
  if (shown_) bytes += av::bufferBytes(shown_.get());
  for (const TimedFrame& frame : queue_) bytes += av::bufferBytes(frame.frame.get());
  return bytes;
}

}  // namespace haema::engine

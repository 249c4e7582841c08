#include "engine/inspect.h"

#include <algorithm>
#include <memory>

#include "av/decoder.h"
#include "av/deinterlacer.h"
#include "av/field_marks.h"
#include "av/pixel_shape.h"
#include "av/resampler.h"
#include "av/title_scaler.h"
#include "engine/stream_clock.h"

namespace haema::engine {

namespace {

/// Decoding begins this long before the wanted range, doubled until a picture lies before it.
constexpr Ticks kPreRoll = 8 * av::kTicksPerSecond;

/// Colours are mapped, and bars put around, in a picture of so many times the size: the mean of
/// what is bright and what is dark is mapped to something else than the mean of both, and an edge
/// lies between two pixels.
constexpr int kLarger = 10;

/// Pictures without times at the beginning of a file, which wait for one that has.
constexpr size_t kMostUntimed = 16;

/// Seconds put into the gaps of sound altogether.
constexpr int kMostSilence = 600;

class PictureReader {
 public:
  PictureReader(const InspectRequest& request, const AVStream* stream, Inspection& result)
      : request_(request),
        stream_(stream),
        result_(result),
        deinterlaces_(av::mayHaveFields(stream->codecpar)),
        // Which thread notices an error is a matter of chance, and of made bytes each one counts.
        decoder_(stream->codecpar, stream->time_base, {.threads = request.source ? 2 : 1}),
        scaler_(settingsOf(isFullRange(stream))),
        fromLarger_(settingsOf(false)),
        larger_({.width = kLarger * kPictureWidth,
                 .height = kLarger * kPictureHeight,
                 .rotation = 0,
                 .mirrored = false,
                 .matrix = AVCOL_SPC_BT709,
                 .fullRange = isFullRange(stream),
                 .toneMap = request.toneMap},
                request.shape.aspect()) {}

  /// Null at the end of the stream.
  void decode(const AVPacket* packet) {
    decoder_.send(packet);
    for (av::FrameHandle frame = av::makeFrame(); decoder_.receive(frame);
         frame = av::makeFrame()) {
      frame->sample_aspect_ratio = av::pixelShapeOf(stream_->sample_aspect_ratio, request_.shape,
                                                    stream_->codecpar->codec_id, frame.get());
      take(std::move(frame));
    }
    if (!packet) takeUntimed();
    if (!packet) show(nullptr);
    result_.decodeErrors = decoder_.errors();
  }
  Ticks firstTime() const { return firstTime_; }
  bool done() const {
    return request_.to && lastTime_ != av::kNoTicks && lastTime_ >= *request_.to;
  }

 private:
  av::ScalerSettings settingsOf(bool fullRange) const {
    return {.width = kPictureWidth,
            .height = kPictureHeight,
            .rotation = request_.rotation,
            .mirrored = request_.mirrored,
            .matrix = AVCOL_SPC_UNSPECIFIED,
            .fullRange = fullRange};
  }
  static bool isFullRange(const AVStream* stream) {
    return stream->codecpar->color_range == AVCOL_RANGE_JPEG;
  }

  /// The first pictures may have no times: they end where the first one begins that has.
  void take(av::FrameHandle&& frame) {
    if (!timed_) untimed_.push_back(std::move(frame));
    if (timed_) return add(std::move(frame));
    const int64_t known = untimed_.back()->best_effort_timestamp;
    const bool isKnown = av::toTicks(known, stream_->time_base) != av::kNoTicks;
    if (!isKnown && untimed_.size() <= kMostUntimed) return;
    for (size_t i = untimed_.size() - 1; isKnown && i-- > 0;) {
      const auto before = static_cast<Ticks>(untimed_.size() - 1 - i) * duration();
      untimed_[i]->best_effort_timestamp = known - av::fromTicks(before, stream_->time_base);
    }
    takeUntimed();
  }
  void takeUntimed() {
    timed_ = true;
    for (av::FrameHandle& frame : untimed_) add(std::move(frame));
    untimed_.clear();
  }
  void add(av::FrameHandle&& frame) {
    show(frame);
    before_ = std::move(frame_);
    frame_ = std::move(frame);
  }

  /// Each picture waits for the one behind it: of one that consists of fields both neighbours
  /// count.
  void show(const av::FrameHandle& after) {
    if (!frame_) return;
    Ticks time = av::toTicks(frame_->best_effort_timestamp, stream_->time_base);
    if (time == av::kNoTicks) time = lastTime_ == av::kNoTicks ? 0 : lastTime_ + duration();
    lastTime_ = time;
    if (firstTime_ == av::kNoTicks) firstTime_ = time;
    if ((request_.from && time < *request_.from) || (request_.to && time >= *request_.to)) return;
    const bool fields = deinterlaces_ && deinterlacer_.convert(before_, frame_, after, whole_);
    const av::FrameHandle& picture = fields ? whole_ : frame_;
    if (request_.toneMap || larger_.isOdd(picture.get())) {
      larger_.convert(picture.get(), largerPicture_);
      fromLarger_.convert(largerPicture_.get(), picture_);
    } else {
      scaler_.convert(picture.get(), picture_);
    }
    result_.times.push_back(time);
    result_.keys.push_back(frame_->key_frame ? 1 : 0);
    for (int y = 0; y < kPictureHeight; ++y) {
      const uint8_t* row = picture_->data[0] + static_cast<ptrdiff_t>(y) * picture_->linesize[0];
      result_.pictures.insert(result_.pictures.end(), row, row + kPictureWidth);
    }
    result_.width = frame_->width;
    result_.height = frame_->height;
  }
  Ticks duration() const {
    const AVRational rate = stream_->avg_frame_rate;
    return rate.num > 0 ? av::kTicksPerSecond * rate.den / rate.num : av::kTicksPerSecond / 25;
  }

  const InspectRequest& request_;
  const AVStream* stream_;
  Inspection& result_;
  bool deinterlaces_;
  av::Decoder decoder_;
  av::Deinterlacer deinterlacer_;
  av::Scaler scaler_, fromLarger_;
  av::TitleScaler larger_;
  bool timed_ = false;
  std::vector<av::FrameHandle> untimed_;  // until one has a time
  av::FrameHandle before_, frame_;        // the last but one, and the last that came out
  av::FrameHandle whole_, largerPicture_, picture_;
  Ticks firstTime_ = av::kNoTicks, lastTime_ = av::kNoTicks;
};

class SoundReader {
 public:
  SoundReader(const InspectRequest& request, const AVStream* stream, Inspection& result)
      : stream_(stream),
        rate_(request.sampleRate),
        from_(sampleOf(request.from, av::kBeginning)),
        to_(sampleOf(request.to, av::kForever)),
        coldFrom_(request.cold ? request.from : std::nullopt),
        result_(result),
        decoder_(stream->codecpar, stream->time_base, {.threads = 1}),
        remixer_(rate_, 1) {}

  /// Null at the end of the stream.
  void decode(const AVPacket* packet) {
    if (packet && isBeforeCold(packet)) return;
    decoder_.send(packet);
    while (decoder_.receive(frame_)) take();
    if (!packet) place();
    result_.soundErrors = decoder_.errors();
  }
  Ticks firstTime() const { return skippedTime_ == av::kNoTicks ? firstTime_ : skippedTime_; }
  bool done() const { return firstTime_ != av::kNoTicks && next_ >= to_; }

 private:
  /// Stamps are rounded: the packet whose time is nearest is the first one.
  bool isBeforeCold(const AVPacket* packet) {
    if (!coldFrom_) return false;
    const Ticks time = timeOf(packet, stream_->time_base);
    const Ticks half = av::toTicks(packet->duration, stream_->time_base) / 2;
    if (time == av::kNoTicks || time + std::max<Ticks>(half, 1) > *coldFrom_) {
      coldFrom_.reset();
      return false;
    }
    if (skippedTime_ == av::kNoTicks) skippedTime_ = time;
    return true;
  }

  int64_t sampleOf(std::optional<Ticks> time, int64_t none) const {
    return time ? av_rescale_q(*time, av::kTickBase, {1, rate_}) : none;
  }

  void take() {
    if (frame_->nb_samples <= 0) return;
    const int64_t early = remixer_.convert(frame_.get(), planes_);
    const auto length = static_cast<int64_t>(planes_.front().size());
    const Ticks time = av::toTicks(frame_->best_effort_timestamp, stream_->time_base);
    if (time != av::kNoTicks) {
      const int64_t at =
          av_rescale_q(frame_->best_effort_timestamp, stream_->time_base, {1, rate_}) - early;
      if (firstTime_ == av::kNoTicks || isGap(at - next_, length)) {
        place();
        next_ = at;
      }
      late_.push_back(at - next_);
      if (firstTime_ == av::kNoTicks) firstTime_ = time;
    }
    const int64_t low = std::max(next_, from_);
    const int64_t high = std::min(next_ + length, to_);
    if (low < high) {
      if (run_.empty()) runBegin_ = low;
      const float* samples = planes_.front().data() + (low - next_);
      run_.insert(run_.end(), samples, samples + (high - low));
    }
    next_ += length;
  }

  bool isGap(int64_t gap, int64_t length) const {
    return 2 * gap > 3 * length && gap + silence_ < int64_t{kMostSilence} * rate_;
  }

  /// Puts the samples since the last gap amid where most of their stamps say: any single one may be
  /// odd, the first one above all, of which an edit may have cut a part.
  void place() {
    std::ranges::sort(late_);
    const size_t outliers = late_.size() / 10;
    const int64_t low = late_.empty() ? 0 : late_[outliers];
    const int64_t high = late_.empty() ? 0 : late_[late_.size() - 1 - outliers];
    const int64_t late = low + (high - low) / 2;
    if (!run_.empty()) result_.pcmDoubt = std::max(result_.pcmDoubt, (high - low + 1) / 2);
    late_.clear();
    if (run_.empty()) return;
    const int64_t at = runBegin_ + late;
    if (result_.pcmStart == av::kNoTicks) {
      begin_ = at;
      result_.pcmStart = av::toTicks(at, {1, rate_});
    }
    const int64_t gap = at - begin_ - static_cast<int64_t>(result_.pcm.size());
    if (gap > 0) result_.pcm.insert(result_.pcm.end(), static_cast<size_t>(gap), 0.0F);
    silence_ += std::max<int64_t>(gap, 0);
    const auto heard = std::clamp<int64_t>(-gap, 0, static_cast<int64_t>(run_.size()));
    result_.pcm.insert(result_.pcm.end(), run_.begin() + heard, run_.end());
    run_.clear();
  }

  const AVStream* stream_;
  int rate_;
  int64_t from_, to_;
  std::optional<Ticks> coldFrom_;  // until it is reached
  Ticks skippedTime_ = av::kNoTicks;
  Inspection& result_;
  av::Decoder decoder_;
  av::Remixer remixer_;
  av::FrameHandle frame_ = av::makeFrame();
  av::Planes planes_;
  Ticks firstTime_ = av::kNoTicks;
  int64_t next_ = 0;     // where the next sample belongs, counted from the container's zero
  int64_t begin_ = 0;    // of the first sample that was kept
  int64_t silence_ = 0;  // samples put into gaps
  // Since the last gap: what was kept, where that begins by the first stamp, and by how many
  // samples each stamp is later than by that.
  std::vector<float> run_;
  int64_t runBegin_ = 0;
  std::vector<int64_t> late_;
};

std::unique_ptr<av::Input> inputOf(const InspectRequest& request, const av::CancelToken& token) {
  if (request.source) return openInput(*request.source, av::Analysis::kFull, token);
  return av::Input::open(std::span(request.bytes), token);
}

/// Reads the wanted streams of an input into an Inspection.
class Inspector {
 public:
  Inspector(const InspectRequest& request, av::Input& input, const av::CancelToken& token)
      : request_(request), input_(input), token_(token) {
    begin();
  }

  Inspection run() {
    bool early = !request_.from || !seekBack();
    while (!done() && input_.read(packet_)) {
      token_.poll();
      const av::PacketTurn turn(packet_);
      decode();
      const Ticks first = pictures_ ? pictures_->firstTime() : sound_->firstTime();
      if (early || first == av::kNoTicks) continue;
      early = first <= *request_.from || !seekBack();
    }
    if (pictures_ && !pictures_->done()) pictures_->decode(nullptr);
    if (sound_) sound_->decode(nullptr);
    return std::move(result_);
  }

 private:
  void begin() {
    const int streams[] = {request_.video, request_.audio};
    result_ = {};
    clock_ = av::kNoTicks;
    input_.select(streams);
    if (request_.video >= 0) pictures_.emplace(request_, input_.stream(request_.video), result_);
    if (request_.audio >= 0) sound_.emplace(request_, input_.stream(request_.audio), result_);
  }

  void decode() {
    note();
    if (sound_ && packet_->stream_index == request_.audio && !sound_->done()) {
      sound_->decode(packet_.get());
    }
    if (!pictures_ || packet_->stream_index != request_.video) return;
    clock_ = timeOf(packet_.get(), input_.stream(request_.video)->time_base);
    if (!pictures_->done()) pictures_->decode(packet_.get());
  }

  void note() {
    if (packet_->flags & AV_PKT_FLAG_DISCARD) return;
    const AVRational base = input_.stream(packet_->stream_index)->time_base;
    const int64_t stamp = packet_->pts != AV_NOPTS_VALUE ? packet_->pts : packet_->dts;
    const Ticks time = av::toTicks(stamp, base), duration = av::toTicks(packet_->duration, base);
    if (time == av::kNoTicks) return;
    result_.lastEnd = std::max(result_.lastEnd, time + std::max<Ticks>(duration, 0));
  }

  /// Sound may have ended long before, or have a hole here.
  bool done() const {
    if (pictures_ && !pictures_->done()) return false;
    return !sound_ || sound_->done() ||
           (request_.to && clock_ > *request_.to + StreamClock::kInterleave);
  }

  /// Begins anew further back; false at the beginning of the file.
  bool seekBack() {
    const int index = pictures_ ? request_.video : request_.audio;
    const AVStream* stream = input_.stream(index);
    const Ticks target = *request_.from - back_;
    back_ *= 2;
    const Ticks start = av::toTicks(stream->start_time, stream->time_base);
    const bool found = target > (start == av::kNoTicks ? 0 : start) &&
                       input_.seek(index, av::fromTicks(target, stream->time_base));
    if (!found) input_.restart(token_);
    begin();
    return found;
  }

  const InspectRequest& request_;
  av::Input& input_;
  const av::CancelToken& token_;
  Inspection result_;
  std::optional<PictureReader> pictures_;
  std::optional<SoundReader> sound_;
  av::PacketHandle packet_ = av::makePacket();
  Ticks back_ = kPreRoll;
  Ticks clock_ = av::kNoTicks;  // the time of the last packet of pictures
};

}  // namespace

Inspection inspect(const InspectRequest& request, const av::CancelToken& token) {
  if (!av::isTime(request.from.value_or(0)) || !av::isTime(request.to.value_or(0))) {
    throw av::Error(av::Code::kBadRequest, "the range to inspect cannot be meant");
  }
  const auto input = inputOf(request, token);
  const av::Input::Lease lease(*input, token);
  return Inspector(request, *input, token).run();
}

}  // namespace haema::engine

#include "engine/audio_source.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "engine/audio_timeline.h"

namespace haema::engine {

namespace {

/// Decoded before the wanted samples, so that overlaps, bit reservoirs and predictors have settled.
constexpr int kPreRollSeconds = 1;

/// A clock for decoded samples: stamps of the stream to samples from presentation zero.
class SampleClock {
 public:
  SampleClock(const AVStream* stream, Ticks origin, int rate)
      : base_(stream->time_base), rate_(rate) {
    origin_ = av_rescale_q(origin, av::kTickBase, {1, rate});
  }
  std::optional<int64_t> sampleOf(int64_t stamp) const {
    if (av::toTicks(stamp, base_) == av::kNoTicks) return std::nullopt;
    return av_rescale_q(stamp, base_, {1, rate_}) - origin_;
  }
  int64_t stampOf(int64_t sample) const {
    return av::rescaled(sample + origin_, {1, rate_}, base_);
  }
  /// One unit of the container's clock, in samples, rounded up.
  int64_t tick() const { return av_rescale_q_rnd(1, base_, {1, rate_}, AV_ROUND_UP); }

 private:
  AVRational base_;
  int rate_;
  int64_t origin_;
};

FrameLattice latticeOf(AVCodecID codec, int64_t anchor, const SampleClock& clock,
                       int64_t frameSamples) {
  switch (codec) {
    case AV_CODEC_ID_OPUS:
      return {anchor, 120, clock.tick()};  // 2.5 ms, the shortest frame
    case AV_CODEC_ID_VORBIS:
      return {anchor, 64, clock.tick()};  // a quarter of the shortest block
    default:
      return {anchor, frameSamples, clock.tick()};
  }
}

/// Matroska's Cues and FLV's key frame list name pictures: seeking by another stream reads its way
/// there.
int seekStreamOf(const av::Input& input, int stream) {
  if (!input.isFormat("matroska") && !input.isFormat("flv")) return stream;
  const int video = av_find_best_stream(input.context(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  return video >= 0 ? video : stream;
}

int64_t floorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

AudioSource::AudioSource(std::unique_ptr<av::Input> input, const AudioSpec& spec)
    : input_(std::move(input)),
      stream_(input_->stream(spec.stream)),
      parameters_(av::copyParameters(stream_->codecpar)),
      spec_(spec),
      seekStream_(seekStreamOf(*input_, spec.stream)),
      packet_(av::makePacket()) {
  if (stream_->codecpar->codec_type != AVMEDIA_TYPE_AUDIO) {
    throw av::Error(av::Code::kBadRequest, "this stream is no audio");
  }
  if (spec_.sampleRate < 1'000 || spec_.sampleRate > 384'000) {
    throw av::Error(av::Code::kMediaInvalid, "the audio's sample rate cannot be meant");
  }
  select();
}

void AudioSource::select() {
  const int streams[] = {stream_->index};
  input_->select(streams);
}

void AudioSource::restart(const av::CancelToken& token) {
  if (untouched_) return;
  const int index = stream_->index;
  input_->restart(token);
  stream_ = input_->stream(index);
  select();
  untouched_ = true;
}

av::Planes AudioSource::read(const SampleStretch& stretch, const av::CancelToken& token) {
  const av::Input::Lease lease(*input_, token);
  const auto [from, to, rate, channels, indexed] = stretch;
  if (indexed) input_->closeIndex(seekStream_);
  const int sourceRate = spec_.sampleRate;
  // The stretch in source samples begins where a source sample and an output sample coincide, so
  // that the resampler's phase is the same in every segment.
  const int divisor = std::gcd(sourceRate, rate);
  const int64_t step = sourceRate / divisor;
  const int64_t wanted =
      av_rescale_rnd(from, sourceRate, rate, AV_ROUND_DOWN) - av::kResamplerReach;
  const int64_t sourceFrom = floorDiv(wanted, step) * step;
  const int64_t sourceTo =
      av_rescale_rnd(to, sourceRate, rate, AV_ROUND_DOWN) + 2 * av::kResamplerReach;

  AudioTimeline timeline(sourceFrom, sourceTo, channels);
  fill(timeline, sourceFrom, sourceTo, channels, token);
  av::Planes output = av::resample(timeline.take(), sourceRate, rate);
  const int64_t lead = from - sourceFrom / step * (rate / divisor);
  for (std::vector<float>& plane : output) {
    plane.erase(plane.begin(), plane.begin() + lead);
    plane.resize(static_cast<size_t>(to - from), 0.0F);
  }
  return output;
}

void AudioSource::fill(AudioTimeline& timeline, int64_t from, int64_t to, int channels,
                       const av::CancelToken& token) {
  const int rate = spec_.sampleRate;
  const SampleClock clock(stream_, spec_.origin, rate);
  const int64_t preRoll = clock.stampOf(from - int64_t{kPreRollSeconds} * rate);
  const int64_t behind = clock.stampOf(to);

  av::Decoder decoder(parameters_.get(), stream_->time_base, {.threads = 1});
  const int64_t anchor = av::fromTicks(spec_.start, {1, rate});
  av::Remixer remixer(rate, channels);
  av::Planes samples;
  av::FrameHandle frame = av::makeFrame();
  const auto receive = [&] {
    while (decoder.receive(frame)) {
      if (frame->nb_samples <= 0) continue;
      remixer.convert(frame.get(), samples);
      timeline.append(clock.sampleOf(frame->best_effort_timestamp),
                      latticeOf(parameters_->codec_id, anchor, clock, frame->nb_samples), samples);
    }
  };
  for (bool more = seek(preRoll, token); more && !timeline.full(); more = input_->read(packet_)) {
    token.poll();
    const av::PacketTurn turn(packet_);
    if (packet_->pts != AV_NOPTS_VALUE && packet_->pts > behind) break;
    decoder.send(packet_.get());
    receive();
  }
  av_packet_unref(packet_.get());  // one that was read when the timeline was full
  decoder.send(nullptr);
  receive();
}

/// Reads up to the first packet that reaches `stamp`, which is left in packet_; false when there is
/// none. Where the seek lands depends on what the demuxer knows by now, the packet does not.
bool AudioSource::seek(int64_t stamp, const av::CancelToken& token) {
  const int64_t second = std::max<int64_t>(1, av::rescaled(1, {1, 1}, stream_->time_base));
  const int64_t start = av::fromTicks(spec_.origin + spec_.start, stream_->time_base);
  for (int64_t back = 0;; back = back == 0 ? second : 2 * back) {
    const int64_t target = stamp - back;
    const bool rewinds =
        target <= start ||
        !input_->seek(seekStream_, av::rescaled(target, stream_->time_base,
                                                input_->stream(seekStream_)->time_base));
    if (rewinds) restart(token);
    untouched_ = false;
    bool first = true;
    while (input_->read(packet_)) {
      token.poll();
      if (packet_->pts != AV_NOPTS_VALUE) {
        if (first && packet_->pts > stamp && !rewinds) break;  // landed too late
        first = false;
        if (packet_->pts + packet_->duration >= stamp) return true;
      }
      av_packet_unref(packet_.get());
    }
    av_packet_unref(packet_.get());
    if (rewinds || !first) return false;
  }
}

}  // namespace haema::engine

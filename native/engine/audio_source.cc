#include "engine/audio_source.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "engine/audio_timeline.h"

namespace haema::engine {

namespace {

/// Decoded before the wanted samples, so that overlaps, bit reservoirs and predictors have settled.
constexpr Ticks kPreRoll = av::kTicksPerSecond;

/// Sound may come a little behind the pictures of its time, by which the seek is made.
constexpr Ticks kBefore = av::kTicksPerSecond / 4;

constexpr Ticks kLongestPacket = 60 * av::kTicksPerSecond;

/// Between stamps of the stream and samples from presentation zero.
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
  /// In container ticks.
  Ticks timeOf(int64_t sample) const { return av::toTicks(sample + origin_, {1, rate_}); }
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
int seekStreamOf(const av::Input& input, const StreamClock& clock, int stream) {
  if (!input.isFormat("matroska") && !input.isFormat("flv")) return stream;
  const int other = clock.stream();
  const bool video = other >= 0 && input.stream(other)->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
  return video ? other : stream;
}

/// A container may claim centuries.
Ticks durationOf(const AVPacket* packet, AVRational base) {
  const Ticks duration = av::toTicks(packet->duration, base);
  return duration < 0 || duration > kLongestPacket ? 0 : duration;
}

int64_t floorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

AudioSource::AudioSource(std::unique_ptr<av::Input> input, const AudioSpec& spec)
    : input_(std::move(input)),
      stream_(input_->stream(spec.stream)),
      parameters_(av::copyParameters(stream_->codecpar)),
      spec_(spec),
      clock_(*input_, spec.stream),
      seekStream_(seekStreamOf(*input_, clock_, spec.stream)),
      packet_(av::makePacket()) {
  if (stream_->codecpar->codec_type != AVMEDIA_TYPE_AUDIO) {
    throw av::Error(av::Code::kBadRequest, "this stream is no audio");
  }
  if (spec_.sampleRate < 1'000 || spec_.sampleRate > 384'000) {
    throw av::Error(av::Code::kMediaInvalid, "the audio's sample rate cannot be meant");
  }
  select();
}

void AudioSource::select() { input_->select(clock_.streams()); }

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
  indexed_ = indexed;
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
  const Ticks until = clock.timeOf(to);

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
  bool more = seek(clock.timeOf(from) - kPreRoll, until, token);
  for (; more && !timeline.full(); more = next(until, token)) {
    const av::PacketTurn turn(packet_);
    if (av::toTicks(packet_->pts, stream_->time_base) > until) break;
    decoder.send(packet_.get());
    receive();
  }
  av_packet_unref(packet_.get());  // one that was read when the timeline was full
  decoder.send(nullptr);
  receive();
}

/// Reads up to the first packet that reaches `time`, which is left in packet_; false when there is
/// none before the clock has left `until` behind. Where the seek lands depends on what the demuxer
/// knows by now, the packet does not.
bool AudioSource::seek(Ticks time, Ticks until, const av::CancelToken& token) {
  constexpr Ticks kSecond = av::kTicksPerSecond;
  constexpr Ticks kFar = StreamClock::kInterleave;
  const bool known = silentFrom_ <= time - kFar && silentTo_ >= time;
  if (known && silentTo_ >= until + kFar) return false;
  const Ticks wanted = known ? silentTo_ : time;
  for (Ticks back = 0;;) {
    const bool rewinds = !seekTo(wanted - back, token);
    bool found = nextTimed(until, token);
    if (!rewinds && !landedEarly(time, found)) {
      const bool near = !found || av::toTicks(packet_->pts, stream_->time_base) < time + kSecond;
      back = near && back < kSecond ? kSecond : back < kFar ? kFar : 2 * back;
      av_packet_unref(packet_.get());
      continue;
    }
    while (found && !reaches(time)) {
      av_packet_unref(packet_.get());
      found = nextTimed(until, token);
    }
    return found;
  }
}

/// False at the beginning of the file.
bool AudioSource::seekTo(Ticks target, const av::CancelToken& token) {
  clock_.reset();
  lastSound_ = av::kNoTicks;
  if (indexed_) input_->closeIndex(seekStream_);
  const bool found = jump(target, token);
  if (!found) restart(token);
  untouched_ = false;
  return found;
}

bool AudioSource::jump(Ticks target, const av::CancelToken& token) {
  const Ticks start = spec_.origin + spec_.start;
  if (!ByteSeeker::suits(*input_)) {
    // Rounded down: a packet a little behind the target is none to land on.
    const AVRational base = input_->stream(seekStream_)->time_base;
    const int64_t stamp = av_rescale_q_rnd(target, av::kTickBase, base, AV_ROUND_DOWN);
    return target > start && input_->seek(seekStream_, stamp);
  }
  if (target <= start + ByteSeeker::kNear + kBefore) return false;
  untouched_ = false;  // it looks around
  return seeker_.seek(*input_, target - kBefore, token);
}

bool AudioSource::reaches(Ticks time) const {
  const Ticks duration = durationOf(packet_.get(), stream_->time_base);
  return av::toTicks(packet_->pts, stream_->time_base) + duration > time;
}

/// Whether no packet that reaches `time` lies before the place of the last seek. `found`: its first
/// packet is in packet_.
bool AudioSource::landedEarly(Ticks time, bool found) const {
  const Ticks first = found ? av::toTicks(packet_->pts, stream_->time_base) : av::kNoTicks;
  // Where the seek is one by tables of the stream's own, it lands on the very packet.
  const bool exact = clock_.stream() < 0;
  if (found && first <= time && (exact || !reaches(time))) return true;
  if (clock_.landed() == av::kNoTicks) return false;
  // In a hole only the clock can tell, if the file is interleaved as it should be.
  const Ticks early = time - StreamClock::kInterleave;
  const bool silent = silentFrom_ <= early && clock_.landed() <= silentTo_;
  const bool ahead =
      found && clock_.now() != av::kNoTicks && first - clock_.now() > StreamClock::kInterleave;
  return !ahead && (clock_.landed() <= early || silent);
}

/// The next packet of the stream into packet_; false when none up to `until` is to be expected.
bool AudioSource::next(Ticks until, const av::CancelToken& token) {
  while (input_->read(packet_)) {
    token.poll();
    const AVStream* stream = input_->stream(packet_->stream_index);
    const Ticks time = timeOf(packet_.get(), stream->time_base);
    if (ByteSeeker::suits(*input_)) seeker_.note(packet_.get(), time);
    if (clock_.note(packet_.get(), time)) {
      lastSound_ = std::max(lastSound_, time);
      return true;
    }
    av_packet_unref(packet_.get());
    if (clock_.now() > clock_.limitOf(until) || silentUntil(clock_.limitOf(until))) {
      learnSilence(clock_.now());
      return false;
    }
  }
  av_packet_unref(packet_.get());
  if (atEnd()) learnSilence(av::kForever);
  return false;
}

/// As `next`, a packet with a time.
bool AudioSource::nextTimed(Ticks until, const av::CancelToken& token) {
  while (next(until, token)) {
    if (av::toTicks(packet_->pts, stream_->time_base) != av::kNoTicks) return true;
    av_packet_unref(packet_.get());
  }
  return false;
}

/// Of the bytes: a demuxer gives up where the file is damaged, too.
bool AudioSource::atEnd() const { return input_->context()->pb->eof_reached != 0; }

/// Whether what the clock shows lies in a silence that is known to last until then.
bool AudioSource::silentUntil(Ticks limit) const {
  return clock_.now() > silentFrom_ && clock_.now() <= silentTo_ && silentTo_ >= limit;
}

/// From behind the last packet on. `to`: kForever at the end of the file.
void AudioSource::learnSilence(Ticks to) {
  // An AVI without an index is read through, with no clock; MP4 goes by its tables and ends early.
  const bool alone = clock_.stream() < 0 && input_->isFormat("avi");
  if (!alone && clock_.silentSince() == av::kNoTicks) return;
  // Sound may lead the pictures that the clock goes by.
  const Ticks from = std::max(clock_.silentSince(), lastSound_);
  if (from == av::kNoTicks || to <= from) return;
  const bool joins = from <= silentTo_ && to >= silentFrom_;
  silentFrom_ = joins ? std::min(silentFrom_, from) : from;
  silentTo_ = joins ? std::max(silentTo_, to) : to;
}

}  // namespace haema::engine

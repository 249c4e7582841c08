#include "engine/audio_source.h"

#include <numeric>
#include <optional>

#include "av/sound_rate.h"
#include "engine/audio_timeline.h"

namespace haema::engine {

namespace {

/// Decoded before the wanted samples, so that overlaps, bit reservoirs and predictors have settled.
constexpr Ticks kPreRoll = av::kTicksPerSecond;

/// WMA puts several frames of this many samples into a packet, at stamps that jitter.
int64_t wmaFrame(int rate) {
  if (rate <= 16'000) return 512;
  if (rate <= 22'050) return 1024;
  return rate <= 48'000 ? 2048 : 4096;
}

FrameLattice latticeOf(AVCodecID codec, int64_t anchor, const SampleClock& clock,
                       int64_t frameSamples) {
  const int64_t millisecond = clock.rate() / 1000 + 1;
  switch (codec) {
    case AV_CODEC_ID_OPUS:
      return {anchor, 120, clock.tick()};  // 2.5 ms, the shortest frame
    case AV_CODEC_ID_VORBIS:
      return {anchor, 64, clock.tick()};  // a quarter of the shortest block
    case AV_CODEC_ID_WMAV1:
    case AV_CODEC_ID_WMAV2: {
      // The first packet may be stamped a few blocks before its first whole frame.
      const int64_t frame = wmaFrame(clock.rate());
      return {anchor, frame, clock.tick(), millisecond, frame / 4};
    }
    default:
      return {anchor, frameSamples, clock.tick(), millisecond};
  }
}

std::optional<int64_t> earlier(std::optional<int64_t> stamp, int64_t by) {
  return stamp ? std::optional(*stamp - by) : std::nullopt;
}

int64_t floorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

AudioSource::AudioSource(std::unique_ptr<av::Input> input, const AudioSpec& spec)
    : packets_(std::move(input), spec.stream),
      parameters_(av::copyParameters(packets_.stream()->codecpar)),
      spec_(spec) {
  if (!av::isSoundRate(spec_.sampleRate)) {
    throw av::Error(av::Code::kMediaInvalid, "the audio's sample rate cannot be meant");
  }
}

av::Planes AudioSource::read(const SampleStretch& stretch, const av::CancelToken& token) {
  const av::Input::Lease lease(input(), token);
  const auto [from, to, rate, channels, indexed] = stretch;
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
  fill(timeline, {sourceFrom, sourceTo, sourceRate, channels, indexed}, token);
  av::Planes output = av::resample(timeline.take(), sourceRate, rate);
  const int64_t lead = from - sourceFrom / step * (rate / divisor);
  for (std::vector<float>& plane : output) {
    plane.erase(plane.begin(), plane.begin() + lead);
    plane.resize(static_cast<size_t>(to - from), 0.0F);
  }
  return output;
}

/// `source`: the stretch in samples of the source.
void AudioSource::fill(AudioTimeline& timeline, const SampleStretch& source,
                       const av::CancelToken& token) {
  const auto [from, to, rate, channels, indexed] = source;
  const SampleClock clock(packets_.stream(), spec_.origin, rate);
  const Ticks until = clock.timeOf(to);
  av::PacketHandle& packet = packets_.packet();

  av::Decoder decoder(parameters_.get(), packets_.stream()->time_base, {.threads = 1});
  const int64_t anchor = av::fromTicks(spec_.start, {1, rate});
  av::Remixer remixer(rate, channels);
  av::Planes samples;
  av::FrameHandle frame = av::makeFrame();
  const auto receive = [&] {
    while (decoder.receive(frame)) {
      if (frame->nb_samples <= 0) continue;
      const int64_t early = remixer.convert(frame.get(), samples);
      timeline.append(earlier(clock.sampleOf(frame->best_effort_timestamp), early),
                      latticeOf(parameters_->codec_id, anchor, clock, frame->nb_samples), samples);
    }
  };
  bool more = packets_.seek({.time = clock.timeOf(from) - kPreRoll,
                             .until = until,
                             .start = spec_.origin + spec_.start,
                             .indexed = indexed},
                            token);
  for (const av::PacketHandle& header : packets_.headers()) {
    decoder.send(header.get());
    receive();
  }
  for (; more && !timeline.full(); more = packets_.next(until, token)) {
    const av::PacketTurn turn(packet);
    if (av::toTicks(packet->pts, packets_.stream()->time_base) > until) break;
    decoder.send(packet.get());
    receive();
  }
  av_packet_unref(packet.get());  // one that was read when the timeline was full
  decoder.send(nullptr);
  receive();
}

}  // namespace haema::engine

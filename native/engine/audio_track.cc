#include "engine/audio_track.h"

#include "engine/source_lease.h"
#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

/// The first frame of the grid that starts at or after `time`.
int64_t frameAtOrAfter(Ticks time, int sampleRate) {
  const int64_t perFrame = int64_t{av::kAacFrameSamples} * av::kTicksPerSecond;
  return av_rescale_rnd(time, sampleRate, perFrame, AV_ROUND_UP);
}

void add(SegmentStats& sum, const SegmentStats& other) {
  sum.seeks += other.seeks;
  sum.bytesRead += other.bytesRead;
  sum.packetsRead += other.packetsRead;
  sum.packetsBroken += other.packetsBroken;
  sum.openUs += other.openUs;
  sum.audioFrames += other.audioFrames;
  sum.audioUs += other.audioUs;
}

}  // namespace

AudioTrack makeAudioTrack(const SegmentRequest& request, SourcePool& pool,
                          const av::CancelToken& token, SegmentStats& stats) {
  const AudioRecipe& recipe = *request.audio;
  AudioTrack track{av::audioFormat(recipe.encoding), {}};
  const int64_t first = frameAtOrAfter(request.start, recipe.encoding.sampleRate);
  const int64_t last = frameAtOrAfter(request.end, recipe.encoding.sampleRate);
  if (first == last) return track;
  const AudioSpec spec{recipe.stream, request.origin, recipe.start, recipe.sourceRate};
  SourceLease<AudioSource> source(pool, request, spec, token, stats);
  const Stopwatch watch;
  const av::Planes planes = source->read({.from = (first - av::kAacLeadIn) * av::kAacFrameSamples,
                                          .to = (last + av::kAacLookAhead) * av::kAacFrameSamples,
                                          .rate = recipe.encoding.sampleRate,
                                          .channels = recipe.encoding.channels,
                                          .indexed = request.isIndexed()},
                                         token);
  source.release();
  track.units = av::encodeAudio(recipe.encoding, first, last, planes, token);
  stats.audioFrames = last - first;
  stats.audioUs = watch.microseconds();
  return track;
}

SoundBeside::SoundBeside(const SegmentRequest& request, SourcePool& pool,
                         const av::CancelToken& token)
    : token_(&token) {
  if (!request.audio) return;
  track_ = std::async(std::launch::async,
                      [&, this] { return makeAudioTrack(request, pool, token_, stats_); });
}

std::optional<AudioTrack> SoundBeside::finish(SegmentStats& stats) {
  if (!track_.valid()) return std::nullopt;
  AudioTrack track = track_.get();
  add(stats, stats_);
  return track;
}

}  // namespace haema::engine

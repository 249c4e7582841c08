#include "engine/cut.h"

#include <algorithm>
#include <future>
#include <utility>

#include "av/copy_writer.h"
#include "av/ts_writer.h"
#include "engine/audio_copy.h"
#include "engine/audio_track.h"
#include "engine/cut_collector.h"
#include "engine/cut_parts.h"
#include "engine/source_lease.h"
#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

/// The first dts of a segment in TS lies this much before its start: deeper reordering than any
/// codec's, in frames; but no longer than players keep.
constexpr Ticks kTsDelay = 16;
constexpr Ticks kLongestTsDelay = 2 * av::kTicksPerSecond;

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

struct Pictures {
  av::CopyFormat format;
  std::vector<av::CopySample> samples;
};

Pictures copyPictures(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token,
                      SegmentStats& stats) {
  SourceLease<CutSource> source(pool, request, CutSpec{request.copiedVideo->stream}, token, stats);
  const CutRun run = runOf(request);
  Pictures pictures{source->format(token), {}};
  CutCollector collector(request, pictures.format);
  stats.warm = source->begin(run, token);
  source->read(run, token, [&](const AVPacket& packet, Ticks time) {
    collector.add(packet, time);
    return true;
  });
  source.release();
  pictures.samples = collector.take();
  if (pictures.samples.empty()) refuse("there is no picture between two key pictures");
  return pictures;
}

/// The pictures for TS: each decoded before it is shown, and behind all of the segment before.
std::vector<av::VideoUnit> unitsOf(const SegmentRequest& request, Ticks delay,
                                   std::vector<av::CopySample>&& samples) {
  const std::vector<Ticks> times = av::decodeTimes(samples, request.start, request.end);
  std::vector<av::VideoUnit> units(samples.size());
  Ticks before = request.end - delay;
  for (size_t i = samples.size(); i-- > 0;) {
    before = std::min({times[i] - delay, samples[i].pts, before - 1});
    units[i] = {std::move(samples[i].data), samples[i].pts, before, samples[i].key};
  }
  if (before < request.start - delay) refuse("pictures are reordered too far for MPEG-TS");
  return units;
}

av::TsVideoCopy tsCodec(const av::CopyFormat& format) {
  if (format.codec == av::CopyCodec::kH264) return av::TsVideoCopy::kH264;
  if (format.codec == av::CopyCodec::kHevc) return av::TsVideoCopy::kHevc;
  throw av::Error(av::Code::kBadRequest, "MPEG-TS carries H.264 and HEVC alone");
}

struct Tracks {
  std::optional<Pictures> video;
  std::optional<AudioCopyTrack> copiedAudio;
  std::optional<AudioTrack> audio;
};

av::Bytes muxTs(const SegmentRequest& request, Tracks& tracks) {
  av::TsSegment segment{.start = request.start, .end = request.end};
  std::vector<av::VideoUnit> units;
  if (tracks.video) {
    segment.copiedVideo = tsCodec(tracks.video->format);
    segment.decodeDelay = std::min(kTsDelay * tracks.video->format.frameTicks, kLongestTsDelay);
    units = unitsOf(request, segment.decodeDelay, std::move(tracks.video->samples));
    segment.video = units;
  }
  if (tracks.audio) {
    segment.audioFormat = &tracks.audio->format;
    segment.audio = tracks.audio->units;
  }
  if (tracks.copiedAudio) {
    segment.copiedAudio = &tracks.copiedAudio->format;
    segment.copiedUnits = tracks.copiedAudio->units;
  }
  return av::writeTs(segment);
}

av::Bytes mux(const SegmentRequest& request, Tracks& tracks) {
  if (request.container == Container::kTs) return muxTs(request, tracks);
  if (tracks.copiedAudio) {
    const auto& [format, units] = *tracks.copiedAudio;
    const int64_t start = av_rescale(request.start, format.sampleRate, av::kTicksPerSecond);
    return av::writeFragment(request.index + 1, format, units, start);
  }
  return av::writeFragment(av::CopyFragment{.sequence = sequenceOf(request, 0),
                                            .samples = tracks.video->samples,
                                            .start = request.start,
                                            .end = request.end});
}

}  // namespace

Segment makeCut(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token) {
  if (request.part) return makePart(request, pool, token);
  const Stopwatch total;
  Segment segment;
  Tracks tracks;
  SoundBeside sound(request, pool, token);
  if (request.copiedVideo) tracks.video = copyPictures(request, pool, token, segment.stats);
  if (request.copiedAudio) {
    const AudioCopySpec spec{request.copiedAudio->stream, request.origin};
    tracks.copiedAudio = copyAudio(request, spec, pool, token, segment.stats);
  }
  tracks.audio = sound.finish(segment.stats);
  token.poll();
  const Stopwatch watch;
  segment.data = mux(request, tracks);
  segment.stats.muxUs = watch.microseconds();
  segment.stats.totalUs = total.microseconds();
  return segment;
}

av::Bytes makeCopyInit(const CopyInitRequest& request, const av::CancelToken& token) {
  if (request.video.has_value() == request.audio.has_value()) {
    throw av::Error(av::Code::kBadRequest, "an init segment is for one track");
  }
  auto input = openInput(request.source, av::Analysis::kHeaders, token);
  if (request.video) {
    CutSource source(std::move(input), CutSpec{request.video->stream});
    return av::writeInit(source.format(token));
  }
  const AudioCopySource source(std::move(input), AudioCopySpec{request.audio->stream, 0}, token);
  return av::writeInit(source.format());
}

}  // namespace haema::engine

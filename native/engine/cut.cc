#include "engine/cut.h"

#include <memory>
#include <optional>
#include <utility>

#include "av/copy_writer.h"
#include "av/ts_writer.h"
#include "engine/audio_copy.h"
#include "engine/audio_track.h"
#include "engine/cut_collector.h"
#include "engine/fragment_parts.h"
#include "engine/source_lease.h"
#include "engine/stopwatch.h"
#include "engine/ts_parts.h"

namespace haema::engine {

namespace {

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

std::vector<av::CopySample> copyPictures(const SegmentRequest& request, SourcePool& pool,
                                         const av::CancelToken& token, SegmentStats& stats) {
  SourceLease<CutSource> source(pool, request, CutSpec{request.copiedVideo->stream}, token, stats);
  const CutRun run = runOf(request);
  CutCollector collector(request, source->format(token));
  stats.warm = source->begin(run, token);
  source->read(run, token, [&](const AVPacket& packet, Ticks time) {
    collector.add(packet, time);
    return true;
  });
  std::vector<av::CopySample> samples = collector.take();
  source.release();
  if (samples.empty()) refuse("there is no picture between two key pictures");
  return samples;
}

/// All pictures of a segment in fMP4.
av::Bytes makeFragment(const SegmentRequest& request, SourcePool& pool,
                       const av::CancelToken& token, SegmentStats& stats) {
  const std::vector<av::CopySample> samples = copyPictures(request, pool, token, stats);
  token.poll();
  const Stopwatch watch;
  av::Bytes bytes = av::writeFragment(av::CopyFragment{.sequence = sequenceOf(request, 0),
                                                       .samples = samples,
                                                       .start = request.start,
                                                       .end = request.end});
  stats.muxUs = watch.microseconds();
  return bytes;
}

AudioCopyTrack copySound(const SegmentRequest& request, SourcePool& pool,
                         const av::CancelToken& token, SegmentStats& stats) {
  const AudioCopySpec spec{request.copiedAudio->stream, request.origin};
  return copyAudio(request, spec, pool, token, stats);
}

av::Bytes makeSound(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token,
                    SegmentStats& stats) {
  const auto [format, units] = copySound(request, pool, token, stats);
  token.poll();
  const Stopwatch watch;
  av::Bytes bytes;
  if (request.container == Container::kTs) {
    bytes = av::writeTs(
        {.start = request.start, .end = request.end, .copiedAudio = &format, .copiedUnits = units},
        {});
  } else {
    const int64_t start = av_rescale(request.start, format.sampleRate, av::kTicksPerSecond);
    bytes = av::writeFragment(request.index + 1, format, units, start);
  }
  stats.muxUs = watch.microseconds();
  return bytes;
}

/// Pictures that are written as they are read: one part of them, or all that stands in TS.
av::Bytes makePart(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token,
                   Segment& segment) {
  SegmentStats& stats = segment.stats;
  SourceLease<CutSource> source(pool, request, CutSpec{request.copiedVideo->stream}, token, stats);
  const CutRun run = runOf(request);
  const uint32_t part = request.part.value_or(0);
  std::unique_ptr<CutParts> parts = source->takeParts();
  stats.warm = parts && parts->continues(request, part);
  std::optional<SoundBeside> beside;
  const auto sound = [&] {
    CutSound made;
    if (request.copiedAudio) made.copied = copySound(request, pool, token, stats);
    made.made = beside->finish(stats);
    return made;
  };
  if (!stats.warm) {
    beside.emplace(request, pool, token);
    const av::CopyFormat& format = source->format(token);
    if (request.container == Container::kTs) {
      parts = std::make_unique<TsParts>(request, format, sound);
    } else {
      parts = std::make_unique<FragmentParts>(request, format);
    }
    stats.warm = source->begin(run, token);
  }
  // Where nothing was kept, or something else was, what lies before is read once more.
  av::Bytes bytes;
  do {
    bytes = parts->next(*source, run, token);
  } while (!parts->continues(request, part + 1));
  segment.more = !parts->over();
  if (segment.more) source->leaveParts(std::move(parts));
  source.release();
  return bytes;
}

}  // namespace

Segment makeCut(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token) {
  const Stopwatch total;
  Segment segment;
  if (!request.copiedVideo) {
    segment.data = makeSound(request, pool, token, segment.stats);
  } else if (request.part || request.container == Container::kTs) {
    segment.data = makePart(request, pool, token, segment);
  } else {
    segment.data = makeFragment(request, pool, token, segment.stats);
  }
  token.poll();
  segment.stats.totalUs = total.microseconds();
  return segment;
}

av::Bytes makeCopyInit(const CopyInitRequest& request, const av::CancelToken& token) {
  if (request.video.has_value() == request.audio.has_value()) {
    throw av::Error(av::Code::kBadRequest, "an init segment is for one track");
  }
  return fromBeginning(request.source, token, [&](std::unique_ptr<av::Input> input) {
    if (request.video) {
      CutSource source(std::move(input), CutSpec{request.video->stream});
      return av::writeInit(source.format(token));
    }
    const AudioCopySource source(std::move(input), AudioCopySpec{request.audio->stream, 0}, token);
    return av::writeInit(source.format());
  });
}

}  // namespace haema::engine

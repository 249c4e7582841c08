#include "engine/segment.h"

#include "av/decode_order.h"
#include "av/mp4_writer.h"
#include "av/ts_writer.h"
#include "engine/audio_track.h"
#include "engine/cut.h"
#include "engine/stopwatch.h"
#include "engine/video_track.h"

namespace haema::engine {

namespace {

/// No grid has such segments; a header that claims weeks might.
constexpr Ticks kLongest = 600 * av::kTicksPerSecond;

bool holdsTimes(const SegmentRequest& request) {
  return request.start >= 0 && request.end > request.start &&
         request.end <= av::kLongestPresentation && av::isTime(request.origin) &&
         (!request.key || av::isTime(request.key->time)) &&
         (!request.audio || av::isTime(request.audio->start));
}

/// Whether copied pictures begin and end where the segment does.
bool isCutAtKeys(const SegmentRequest& request) {
  const auto near = [](const std::optional<KeyFrame>& key, Ticks time) {
    return key && key->time >= time - Stretch::kTolerance &&
           key->time <= time + Stretch::kTolerance;
  };
  return (request.first || near(request.key, request.start)) &&
         (request.last ? !request.nextKey : near(request.nextKey, request.end));
}

bool copies(const SegmentRequest& request) { return request.copiedVideo || request.copiedAudio; }

bool isConsistent(const SegmentRequest& request) {
  if (!holdsTimes(request) || request.end - request.start > kLongest) return false;
  if (request.video && copies(request)) return false;
  if (request.audio && request.copiedAudio) return false;
  if (request.copiedVideo && !isCutAtKeys(request)) return false;
  if (request.part && !request.copiedVideo) return false;
  const int tracks = (request.video || request.copiedVideo ? 1 : 0) +
                     (request.audio || request.copiedAudio ? 1 : 0);
  return request.container == Container::kTs ? tracks >= 1 : tracks == 1;
}

void validate(const SegmentRequest& request) {
  if (isConsistent(request)) return;
  throw av::Error(av::Code::kBadRequest, "the segment request contradicts itself");
}

av::Bytes muxTs(const SegmentRequest& request, const VideoTrack* video, const AudioTrack* audio) {
  av::TsSegment segment{.start = request.start, .end = request.end};
  if (video) {
    segment.decodeDelay = av::decodeDelay(frameTicks(*request.video));
    segment.videoFormat = &video->format;
  }
  if (audio) {
    segment.audioFormat = &audio->format;
    segment.audio = audio->units;
  }
  return av::writeTs(segment, video ? std::span<const av::VideoUnit>(video->units)
                                    : std::span<const av::VideoUnit>());
}

Segment makeTracks(const SegmentRequest& request, SourcePool& pool, FrameBudget& budget,
                   const av::CancelToken& token) {
  const Stopwatch total;
  Segment segment;
  SoundBeside sound(request, pool, token);
  std::optional<VideoTrack> video;
  if (request.video) video = makeVideoTrack(request, pool, budget, token, segment.stats);
  const std::optional<AudioTrack> audio = sound.finish(segment.stats);
  token.poll();
  const Stopwatch mux;
  if (request.container == Container::kTs) {
    segment.data = muxTs(request, video ? &*video : nullptr, audio ? &*audio : nullptr);
  } else if (video) {
    segment.data = av::writeFragment(av::VideoFragment{.sequence = request.index + 1,
                                                       .units = video->units,
                                                       .end = request.end,
                                                       .first = request.first});
  } else {
    segment.data =
        av::writeFragment(av::AudioFragment{.sequence = request.index + 1, .units = audio->units});
  }
  segment.stats.muxUs = mux.microseconds();
  segment.stats.totalUs = total.microseconds();
  return segment;
}

}  // namespace

Segment makeSegment(const SegmentRequest& request, SourcePool& pool, FrameBudget& budget,
                    const av::CancelToken& token) {
  validate(request);
  try {
    return copies(request) ? makeCut(request, pool, token)
                           : makeTracks(request, pool, budget, token);
  } catch (const av::Error& error) {
    // A file that was written to meanwhile looks damaged; opening it throws kSourceChanged then.
    if (error.code() == av::Code::kMediaInvalid) {
      openFile(request.source);
    }
    throw;
  }
}

av::Bytes makeInit(const std::optional<VideoRecipe>& video,
                   const std::optional<AudioRecipe>& audio) {
  if (video.has_value() == audio.has_value()) {
    throw av::Error(av::Code::kBadRequest, "an init segment is for one track");
  }
  if (audio) return av::writeInit(av::audioFormat(audio->encoding), audio->encoding.bitRate);
  const av::VideoEncoderSettings& encoding = video->encoding;
  const av::VideoColor colour{.primaries = static_cast<uint16_t>(encoding.primaries),
                              .transfer = static_cast<uint16_t>(encoding.transfer),
                              .matrix = static_cast<uint16_t>(encoding.matrix),
                              .fullRange = false};
  return av::writeInit(av::VideoEncoder(encoding).format(), colour);
}

}  // namespace haema::engine

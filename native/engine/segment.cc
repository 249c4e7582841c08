#include "engine/segment.h"

#include <future>

#include "av/decode_order.h"
#include "av/mp4_writer.h"
#include "av/ts_writer.h"
#include "engine/audio_track.h"
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

void validate(const SegmentRequest& request) {
  const int tracks = (request.video ? 1 : 0) + (request.audio ? 1 : 0);
  if (!holdsTimes(request) || request.end - request.start > kLongest || tracks == 0 ||
      (request.container == Container::kFmp4 && tracks != 1)) {
    throw av::Error(av::Code::kBadRequest, "the segment request contradicts itself");
  }
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

av::Bytes muxTs(const SegmentRequest& request, const VideoTrack* video, const AudioTrack* audio) {
  av::TsSegment segment{.start = request.start,
                        .end = request.end,
                        .decodeDelay = 0,
                        .videoFormat = nullptr,
                        .audioFormat = nullptr,
                        .video = {},
                        .audio = {}};
  if (video) {
    segment.decodeDelay = av::decodeDelay(frameTicks(*request.video));
    segment.videoFormat = &video->format;
    segment.video = video->units;
  }
  if (audio) {
    segment.audioFormat = &audio->format;
    segment.audio = audio->units;
  }
  return av::writeTs(segment);
}

Segment makeTracks(const SegmentRequest& request, SourcePool& pool, FrameBudget& budget,
                   const av::CancelToken& token) {
  const Stopwatch total;
  Segment segment;
  // Sound is made beside the pictures. When those fail it is given up, and the future's destructor
  // waits for it.
  SegmentStats audioStats;
  av::CancelToken soundToken(&token);
  std::future<AudioTrack> sound;
  if (request.audio) {
    sound = std::async(std::launch::async,
                       [&] { return makeAudioTrack(request, pool, soundToken, audioStats); });
  }
  std::optional<VideoTrack> video;
  std::optional<AudioTrack> audio;
  try {
    if (request.video) video = makeVideoTrack(request, pool, budget, token, segment.stats);
  } catch (...) {
    soundToken.cancel();
    throw;
  }
  if (sound.valid()) audio = sound.get();
  token.poll();
  add(segment.stats, audioStats);
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
    return makeTracks(request, pool, budget, token);
  } catch (const av::Error& error) {
    // A file that was written to meanwhile looks damaged; opening it throws kSourceChanged then.
    if (error.code() == av::Code::kMediaInvalid) {
      av::File::open(request.source.root, request.source.path, request.source.version);
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

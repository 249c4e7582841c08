#include "engine/cut.h"

#include <algorithm>
#include <future>
#include <utility>

#include "av/copy_writer.h"
#include "av/ts_writer.h"
#include "engine/audio_copy.h"
#include "engine/audio_track.h"
#include "engine/cut_judge.h"
#include "engine/source_lease.h"
#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

/// Far above what is offered to anybody: a file that lies does not fill the memory.
constexpr size_t kMostBytes = size_t{128} << 20;
/// What a sample takes besides its bytes, about.
constexpr size_t kSampleBytes = 128;
/// The first dts of a segment in TS lies this much before its start: deeper reordering than any
/// codec's, in frames; but no longer than players keep.
constexpr Ticks kTsDelay = 16;
constexpr Ticks kLongestTsDelay = 2 * av::kTicksPerSecond;

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

/// Not the first key picture of the file, but one that was found to be good.
bool isPlaced(const std::optional<KeyFrame>& key) { return key && key->place >= 0; }

struct Pictures {
  av::CopyFormat format;
  std::vector<av::CopySample> samples;
};

/// Turns the packets of a run into samples.
class Collector {
 public:
  Collector(const SegmentRequest& request, const av::CopyFormat& format)
      : request_(request), format_(format) {}

  void add(const AVPacket& packet, Ticks time) {
    const bool leads = samples_.empty();
    if (request_.first && leads && time < 0 && time >= -Stretch::kTolerance) time = 0;
    if (request_.first && !leads && isOmitted(time)) return;
    check(packet, time);
    if (packet.flags & AV_PKT_FLAG_DISCARD) {
      hidden_.push_back(counted(sampleOf(packet, time)));
      return;
    }
    std::ranges::move(hidden_, std::back_inserter(samples_));
    hidden_.clear();
    samples_.push_back(counted(sampleOf(packet, time)));
  }

  /// What is hidden behind all that is shown is left out.
  std::vector<av::CopySample> finish() { return std::move(samples_); }

 private:
  /// Nobody sees what lies before presentation zero, and nothing that is seen needs it: it leads
  /// the first key picture. Of a recording that begins at any picture all that leads is lost.
  bool isOmitted(Ticks time) const {
    return time < 0 || (isPlaced(request_.key) && time < request_.key->time);
  }

  void check(const AVPacket& packet, Ticks time) {
    if (time < 0 || time < request_.start - kFar || time > request_.end + kFar) {
      refuse("a picture's time lies far outside of its group of pictures");
    }
    if (packet.flags & AV_PKT_FLAG_DISCARD && !request_.last) {
      refuse("the container hides pictures amid the video");
    }
  }

  av::CopySample counted(av::CopySample&& sample) {
    bytes_ += sample.data.size() + kSampleBytes;
    if (bytes_ > kMostBytes) refuse("there are too many bytes between two key pictures");
    return std::move(sample);
  }

  av::CopySample sampleOf(const AVPacket& packet, Ticks time) {
    const std::span<const uint8_t> data(packet.data, static_cast<size_t>(packet.size));
    const bool marked = (packet.flags & AV_PKT_FLAG_KEY) != 0;
    if (marked && av::changesParameters(format_, data)) {
      refuse("the video's parameter sets change");
    }
    const bool begins = samples_.empty() && hidden_.empty();
    const bool key = begins || (marked && av::accessOf(format_, data) == av::Access::kClosed);
    if (request_.container == Container::kTs) {
      return {av::toAnnexB(format_, data, begins || marked), time, key};
    }
    return {av::toSample(format_, data), time, key};
  }

  const SegmentRequest& request_;
  const av::CopyFormat& format_;
  size_t bytes_ = 0;
  std::vector<av::CopySample> samples_;
  std::vector<av::CopySample> hidden_;  // behind the last one that is shown
};

Pictures copyPictures(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token,
                      SegmentStats& stats) {
  SourceLease<CutSource> source(pool, request, CutSpec{request.copiedVideo->stream}, token, stats);
  const CutRun run{.origin = request.origin,
                   .start = request.start,
                   .end = request.end,
                   .from = request.first && !isPlaced(request.key) ? std::nullopt : request.key,
                   .to = request.nextKey};
  Pictures pictures{source->format(token), {}};
  Collector collector(request, pictures.format);
  stats.warm = source->read(
      run, token, [&](const AVPacket& packet, Ticks time) { collector.add(packet, time); });
  source.release();
  pictures.samples = collector.finish();
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
  const uint32_t sequence = request.index + 1;
  if (request.container == Container::kTs) return muxTs(request, tracks);
  if (tracks.copiedAudio) {
    const auto& [format, units] = *tracks.copiedAudio;
    const int64_t start = av_rescale(request.start, format.sampleRate, av::kTicksPerSecond);
    return av::writeFragment(sequence, format, units, start);
  }
  return av::writeFragment(av::CopyFragment{.sequence = sequence,
                                            .samples = tracks.video->samples,
                                            .start = request.start,
                                            .end = request.end});
}

}  // namespace

Segment makeCut(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token) {
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
  const auto& [root, path, version] = request.source;
  auto input = av::Input::open(av::File::open(root, path, version), av::Analysis::kHeaders, token);
  if (request.video) {
    CutSource source(std::move(input), CutSpec{request.video->stream});
    return av::writeInit(source.format(token));
  }
  const AudioCopySource source(std::move(input), AudioCopySpec{request.audio->stream, 0}, token);
  return av::writeInit(source.format());
}

}  // namespace haema::engine

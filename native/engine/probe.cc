#include "engine/probe.h"

#include <algorithm>
#include <span>

#include "av/captions.h"
#include "engine/byte_seeker.h"
#include "engine/stream_facts.h"
#include "engine/time_pieces.h"
#include "engine/true_end.h"

extern "C" {
#include <libavutil/parseutils.h>
}

namespace haema::engine {

namespace {

/// Rates above this are a time base that someone took for a rate, unless it was counted.
constexpr double kMaxCredibleRate = 480;
constexpr double kMaxCountedRate = 999;

/// A header that claims more is taken for damaged, and the packets are asked.
constexpr Ticks kMaxStated = Ticks{30} * 24 * 3600 * av::kTicksPerSecond;

/// A cover is no video, and neither is what has no size.
bool playable(const AVStream* stream) {
  const AVCodecParameters* p = stream->codecpar;
  const bool empty = p->codec_type == AVMEDIA_TYPE_VIDEO && (p->width <= 0 || p->height <= 0);
  const bool cover = (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
  return !empty && !cover && avcodec_find_decoder(p->codec_id);
}

/// The first that calls itself the default one, as players do; where none does, libav's choice,
/// which weighs resolution, bit rate and programmes; where that cannot be played, the first that
/// can.
int selectStream(const av::Input& input, AVMediaType type, int related) {
  AVFormatContext* context = input.context();
  const std::span streams(context->streams, context->nb_streams);
  const auto firstOf = [&](int disposition) {
    const auto found = std::ranges::find_if(streams, [&](const AVStream* stream) {
      return stream->codecpar->codec_type == type && playable(stream) &&
             (stream->disposition & disposition) == disposition;
    });
    return found == streams.end() ? -1 : (*found)->index;
  };
  const int best = av_find_best_stream(context, type, -1, related, nullptr, 0);
  if (best < 0) return -1;
  const int preferred = firstOf(AV_DISPOSITION_DEFAULT);
  if (preferred >= 0) return preferred;
  return playable(input.stream(best)) ? best : firstOf(0);
}

/// The end of a stream as the header states it, in container ticks; kNoTicks where it does not.
Ticks statedEnd(const av::Input& input, int index) {
  const AVFormatContext* context = input.context();
  const AVStream* stream = input.stream(index);
  if (stream->duration != AV_NOPTS_VALUE && stream->duration > 0) {
    const Ticks duration = av::toTicks(stream->duration, stream->time_base);
    return duration == av::kNoTicks ? av::kNoTicks : startOf(stream) + duration;
  }
  if (context->duration == AV_NOPTS_VALUE || context->duration <= 0) return av::kNoTicks;
  const Ticks duration = av::toTicks(context->duration, AV_TIME_BASE_Q);
  const Ticks start = av::toTicks(context->start_time, AV_TIME_BASE_Q);
  // Matroska counts its duration from zero, the others from where they start.
  const bool fromZero = input.isFormat("matroska") || start == av::kNoTicks;
  return duration == av::kNoTicks ? av::kNoTicks : (fromZero ? 0 : start) + duration;
}

bool headerIsCredible(const av::Input& input, const Probe& probe) {
  if (!probe.index.complete) return false;
  if (input.context()->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return false;
  // Recorded live, cut off or never finished: nobody has gone back to correct the header.
  return !input.isFormat("matroska") || probe.video < 0 || !probe.index.keyframes.empty();
}

std::vector<int> selected(const Probe& probe) {
  std::vector<int> streams;
  for (const int index : {probe.video, probe.audio}) {
    if (index >= 0) streams.push_back(index);
  }
  return streams;
}

void setEnd(Probe& probe, Ticks end, const char* from) {
  if (end == av::kNoTicks || end <= probe.origin) {
    throw av::Error(av::Code::kMediaInvalid, "the file ends before its first picture or sound");
  }
  probe.duration = end - probe.origin;
  probe.durationFrom = from;
  if (probe.duration >= av::kLongestPresentation) {
    throw av::Error(av::Code::kMediaInvalid, "the times of the file cannot be meant");
  }
}

std::optional<Ticks> endOf(const std::vector<av::Piece>& pieces) {
  if (pieces.empty()) return std::nullopt;
  return pieces.back().to + pieces.back().shift;
}

/// Of a Matroska track, as most muxers write it: "00:01:02.345000000". kNoTicks: not there.
Ticks taggedLength(const AVStream* stream) {
  const AVDictionaryEntry* tag = av_dict_get(stream->metadata, "DURATION", nullptr, 0);
  int64_t microseconds = 0;
  if (!tag || av_parse_time(&microseconds, tag->value, 1) < 0) return av::kNoTicks;
  return av::toTicks(microseconds, AV_TIME_BASE_Q);
}

/// Matroska states one length for all tracks: subtitles, or a commentary, may go on for longer than
/// what is played.
bool mayBeOfOthers(const av::Input& input, const Probe& probe, Ticks end) {
  if (!input.isFormat("matroska")) return false;
  const AVFormatContext* context = input.context();
  bool others = false;
  for (const AVStream* stream : std::span(context->streams, context->nb_streams)) {
    const AVMediaType type = stream->codecpar->codec_type;
    const bool timed =
        type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO || type == AVMEDIA_TYPE_SUBTITLE;
    if (stream->index != probe.video && stream->index != probe.audio) {
      others = others || (timed && !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC));
    } else if (taggedLength(stream) >= end - av::kTicksPerSecond / 4) {
      return false;
    }
  }
  return others;
}

void measureDuration(const SourceRef& source, av::Input& input, Probe& probe,
                     const av::CancelToken& token) {
  if (const auto end = endOf(probe.pieces)) return setEnd(probe, *end, "scan");
  Ticks end = av::kNoTicks;
  if (ByteSeeker::suits(input)) end = measureLastBytes(input, selected(probe), token).value_or(end);
  const char* from = end == av::kNoTicks ? "header" : "tail";
  bool stated = headerIsCredible(input, probe);
  for (const int index : selected(probe)) {
    Ticks table = index == probe.video ? probe.index.end : av::kNoTicks;
    if (index != probe.video && probe.index.truncated) {
      table = endInTables(input, index, probe.origin, token);
    }
    const Ticks own = table == av::kNoTicks ? statedEnd(input, index) : table + probe.origin;
    const bool credible = own != av::kNoTicks && own - probe.origin <= kMaxStated;
    stated = stated && credible;
    if (credible) end = std::max(end, own);
  }
  if (!stated || mayBeOfOthers(input, probe, end)) {
    bool scanned = false;
    const auto measured = measureEnd(av::File::open(source.root, source.path, probe.version),
                                     selected(probe), token, scanned);
    if (measured) end = *measured;
    return setEnd(probe, end, scanned ? "scan" : "tail");
  }
  setEnd(probe, end, from);
}

/// The sample tables know better than any header how long a frame lasts.
void correctRate(Probe& probe) {
  if (probe.video < 0) return;
  StreamFacts& video = probe.streams[static_cast<size_t>(probe.video)];
  const std::vector<Ticks>& frames = probe.index.frames;
  if (frames.size() >= 2) {
    const auto gaps = static_cast<int64_t>(frames.size() - 1);
    const Ticks span = frames.back() - frames.front();
    Ticks least = span, most = 0;
    for (size_t i = 1; i < frames.size(); ++i) {
      least = std::min(least, frames[i] - frames[i - 1]);
      most = std::max(most, frames[i] - frames[i - 1]);
    }
    video.constantRate = most - least <= 2;
    if (!video.constantRate && span > 0) {
      av_reduce(&video.frameRate.num, &video.frameRate.den, gaps * av::kTicksPerSecond, span,
                1'000'000);
    }
  }
  if (!probe.pieces.empty()) video.constantRate = false;
  const bool credible =
      video.frameRate.num > 0 && video.frameRate.den > 0 &&
      av_q2d(video.frameRate) <= (frames.size() >= 2 ? kMaxCountedRate : kMaxCredibleRate);
  if (!credible) {
    video.frameRate = {0, 1};
    video.constantRate = false;
  }
}

void describeContainer(const av::Input& input, Probe& probe) {
  const AVFormatContext* context = input.context();
  probe.format = input.formatName();
  probe.bitRate = context->bit_rate;
  const AVDictionaryEntry* tag = nullptr;
  while ((tag = av_dict_get(context->metadata, "", tag, AV_DICT_IGNORE_SUFFIX))) {
    probe.tags[cleanText(tag->key)] = cleanText(tag->value);
  }
}

/// A chapter that begins behind the end is none; one that ends there or nowhere ends with the rest.
void describeChapters(const av::Input& input, Probe& probe) {
  const AVFormatContext* context = input.context();
  for (unsigned i = 0; i < context->nb_chapters; ++i) {
    const AVChapter* chapter = context->chapters[i];
    const Ticks start = av::toTicks(chapter->start, chapter->time_base);
    const Ticks end = av::toTicks(chapter->end, chapter->time_base);
    if (start == av::kNoTicks || start - probe.origin >= probe.duration) continue;
    const bool endless = end == av::kNoTicks || end - probe.origin > probe.duration;
    probe.chapters.push_back({start - probe.origin, endless ? probe.duration : end - probe.origin,
                              cleanTag(chapter->metadata, "title")});
  }
}

Ticks originOf(const av::Input& input, const Probe& probe) {
  Ticks origin = av::kForever;
  for (const int index : selected(probe)) {
    origin = std::min(origin, startOf(input.stream(index)));
  }
  return origin;
}

/// Of those within the first few pictures: whoever sends any sends some bytes with each. The last
/// look at a file, since nothing is read in its order afterwards.
std::vector<std::string> captionsOf(av::Input& input, int video, const av::CancelToken& token) {
  constexpr int kPictures = 4, kMostPackets = 2'000;
  constexpr int64_t kMostBytes = 8 << 20;
  const AVStream* stream = input.stream(video);
  const AVCodecID codec = stream->codecpar->codec_id;
  if (!av::mayHaveCaptions(codec)) return {};
  const av::Input::Lease lease(input, token);
  // Every stream: a file whose pictures lie far behind all else is not read to its end for them.
  input.select({});
  const int64_t start = stream->start_time == AV_NOPTS_VALUE ? 0 : stream->start_time;
  // Where no index leads to the first picture, it is at the beginning.
  if (!(ByteSeeker::suits(input) ? input.seekToByte(0) : input.seek(video, start))) return {};
  av::Bytes captions;
  av::PacketHandle packet = av::makePacket();
  int64_t bytesRead = 0;
  for (int count = 0, packets = 0; count < kPictures && packets < kMostPackets; ++packets) {
    token.poll();
    const av::PacketTurn turn(packet);
    if (bytesRead > kMostBytes || !input.read(packet)) break;
    bytesRead += packet->size;
    if (packet->stream_index != video) continue;
    ++count;
    const std::span bytes(packet->data, static_cast<size_t>(packet->size));
    const av::Bytes found = av::captionsIn(bytes, codec);
    captions.insert(captions.end(), found.begin(), found.end());
  }
  return av::captionChannels(captions);
}

/// Nothing where a description does not do.
std::optional<Probe> examine(const SourceRef& source, av::Analysis analysis,
                             const av::CancelToken& token) {
  Probe probe;
  av::File file = av::File::open(source.root, source.path, source.version);
  probe.version = file.version();
  const auto input = av::Input::open(std::move(file), analysis, token);
  probe.video = selectStream(*input, AVMEDIA_TYPE_VIDEO, -1);
  probe.audio = selectStream(*input, AVMEDIA_TYPE_AUDIO, probe.video);
  if (probe.video < 0 && probe.audio < 0) {
    throw av::Error(av::Code::kMediaInvalid,
                    "the file holds no video or sound that can be decoded");
  }
  probe.origin = originOf(*input, probe);
  describeContainer(*input, probe);
  for (unsigned i = 0; i < input->context()->nb_streams; ++i) {
    probe.streams.push_back(describeStream(input->context()->streams[i], probe.origin));
  }
  if (probe.video >= 0) {
    auto index = readIndex(*input, probe.video, probe.origin, token);
    if (!index) return std::nullopt;
    probe.index = std::move(*index);
  }
  probe.pieces = findPieces(*input, selected(probe), token);
  measureDuration(source, *input, probe, token);
  if (probe.pieces.size() < 2) probe.pieces.clear();
  describeChapters(*input, probe);
  correctRate(probe);
  if (probe.video >= 0) {
    auto& video = probe.streams[static_cast<size_t>(probe.video)];
    video.captions = captionsOf(*input, probe.video, token);
  }
  input->file()->ensureUnchanged();
  return probe;
}

}  // namespace

Probe probe(const SourceRef& source, const av::CancelToken& token) {
  auto probe = examine(source, av::Analysis::kDescription, token);
  if (!probe) probe = examine(source, av::Analysis::kFull, token);
  return *std::move(probe);
}

}  // namespace haema::engine

#include "engine/media_index.h"

#include <algorithm>
#include <array>

#include "av/matroska.h"
#include "av/mp4_samples.h"

namespace haema::engine {

namespace {

/// The demuxer's own entries: exact for containers whose index holds presentation times, and near
/// enough for a grid otherwise, since frames are assigned by their own times.
void readEntries(const AVStream* stream, Ticks origin, MediaIndex& index) {
  const int count = avformat_index_get_entries_count(stream);
  for (int i = 0; i < count; ++i) {
    const AVIndexEntry* entry = avformat_index_get_entry(const_cast<AVStream*>(stream), i);
    const Ticks time = av::toTicks(entry->timestamp, stream->time_base);
    if (!(entry->flags & AVINDEX_KEYFRAME) || time == av::kNoTicks) continue;
    index.keyframes.push_back({time - origin, entry->timestamp});
  }
}

/// Whether the tables and libav tell of the same samples. An excerpt holds the first of them; with
/// a sidx libav learns of fragments only as it reaches them.
bool agree(const av::Mp4LibavView& view, const std::vector<av::Mp4Sample>& samples,
           const av::Input& input, const AVStream* stream) {
  const auto entries = static_cast<size_t>(avformat_index_get_entries_count(stream));
  const size_t known = view.end - view.begin;
  if (!input.isExcerpt()) return view.lazy || known == entries;
  if (entries > known) return false;
  for (size_t i = 0; i < entries; ++i) {
    const auto* entry =
        avformat_index_get_entry(const_cast<AVStream*>(stream), static_cast<int>(i));
    if (entry->timestamp != samples[view.begin + i].dts + view.dtsOffset) return false;
  }
  return entries > 0;
}

/// libav's index holds decoding times while a cut needs presentation times: from the sample tables.
/// False where an excerpt does not do.
bool readMov(av::Input& input, const AVStream* stream, Ticks origin, MediaIndex& index,
             const av::CancelToken& token) {
  const auto track = av::readMp4Track(input.reader(), static_cast<uint64_t>(input.size()),
                                      static_cast<uint32_t>(stream->id), token);
  if (!track || !agree(track->libav, track->samples, input, stream)) {
    readEntries(stream, origin, index);
    return !input.isExcerpt();
  }
  const AVRational base{1, static_cast<int>(track->timescale)};
  const auto timeOf = [&](int64_t time) {
    const Ticks ticks = av::toTicks(time + track->libav.ptsOffset, base);
    return ticks == av::kNoTicks ? av::kNoTicks : ticks - origin;
  };
  index.frames.reserve(track->samples.size());
  for (const av::Mp4Sample& sample : track->samples) {
    const Ticks time = timeOf(sample.pts);
    if (!sample.shown || !sample.whole || time == av::kNoTicks) continue;
    index.frames.push_back(time);
    if (sample.sync) index.keyframes.push_back({time, av::seekTimestamp(*track, sample)});
  }
  std::ranges::sort(index.frames);
  index.end = timeOf(track->mediaEnd);
  index.truncated = track->truncated;
  return true;
}

/// libav reads Cues only when it first seeks, and without Cues its index grows while it reads.
void readMatroska(av::Input& input, const AVStream* stream, Ticks origin, MediaIndex& index,
                  const av::CancelToken& token) {
  const av::MatroskaFacts facts =
      av::readMatroskaFacts(input.reader(), static_cast<uint64_t>(input.size()), token);
  index.complete = facts.complete;
  if (!facts.hasCues) return;
  input.seek(stream->index, 0);
  readEntries(stream, origin, index);
}

/// Whether the file is as long as its header says; some muxers are a few bytes wrong.
bool isWholeAvi(av::Input& input) {
  constexpr int64_t kSloppy = 4096;
  std::array<uint8_t, 4> size{};
  if (!input.reader()(4, size)) return false;
  const int64_t claimed = size[0] | size[1] << 8 | size[2] << 16 | int64_t{size[3]} << 24;
  return claimed <= input.size() + kSloppy;
}

/// Whether the file ends with a tag: behind each stands how long it is.
bool isWholeFlv(av::Input& input) {
  constexpr int64_t kTagHeader = 11, kTagSize = 4;
  std::array<uint8_t, 4> bytes{};
  const auto read = [&](int64_t position) {
    return position >= 0 && input.reader()(static_cast<uint64_t>(position), bytes);
  };
  const auto number = [](uint8_t a, uint8_t b, uint8_t c) { return a << 16 | b << 8 | c; };
  if (!read(input.size() - kTagSize)) return false;
  const int64_t length = int64_t{bytes[0]} << 24 | number(bytes[1], bytes[2], bytes[3]);
  if (!read(input.size() - kTagSize - length)) return false;
  return number(bytes[1], bytes[2], bytes[3]) + kTagHeader == length;
}

}  // namespace

std::optional<MediaIndex> readIndex(av::Input& input, int streamIndex, Ticks origin,
                                    const av::CancelToken& token) {
  const av::Input::Lease lease(input, token);
  const AVStream* stream = input.stream(streamIndex);
  MediaIndex index;
  if (input.isFormat("mov")) {
    index.from = "mov";
    if (!readMov(input, stream, origin, index, token)) return std::nullopt;
  } else if (input.isFormat("matroska")) {
    index.from = "matroska";
    readMatroska(input, stream, origin, index, token);
  } else if (input.isFormat("avi") || input.isFormat("flv")) {
    index.from = input.isFormat("avi") ? "avi" : "flv";
    readEntries(stream, origin, index);
    index.complete = input.isFormat("avi") ? isWholeAvi(input) : isWholeFlv(input);
  }
  const auto byTime = [](const KeyFrame& a, const KeyFrame& b) { return a.time < b.time; };
  std::ranges::stable_sort(index.keyframes, byTime);
  auto& keys = index.keyframes;
  const auto isSame = [](const KeyFrame& a, const KeyFrame& b) { return a.time == b.time; };
  keys.erase(std::unique(keys.begin(), keys.end(), isSame), keys.end());
  if (index.keyframes.empty()) {
    index.from = "none";
    index.frames.clear();
  }
  return index;
}

Ticks endInTables(av::Input& input, int streamIndex, Ticks origin, const av::CancelToken& token) {
  const av::Input::Lease lease(input, token);
  const AVStream* stream = input.stream(streamIndex);
  const auto track = av::readMp4Track(input.reader(), static_cast<uint64_t>(input.size()),
                                      static_cast<uint32_t>(stream->id), token);
  if (!track) return av::kNoTicks;
  const AVRational base{1, static_cast<int>(track->timescale)};
  const Ticks end = av::toTicks(track->mediaEnd + track->libav.ptsOffset, base);
  return end == av::kNoTicks ? av::kNoTicks : end - origin;
}

}  // namespace haema::engine

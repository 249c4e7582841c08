#include <algorithm>
#include <utility>

#include "av/mp4_parts.h"

extern "C" {
#include <libavutil/mathematics.h>
}

namespace haema::av::mp4 {
namespace {

constexpr uint32_t kNormalRate = 0x10000;

/// Samples as libav's mov_fix_index leaves them: the range in its index, and where the first
/// picture within the edit stands.
struct Kept {
  size_t begin = 0;
  size_t end = 0;
  int64_t firstDts = 0;     // of the first sample in decode order that is within the edit
  int64_t correction = -1;  // libav's min_corrected_pts before empty edits are taken off
};

/// The key sample from which libav decodes to reach the edit: the last whose dts and pts are both
/// not behind it. Without composition offsets any sample does if there is no such key sample.
size_t firstNeeded(const std::vector<Mp4Sample>& samples, bool hasOffsets, int64_t mediaTime) {
  const auto behind = std::ranges::upper_bound(samples, mediaTime, {}, &Mp4Sample::dts);
  const auto count = static_cast<size_t>(behind - samples.begin());
  for (size_t i = count; i > 0; i--) {
    const Mp4Sample& sample = samples[i - 1];
    if (sample.sync && sample.pts <= mediaTime) return i - 1;
  }
  if (hasOffsets || count == 0) return 0;
  size_t index = count - 1;
  while (index > 0 && samples[index - 1].dts == samples[index].dts) index--;
  return index;
}

/// Walks the samples as mov_fix_index does, marks those it discards, and ends where it ends: at the
/// first key sample behind the edit, or with composition offsets at the second.
Kept keepEdit(std::vector<Mp4Sample>& samples, bool hasOffsets, const Edit& edit) {
  const int64_t editEnd = edit.mediaTime + edit.duration;
  Kept kept;
  kept.begin = kept.end = firstNeeded(samples, hasOffsets, edit.mediaTime);
  bool encountered = false;
  bool keyBehind = false;
  for (size_t i = kept.begin; i < samples.size(); i++) {
    Mp4Sample& sample = samples[i];
    sample.shown = sample.pts >= edit.mediaTime && sample.pts < editEnd;
    kept.end = i + 1;
    if (sample.shown) {
      if (!encountered) kept.firstDts = sample.dts;
      encountered = true;
      const int64_t corrected = sample.pts - kept.firstDts + edit.empty;
      kept.correction = kept.correction < 0 ? corrected : std::min(kept.correction, corrected);
    }
    const int64_t duration =
        i + 1 < samples.size() ? samples[i + 1].dts - sample.dts : edit.duration;
    if (!sample.sync || sample.pts + duration < editEnd) continue;
    if (!hasOffsets || keyBehind) break;
    keyBehind = true;
  }
  return kept;
}

bool applyFully(const MediaSamples& media, const Edit& edit, Mp4Track& track) {
  for (auto& sample : track.samples) sample.shown = false;
  const Kept kept = keepEdit(track.samples, media.hasOffsets, edit);
  if (std::ranges::none_of(track.samples, &Mp4Sample::shown)) return false;
  const int64_t correction = kept.correction - edit.empty;
  Mp4LibavView& libav = track.libav;
  libav.begin = kept.begin;
  libav.end = kept.end;
  libav.ptsOffset = edit.mediaTime - kept.firstDts - std::max<int64_t>(correction, 0);
  libav.dtsOffset = libav.ptsOffset - media.dtsShift;
  libav.seekOffset = libav.ptsOffset + correction;
  return true;
}

int64_t latestEnd(const Mp4Track& track, int64_t lastEnd) {
  int64_t end = INT64_MIN;
  const auto& samples = track.samples;
  for (size_t i = 0; i < samples.size(); i++) {
    if (!samples[i].shown || !samples[i].whole) continue;
    const int64_t next = i + 1 < samples.size() ? samples[i + 1].dts : lastEnd;
    end = std::max(end, samples[i].pts + std::max<int64_t>(next - samples[i].dts, 0));
  }
  return end == INT64_MIN ? 0 : end;
}

}  // namespace

std::optional<Edit> readEditList(const Movie& movie) {
  Edit edit;
  if (!movie.editList) return edit;
  Cursor cursor(*movie.editList);
  const bool wide = cursor.u8() == 1;
  cursor.skip(3 + 4);  // libav believes the box's size more than its count
  const size_t held = cursor.rest().size() / (wide ? 20 : 12);
  if (held == 0) return edit;
  if (movie.timescale == 0 || movie.timescale > INT32_MAX) return std::nullopt;
  edit.present = true;
  for (size_t i = 0; i < held; i++) {
    const uint64_t length = wide ? cursor.u64() : cursor.u32();
    const int64_t time = wide ? static_cast<int64_t>(cursor.u64()) : cursor.i32();
    const uint32_t rate = cursor.u32();
    if (length > kMaxTime || time > kMaxTime) return std::nullopt;
    const int64_t duration =
        av_rescale(static_cast<int64_t>(length), movie.mediaTimescale, movie.timescale);
    if (duration < 0 || duration > kMaxTime) return std::nullopt;
    if (time >= 0) {
      if (i + 1 < held || rate != kNormalRate) return std::nullopt;
      edit.mediaTime = time;
      edit.duration = duration;
      return edit;
    }
    edit.empty += duration;
    edit.empties++;
    if (time != -1 || edit.empty > kMaxTime) return std::nullopt;
  }
  return std::nullopt;
}

bool applyEdits(const Movie& movie, MediaSamples media, Mp4Track& track) {
  const auto edit = readEditList(movie);
  if (!edit) return false;
  track.samples = std::move(media.samples);
  track.places = std::move(media.places);
  track.libav.end = track.samples.size();
  if (edit->present && movie.libavEdits) {
    if (track.fragmented || !applyFully(media, *edit, track)) return false;
  } else {
    if (edit->empties > 1) return false;  // libav heeds the first alone
    track.libav.ptsOffset = track.fragmented ? media.dtsShift : 0;
    track.libav.dtsOffset = track.fragmented ? 0 : -media.dtsShift;
    track.libav.seekOffset = track.libav.ptsOffset + edit->mediaTime;
  }
  const int64_t shift = edit->empty - edit->mediaTime;
  for (auto& sample : track.samples) {
    sample.dts += shift;
    sample.pts += shift;
  }
  track.mediaEnd = latestEnd(track, media.end + shift);
  return true;
}

}  // namespace haema::av::mp4

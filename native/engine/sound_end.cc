#include "engine/sound_end.h"

#include "engine/stream_clock.h"

namespace haema::engine {

namespace {

const AVIndexEntry* lastEntry(AVStream* stream) {
  const int count = avformat_index_get_entries_count(stream);
  return count > 0 ? avformat_index_get_entry(stream, count - 1) : nullptr;
}

}  // namespace

SoundEnd::SoundEnd(const av::Input& input, int stream) {
  const int pictures = clockBeside(input, stream);
  if (!input.isFormat("avi") || pictures < 0) return;
  AVStream* const sound = input.stream(stream);
  AVStream* const video = input.stream(pictures);
  const AVIndexEntry* const last = lastEntry(sound);
  const AVIndexEntry* const picture = lastEntry(video);
  if (video->codecpar->codec_type != AVMEDIA_TYPE_VIDEO || !last || !picture) return;
  if (sound->duration == AV_NOPTS_VALUE || picture->pos <= last->pos) return;
  const int64_t start = sound->start_time == AV_NOPTS_VALUE ? 0 : sound->start_time;
  time_ = av::toTicks(start + sound->duration, sound->time_base);
  pictures_ = av::toTicks(picture->timestamp, video->time_base);
  position_ = last->pos + last->size;
}

bool SoundEnd::isBehind(int64_t position, Ticks last, Ticks duration, Ticks until) const {
  // By half a packet headers may round.
  const bool whole = last != av::kNoTicks && last + duration + duration / 2 >= time_;
  return position >= position_ && whole && until + StreamClock::kInterleave <= pictures_;
}

}  // namespace haema::engine

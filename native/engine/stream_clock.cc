#include "engine/stream_clock.h"

namespace haema::engine {

namespace {

int clockBeside(const av::Input& input, int wanted) {
  if (input.isFormat("mov") || input.isFormat("avi")) return -1;
  const AVFormatContext* context = input.context();
  const int video =
      av_find_best_stream(input.context(), AVMEDIA_TYPE_VIDEO, -1, wanted, nullptr, 0);
  const bool cover =
      video >= 0 && context->streams[video]->disposition & AV_DISPOSITION_ATTACHED_PIC;
  if (video >= 0 && video != wanted && !cover) return video;
  for (int i = 0; i < static_cast<int>(context->nb_streams); ++i) {
    const bool sound = context->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    if (sound && i != wanted) return i;
  }
  return -1;
}

}  // namespace

Ticks timeOf(const AVPacket* packet, AVRational base) {
  return av::toTicks(packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts, base);
}

StreamClock::StreamClock(const av::Input& input, int wanted)
    : wanted_(wanted), clock_(clockBeside(input, wanted)) {}

std::vector<int> StreamClock::streams() const {
  return clock_ < 0 ? std::vector{wanted_} : std::vector{wanted_, clock_};
}

void StreamClock::Beginning::add(Ticks time) {
  if (count == kReadings) return;
  ++count;
  greatest = std::max(greatest, time);
}

void StreamClock::reset() {
  last_.clear();
  landed_ = silent_ = {};
  lag_ = 0;
}

bool StreamClock::note(const AVPacket* packet, Ticks time) {
  if (packet->stream_index == wanted_) {
    silent_ = {};
    if (time != av::kNoTicks && now() != av::kNoTicks) lag_ = std::max(lag_, now() - time);
    return true;
  }
  if (time == av::kNoTicks) return false;
  landed_.add(time);
  silent_.add(time);
  last_.push_back(time);
  if (last_.size() > kReadings) last_.pop_front();
  return false;
}

Ticks StreamClock::now() const noexcept {
  return last_.size() < kReadings ? av::kNoTicks : *std::ranges::min_element(last_);
}

}  // namespace haema::engine

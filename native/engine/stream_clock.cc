#include "engine/stream_clock.h"

#include <span>

namespace haema::engine {

namespace {

bool hasTables(const av::Input& input) { return input.isFormat("mov") || input.isFormat("avi"); }

}  // namespace

int clockBeside(const av::Input& input, int wanted) {
  const std::span streams(input.context()->streams, input.context()->nb_streams);
  const auto isSound = [](const AVStream* stream) {
    return stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
  };
  const AVMediaType other = isSound(input.stream(wanted)) ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO;
  const int best = av_find_best_stream(input.context(), other, -1, wanted, nullptr, 0);
  const bool cover = best >= 0 && input.stream(best)->disposition & AV_DISPOSITION_ATTACHED_PIC;
  if (best >= 0 && !cover) return best;
  const auto sound = std::ranges::find_if(
      streams, [&](const AVStream* stream) { return isSound(stream) && stream->index != wanted; });
  return sound == streams.end() ? -1 : (*sound)->index;
}

Ticks timeOf(const AVPacket* packet, AVRational base) {
  return av::toTicks(packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts, base);
}

StreamClock::StreamClock(const av::Input& input, int wanted)
    : wanted_(wanted), clock_(hasTables(input) ? -1 : clockBeside(input, wanted)) {}

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

#include "engine/byte_seeker.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace haema::engine {

namespace {

/// What is nearer than this is read through faster than searched.
constexpr int64_t kGrain = 256 * 1024;
/// Halving alone needs fewer for any file.
constexpr int kMaxSteps = 64;
constexpr size_t kMaxMarks = 8192;
/// The streams that tell the time may have ended, while others go on.
constexpr int64_t kSearched = 8 * 1024 * 1024;

}  // namespace

void ByteSeeker::note(const AVPacket* packet, Ticks time) {
  if (packet->pos < 0 || time == av::kNoTicks || falls_) return;
  if (marks_.size() >= kMaxMarks) marks_.clear();
  // A packet for each second will do. Those of one PES packet share its position.
  const auto above = marks_.upper_bound(packet->pos);
  const bool close =
      above != marks_.begin() && std::abs(time - std::prev(above)->second) < av::kTicksPerSecond;
  if (!close) mark(packet->pos, time);
}

/// Of packets near each other one may be a little earlier than the one before it.
void ByteSeeker::mark(int64_t position, Ticks time) {
  const auto at = marks_.insert_or_assign(position, time).first;
  const auto above = std::next(at);
  falls_ = falls_ || (at != marks_.begin() && std::prev(at)->second > time + kNear) ||
           (above != marks_.end() && time > above->second + kNear);
}

/// The marks nearest to the target on both sides. Where the time behind is not known it is
/// kNoTicks.
std::pair<ByteSeeker::Mark, ByteSeeker::Mark> ByteSeeker::bracket(Ticks target,
                                                                  int64_t size) const {
  std::pair<Mark, Mark> found{{0, av::kNoTicks}, {size, av::kNoTicks}};
  for (const auto& [position, time] : marks_) {
    if (time > target) {
      found.second = {position, time};
      break;
    }
    found.first = {position, time};
  }
  return found;
}

bool ByteSeeker::seek(av::Input& input, Ticks target, const av::CancelToken& token) {
  if (falls_) marks_.clear();
  if (marks_.empty()) {
    for (const int64_t position : {int64_t{0}, std::max<int64_t>(0, input.size() - kGrain)}) {
      marks_[position] = timeAt(input, position, token);
    }
    std::erase_if(marks_, [](const auto& mark) { return mark.second == av::kNoTicks; });
  }
  auto [low, high] = bracket(target, input.size());
  for (int step = 0; step < kMaxSteps && high.position - low.position > kGrain; ++step) {
    const bool known = low.time != av::kNoTicks;
    if (known && target - low.time < kNear) break;
    int64_t guess = low.position + (high.position - low.position) / 2;
    if (known && high.time > low.time && step % 3 < 2) {
      // Just before the target by the rate between the two.
      guess = low.position + av_rescale(high.position - low.position,
                                        std::max<Ticks>(0, target - kNear / 2 - low.time),
                                        high.time - low.time);
    }
    guess = std::clamp(guess, low.position + kGrain / 4, high.position - kGrain / 4);
    const Ticks time = timeAt(input, guess, token);
    if (time != av::kNoTicks) mark(guess, time);
    (time != av::kNoTicks && time <= target ? low : high) = {guess, time};
  }
  return low.position > 0 && input.seekToByte(low.position);
}

/// Of the first packet behind a position; kNoTicks where none has a time within some megabytes.
Ticks ByteSeeker::timeAt(av::Input& input, int64_t position, const av::CancelToken& token) {
  if (!input.seekToByte(position)) return av::kNoTicks;
  while (input.position() < position + kSearched && input.read(packet_)) {
    const av::PacketTurn turn(packet_);
    token.poll();
    const AVStream* stream = input.stream(packet_->stream_index);
    const Ticks time = timeOf(packet_.get(), stream->time_base);
    if (time != av::kNoTicks) return time;
  }
  return av::kNoTicks;
}

}  // namespace haema::engine

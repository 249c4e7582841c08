#include "engine/byte_search.h"

namespace haema::engine {

namespace {

/// As much is read at once anyway.
constexpr int64_t kNearEnough = 64 * 1024;

}  // namespace

bool ByteSearch::suits(const av::Input& input) {
  return input.isFormat("mpegts") || input.isFormat("mpeg");
}

bool ByteSearch::seek(av::Input& input, Ticks time, const av::CancelToken& token) {
  int64_t low = 0, high = input.size();
  for (const auto& [position, reached] : times_) {
    if (reached >= time) {
      high = position;
      break;
    }
    low = position;
  }
  while (high - low > kNearEnough) {
    const int64_t middle = low + (high - low) / 2;
    if (!input.seekToByte(middle)) return false;
    const Ticks reached = timeAt(input, token);
    times_[middle] = reached;
    (reached < time ? low : high) = middle;
  }
  return input.seekToByte(low);
}

/// Of the first packet from here on that tells it; kForever at the end.
Ticks ByteSearch::timeAt(av::Input& input, const av::CancelToken& token) {
  av::PacketHandle packet = av::makePacket();
  while (input.read(packet)) {
    token.poll();
    const av::PacketTurn turn(packet);
    const AVRational base = input.stream(packet->stream_index)->time_base;
    if (packet->dts != AV_NOPTS_VALUE) return av::toTicks(packet->dts, base);
  }
  return av::kForever;
}

}  // namespace haema::engine

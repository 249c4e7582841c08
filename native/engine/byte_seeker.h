// Seeks by time in containers that have no index but find their way after a jump to any byte.
#pragma once

#include <map>

#include "av/input.h"
#include "engine/stream_clock.h"

namespace haema::engine {

/// libav's own search in these containers reads on to the next packet of one stream at each step,
/// which is to the end of the file where that stream has ended; here any selected stream tells the
/// time.
class ByteSeeker {
 public:
  static constexpr Ticks kNear = 2 * av::kTicksPerSecond;

  static bool suits(const av::Input& input) {
    return input.isFormat("mpegts") || input.isFormat("mpeg");
  }

  /// Lands less than about kNear before `target` (container ticks) where time rises through the
  /// file; false when that is the beginning of the file.
  bool seek(av::Input& input, Ticks target, const av::CancelToken& token);
  /// Takes note of where a packet was read; the next seek need not search there. Once time was seen
  /// to fall, nothing is remembered: where a search ends would depend on the searches before it.
  void note(const AVPacket* packet, Ticks time);
  /// Bytes that what was noted takes, estimated.
  size_t memory() const noexcept { return marks_.size() * kMarkBytes; }

 private:
  static constexpr size_t kMarkBytes = 64;  // a node of a map

  struct Mark {
    int64_t position;
    Ticks time;
  };
  Ticks timeAt(av::Input& input, int64_t position, const av::CancelToken& token);
  std::pair<Mark, Mark> bracket(Ticks target, int64_t size) const;

  void mark(int64_t position, Ticks time);

  std::map<int64_t, Ticks> marks_;
  bool falls_ = false;
  av::PacketHandle packet_ = av::makePacket();
};

}  // namespace haema::engine

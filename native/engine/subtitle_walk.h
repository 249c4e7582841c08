// All packets of some subtitle streams, in the order of the file, where no index names them.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "av/input.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// Goes through a file step by step. The input stays on lease meanwhile.
class SubtitleWalk {
 public:
  /// `stream`: its place among those that were asked for.
  using Sink = std::function<void(size_t stream, const AVPacket& packet)>;

  /// Reads as little as the container allows: of Matroska the heads of the blocks alone. The input
  /// outlives what is returned.
  static std::unique_ptr<SubtitleWalk> of(av::Input& input, const std::vector<int>& streams,
                                          const av::CancelToken& token);
  virtual ~SubtitleWalk() = default;

  /// Looks at one more packet of the file; false at its end.
  virtual bool step(const av::CancelToken& token) = 0;
  /// Delivers what was found since the last time.
  virtual void deliver(const av::CancelToken& token, const Sink& sink) = 0;
  /// Bytes that wait for that, and what they take for it.
  virtual size_t waiting() const = 0;
  /// How far it has got, in container ticks; kBeginning where nobody knows.
  virtual Ticks now() const = 0;
};

}  // namespace haema::engine

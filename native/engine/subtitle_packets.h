// Packets of one subtitle stream for a stretch of time, read where the container's index names
// them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/subtitle_index.h"

namespace haema::engine {

struct SubtitleSpec {
  int stream;
  bool operator==(const SubtitleSpec&) const = default;
};

/// A packet as the demuxer has it, and when the next one of its stream begins.
struct SubtitlePacket {
  av::PacketHandle packet;
  Ticks until;  ///< in container ticks; kForever: it is the last one
};

/// An input that stays open between the stretches of a file. One job at a time.
class SubtitlePackets {
 public:
  /// Text or pictures. Throws kBadRequest where the stream is neither.
  static std::unique_ptr<SubtitlePackets> open(av::File file, const SubtitleSpec& spec,
                                               const av::CancelToken& token);

  /// Whether the container's index names all packets of the stream. Else nothing can be read here.
  bool isIndexed() const noexcept { return index_ != nullptr; }
  const AVStream& stream() const noexcept { return *stream_; }

  /// Packets of what is shown at some time within [start, end) of container ticks, in the order of
  /// their times; of more than `most` those that come first. Nothing where there is no index, or it
  /// is wrong. The input is on lease.
  std::optional<std::vector<SubtitlePacket>> shownWithin(Ticks start, Ticks end, size_t most,
                                                         const av::CancelToken& token);

  av::Input& input() noexcept { return *input_; }
  size_t memory() const { return input_->memory() + (index_ ? index_->memory() : 0); }

 private:
  SubtitlePackets(std::unique_ptr<av::Input> input, const SubtitleSpec& spec,
                  const av::CancelToken& token);

  std::unique_ptr<av::Input> input_;
  AVStream* stream_;
  std::unique_ptr<SubtitleIndex> index_;
};

}  // namespace haema::engine

// Single key pictures of a stream, each by as little reading as its container allows.
#pragma once

#include <memory>
#include <vector>

#include "av/orientation.h"
#include "av/pixel_shape.h"
#include "engine/video_input.h"
#include "engine/video_source.h"

namespace haema::engine {

/// Where a key picture is to be looked for.
struct PicturePlace {
  Ticks time;                   ///< from presentation zero
  std::optional<int64_t> seek;  ///< what to hand to the demuxer's seek, where an index names it
};

/// What is known of the stream, however often its container is opened anew.
struct KeyStream {
  av::ParametersHandle parameters;
  AVRational timeBase;
  av::Orientation orientation;
  AVRational pixel;        ///< its shape by the container; 0/1: it does not say
  av::PictureShape shape;  ///< of the title's pictures, as far as it is known
};

/// A key picture as it is coded, and, where that alone does not do, what follows it.
struct KeyPacket {
  std::vector<av::PacketHandle> packets;
  Ticks time = av::kNoTicks;  ///< from presentation zero
};

struct PictureSpec {
  int stream;
  Ticks origin;                 ///< presentation zero in container ticks
  av::PictureShape shape = {};  ///< of the title's pictures; unknown: as the container says
  bool operator==(const PictureSpec&) const = default;
};

/// An input that stays open between the pictures of a file. One job at a time.
class KeyPackets {
 public:
  KeyPackets(std::unique_ptr<av::Input> input, const PictureSpec& spec);

  /// The key picture of the place, or, without an index, one near it. Nothing where there is none.
  std::optional<KeyPacket> read(const PicturePlace& place, const av::CancelToken& token);
  /// As `read`; without an index any key picture near the place will do, which takes less reading.
  std::optional<KeyPacket> readNear(const PicturePlace& place, const av::CancelToken& token);
  /// What follows in the stream; nothing at its end.
  av::PacketHandle readNext(const av::CancelToken& token) { return next(token); }
  /// With as much behind it as makes a picture of one that is refreshed bit by bit.
  std::optional<KeyPacket> readOn(const PicturePlace& place, const av::CancelToken& token);

  const KeyStream& stream() const noexcept { return described_; }
  /// Presentation zero in container ticks.
  Ticks origin() const noexcept { return origin_; }
  av::Input& input() noexcept { return *input_; }
  size_t memory() const { return input_.memory(); }

 private:
  struct Taking {
    size_t count;                     ///< of packets
    bool first;                       ///< the first key picture that is met will do
    uint64_t mostBytes = UINT64_MAX;  ///< that are read before one is met
  };
  std::optional<KeyPacket> read(const PicturePlace& place, const Taking& taking,
                                const av::CancelToken& token);
  bool seek(const PicturePlace& place, const av::CancelToken& token);
  std::optional<KeyPacket> take(const PicturePlace& place, const Taking& taking,
                                const av::CancelToken& token);
  av::PacketHandle next(const av::CancelToken& token);

  VideoInput input_;
  int index_;
  KeyStream described_;
  Ticks origin_;
  size_t count_;  // of packets that a picture may take
};

}  // namespace haema::engine

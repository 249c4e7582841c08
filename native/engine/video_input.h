// An input of which the packets of one video stream are wanted.
#pragma once

#include <memory>

#include "engine/byte_seeker.h"

namespace haema::engine {

/// Where the container has no index, packets of another stream come with them (`stream_clock`): the
/// search by bytes goes by both.
class VideoInput {
 public:
  /// Throws kBadRequest where the stream is no video.
  VideoInput(std::unique_ptr<av::Input> input, int stream);

  av::Input& operator*() const noexcept { return *input_; }
  av::Input* operator->() const noexcept { return input_.get(); }
  /// Another one after restart().
  AVStream* stream() const noexcept { return stream_; }

  /// The next packet, perhaps one of the stream that tells the time; false at the end of the file.
  bool read(av::PacketHandle& packet);
  bool isWanted(const AVPacket& packet) const noexcept {
    return packet.stream_index == stream_->index;
  }

  /// To a key picture that the container's index names, by what its demuxer seeks with.
  bool seekIndexed(int64_t key);
  /// Before a time in container ticks, as near as the container allows; false where that is its
  /// beginning, or the demuxer cannot.
  bool seek(Ticks time, const av::CancelToken& token);
  /// To the first packet; false where nothing has been read since the container was opened. A new
  /// demuxer, because one that has read before may deliver other things there: a time seek passes
  /// over the first key frame in TS and PS, and priming is marked only once.
  bool restart(const av::CancelToken& token);

  size_t memory() const { return input_->memory() + seeker_.memory(); }

 private:
  void select();

  std::unique_ptr<av::Input> input_;
  AVStream* stream_;
  int clock_;  // a stream that tells the time where there are no pictures, or −1
  ByteSeeker seeker_;
  bool untouched_ = true;  // nothing was read since opening
};

}  // namespace haema::engine

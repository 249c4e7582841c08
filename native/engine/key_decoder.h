// Decodes key pictures, by themselves or with what follows, and brings them into the asked size.
#pragma once

#include <optional>

#include "av/decoder.h"
#include "av/picture_fit.h"
#include "engine/key_packets.h"

namespace haema::engine {

class KeyDecoder {
 public:
  /// `stream` must outlive it. `exact`: for pictures that others refer to, too; nothing is left out
  /// of them.
  KeyDecoder(const KeyStream& stream, const av::PictureSize& size, bool exact = false);

  /// Whether the packets hold a sound picture, which is the first such one.
  bool decode(const KeyPacket& key);
  /// Begins with a key picture whose followers will be sent, too.
  void begin() noexcept { decoder_.flush(); }
  void send(const AVPacket* packet) { decoder_.send(packet); }
  /// Whether a sound picture is there that is shown at `from` (of the stream's time) or later.
  bool next(int64_t from) { return receive(from); }
  /// When that is shown; AV_NOPTS_VALUE where nobody says.
  int64_t shownAt() const noexcept { return frame_->pts; }
  /// The picture that was decoded last, sound or not, in the asked size; false where there is none.
  bool take(av::FrameHandle& target);
  uint64_t framesDecoded() const noexcept { return framesDecoded_; }

 private:
  bool receive(int64_t time);
  av::PictureFitter& fitterFor(const AVFrame* frame);

  const KeyStream& stream_;
  av::PictureLook look_;  ///< as it was last
  av::PictureSize size_;
  av::Decoder decoder_;
  av::FrameHandle frame_ = av::makeFrame();     // the sound one
  av::FrameHandle doubtful_ = av::makeFrame();  // concealed, or shown before all of it was sent
  std::optional<av::PictureFitter> fitter_;
  uint64_t framesDecoded_ = 0;
};

}  // namespace haema::engine

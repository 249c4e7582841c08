// Decodes key pictures, each by itself, and brings them into the asked size.
#pragma once

#include <optional>

#include "av/decoder.h"
#include "av/picture_fit.h"
#include "engine/key_packets.h"

namespace haema::engine {

class KeyDecoder {
 public:
  KeyDecoder(const KeyStream& stream, const av::PictureSize& size);

  /// Whether the packets hold a sound picture, which is the first such one.
  bool decode(const KeyPacket& key);
  /// The picture that was decoded last, sound or not, in the asked size; false where there is none.
  bool take(av::FrameHandle& target);
  uint64_t framesDecoded() const noexcept { return framesDecoded_; }

 private:
  bool receive(int64_t time);

  av::PictureLook look_;  ///< as the container tells it
  av::PictureSize size_;
  av::Decoder decoder_;
  av::FrameHandle frame_ = av::makeFrame();     // the sound one
  av::FrameHandle doubtful_ = av::makeFrame();  // concealed, or shown before all of it was sent
  std::optional<av::PictureFitter> fitter_;
  uint64_t framesDecoded_ = 0;
};

}  // namespace haema::engine

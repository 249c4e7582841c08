// The shape of a picture's pixels, told by what belongs to that picture alone.
#pragma once

#include "av/handles.h"

namespace haema::av {

/// Of a title's pictures, before they are turned, as a decoder told it: a container may tell
/// another size, or nothing of the pixels. Nothing is known where the width is 0.
struct PictureShape {
  int width = 0, height = 0;
  AVRational pixel{0, 1};

  /// How wide they are shown for a height of one; 0 where nothing is known.
  double aspect() const noexcept;
  bool operator==(const PictureShape& other) const noexcept {
    return width == other.width && height == other.height && pixel.num == other.pixel.num &&
           pixel.den == other.pixel.den;
  }
};

/// What the container says holds for pictures of the title's size. Others, and those of which it
/// says nothing, have the shape that their frame says where that is no matter of where decoding
/// began, or all that is known. Else, and where a picture of the title's size says nothing, it is
/// the title's; 0:1 where nothing is known.
AVRational pixelShapeOf(AVRational container, const PictureShape& title, AVCodecID codec,
                        const AVFrame* frame);

/// Corrects the shapes of MPEG-1's and MPEG-2's pixels. libavcodec reckons with a display extension
/// also in later sequences that have none, and after a flush: they depend on where decoding began.
class SequenceShape {
 public:
  /// Shown every packet before it is sent to the decoder.
  void heed(const AVPacket* packet);
  /// To be called from `get_buffer2`, when the picture of that packet begins.
  void apply(AVFrame* picture) const;
  void clear() noexcept { *this = {}; }

 private:
  bool isTold_ = false;        // by the decoder
  AVRational shape_ = {0, 1};  // where it is not
};

}  // namespace haema::av

// The shape of a picture's pixels, told by what belongs to that picture alone.
#pragma once

#include "av/handles.h"

namespace haema::av {

/// What the container says holds for pictures of the size that it tells. Others, and those of which
/// it says nothing, have the shape that their frame says where that is no matter of where decoding
/// began. Else, and where a picture of the title's size says nothing, it is the title's; 0:1 where
/// nothing is known. `parameters` are the stream's at opening.
AVRational pixelShapeOf(AVRational container, const AVCodecParameters* parameters,
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

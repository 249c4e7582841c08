// From a decoded picture of any shape to one of the asked size, for JPEG.
#pragma once

#include <optional>

#include "av/handles.h"
#include "av/orientation.h"
#include "av/scaler.h"

namespace haema::av {

/// How large a picture is wanted.
struct PictureSize {
  int width;
  int height;          ///< 0: as the picture's own shape has it; else the rest is cut off
  bool exact = false;  ///< enlarged, too
};

/// How a stream or a file wants its pictures to be shown.
struct PictureLook {
  Orientation orientation;
  AVRational pixel{1, 1};  ///< its shape
  AVColorRange range = AVCOL_RANGE_UNSPECIFIED;
  AVColorSpace matrix = AVCOL_SPC_UNSPECIFIED;
};

/// What is shown of a picture, in its own pixels, and how large that becomes: even numbers.
struct PictureCut {
  int left, top, width, height;
  int shownWidth, shownHeight;
};

/// `width` and `height` of the picture before it is turned.
PictureCut cutOf(int width, int height, const PictureLook& look, const PictureSize& size);

/// Upright, square pixels, 8-bit 4:2:0 in full range by the matrix of BT.601, over black; HDR and
/// BT.2020 as a BT.709 screen shows them.
class PictureFitter {
 public:
  PictureFitter(const PictureLook& look, const PictureSize& size) : look_(look), size_(size) {}

  /// Writes the picture of `source` into `target`, which is (re)allocated where need be.
  void fit(const AVFrame* source, FrameHandle& target);

 private:
  ScalerSettings settingsFor(const AVFrame* source, const PictureCut& cut) const;

  PictureLook look_;
  PictureSize size_;
  void convert(const AVFrame* source, const ScalerSettings& settings, FrameHandle& target);

  std::optional<Scaler> scaler_;
  ScalerSettings settings_{};
  std::optional<Scaler> toJpeg_;  // of what was mapped to BT.709
  FrameHandle mapped_;
};

}  // namespace haema::av

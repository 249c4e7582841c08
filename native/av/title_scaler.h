// From the pictures of a title to those of a rendition, also where their shape changes on the way.
#pragma once

#include <optional>

#include "av/handles.h"
#include "av/scaler.h"

namespace haema::av {

/// A picture of another shape than the title's is shown whole, between black bars; others fill the
/// rendition's size.
class TitleScaler {
 public:
  /// `aspect`: how wide the title's pictures are shown, before they are turned, for a height of
  /// one; 0: every picture fills the size.
  TitleScaler(const ScalerSettings& settings, double aspect);

  /// Whether there will be bars.
  bool isOdd(const AVFrame* source) const { return sizeBetweenBars(source).has_value(); }

  /// Whether the source is what is encoded already and needs no conversion.
  bool passes(const AVFrame* source) const;

  /// As Scaler::convert(). The shape of the source's pixels is what its frame says, which is to be
  /// what pixelShapeOf() tells; 1:1 where that is nothing, as it is for the title.
  void convert(const AVFrame* source, FrameHandle& target);

 private:
  struct Size {
    int width, height;
    bool operator==(const Size&) const = default;
  };
  struct Within {
    Size size;
    Scaler scaler;
  };

  std::optional<Size> sizeBetweenBars(const AVFrame* source) const;
  Scaler& scalerTo(const Size& size);

  ScalerSettings settings_;
  double aspect_;
  Scaler whole_;
  std::optional<Within> within_;  // the bars, as they were last
  FrameHandle picture_;           // before the bars are put around it
};

}  // namespace haema::av

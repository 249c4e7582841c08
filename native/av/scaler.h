// From a decoded picture to the picture that is encoded: size, colours, orientation, 8-bit 4:2:0.
#pragma once

#include <optional>

#include "av/handles.h"
#include "av/tone_map.h"

namespace haema::av {

struct ScalerSettings {
  int width;            ///< even, after rotation
  int height;           ///< even, after rotation
  int rotation;         ///< degrees clockwise: 0, 90, 180, 270
  bool mirrored;        ///< left to right, before the rotation
  AVColorSpace matrix;  ///< of the output
  /// How the source's samples are to be read. Of the stream, not of its frames: with frame threads
  /// a decoder may tell some frames and not others.
  bool fullRange = false;
  AVColorSpace sourceMatrix =
      AVCOL_SPC_UNSPECIFIED;  ///< unspecified, and for RGB: that of the output
  /// HDR or BT.2020 that becomes BT.709. Its matrix then is what the samples are read by.
  std::optional<ToneMapSettings> toneMap = std::nullopt;
  bool toFullRange = false;  ///< of what is not mapped
  /// Each pixel is the mean of those that it stands for: faster, and good for small pictures.
  bool byArea = false;
  bool operator==(const ScalerSettings&) const = default;
};

/// Bit-exact on every CPU. Keeps one scaling context and re-makes it when the source changes its
/// format.
class Scaler {
 public:
  explicit Scaler(const ScalerSettings& settings);

  /// Whether the source is what is encoded already and needs no conversion.
  bool passes(const AVFrame* source) const;

  /// Writes the picture of `source` into `target`, which is (re)allocated when it is still in use.
  /// Only picture data crosses: no side data, no timestamps.
  void convert(const AVFrame* source, FrameHandle& target);

 private:
  void prepare(const AVFrame* source);
  void scale(const AVFrame* source, FrameHandle& target);
  bool isDeep(const AVFrame* source) const;
  bool readsFullRange(const AVFrame* source) const;

  ScalerSettings settings_;
  int uprightWidth_, uprightHeight_;  // rotation turns columns into rows
  std::optional<ToneMapper> mapper_;
  ScalerHandle context_;
  int sourceWidth_ = 0, sourceHeight_ = 0, sourceFormat_ = -1;
  FrameHandle deep_;     // scaled, before it is mapped
  FrameHandle upright_;  // before it is turned
};

/// One of this size that can be written to: `frame` itself, or a new one in its place.
void allocatePicture(FrameHandle& frame, int width, int height,
                     AVPixelFormat format = AV_PIX_FMT_YUV420P);

}  // namespace haema::av

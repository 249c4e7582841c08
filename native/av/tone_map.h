// HDR and BT.2020 pictures as a BT.709 screen shows them.
#pragma once

#include <memory>
#include <vector>

#include "av/colour_table.h"
#include "av/handles.h"

namespace haema::av {

/// What ToneMapper reads: 10 bits, 4:2:0, limited range.
constexpr AVPixelFormat kDeepFormat = AV_PIX_FMT_YUV420P10;

/// Integer arithmetic in loops of its own: the same bytes on every machine.
class ToneMapper {
 public:
  explicit ToneMapper(const ToneMapSettings& settings);

  /// `source` is of kDeepFormat, `target` yuv420p and writable; both have the same even size.
  void convert(const AVFrame* source, AVFrame* target);

 private:
  using Row = std::vector<int16_t>;

  void mapLuma(const AVFrame* source, AVFrame* target, int row);
  void mapChroma(const AVFrame* source, AVFrame* target, int row);

  std::shared_ptr<const ColourTable> table_;
  Row y_, cb_, cr_;  // of what is looked up
  Row sums_;         // of two rows
};

}  // namespace haema::av

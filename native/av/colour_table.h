// What every colour of an HDR or BT.2020 picture becomes in BT.709, on a grid to interpolate in.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

extern "C" {
#include <libavutil/pixfmt.h>
}

namespace haema::av {

/// How the source's colours are to be read. Of the stream, never of its frames: every segment of a
/// film is to look alike.
struct ToneMapSettings {
  AVColorTransferCharacteristic transfer;  ///< PQ or HLG; any other is a screen's own
  AVColorPrimaries primaries;              ///< what is not known here is BT.2020
  AVColorSpace matrix;                     ///< likewise
  int peak;  ///< of PQ: the brightest light there is, in candela per square metre

  bool operator==(const ToneMapSettings&) const = default;
};

/// Nodes lie at 10-bit codes from kLowest on, and by their steps the grey axis and black are among
/// them: neither is interpolated into a tint.
struct ColourTable {
  static constexpr int kLowest = 64;
  static constexpr int kHighest = 959;
  static constexpr int kLumaShift = 5;    ///< luma is smooth along the grey axis,
  static constexpr int kChromaShift = 4;  ///< and gamuts have edges across it
  static constexpr int kLumaNodes = ((kHighest + 1 - kLowest) >> kLumaShift) + 1;
  static constexpr int kChromaNodes = ((kHighest + 1 - kLowest) >> kChromaShift) + 1;
  /// From one node to the next along Cb, and along Y; along Cr it is 1.
  static constexpr int kStepCb = kChromaNodes;
  static constexpr int kStepY = kChromaNodes * kChromaNodes;
  static constexpr int kFraction = 3;  ///< bits behind the point: codes times 32 fit into 16 bits

  /// 8-bit codes of limited range, indexed by [Y][Cb][Cr].
  std::vector<uint16_t> luma;
  /// Cb in the lower half, Cr in the upper one.
  std::vector<uint32_t> chroma;
};

/// Computed on first use, and kept for the films that are being watched. Any thread.
std::shared_ptr<const ColourTable> colourTable(const ToneMapSettings& settings);

}  // namespace haema::av

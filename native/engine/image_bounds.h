// How much memory the packets of image subtitles ask for, before a decoder takes it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

extern "C" {
#include <libavcodec/codec_id.h>
}

namespace haema::engine {

/// libav's decoders bound each picture at most: DVB has 256 of them at a time, and those of XSUB
/// are bounded by nothing. A few bytes may ask for gigabytes.
class ImageBounds {
 public:
  /// Of one picture: 4096 × 4096.
  static constexpr int64_t kMostPixels = int64_t{4096} * 4096;
  /// Of all regions that a decoder of DVB keeps.
  static constexpr int64_t kMostInRegions = 2 * kMostPixels;

  explicit ImageBounds(AVCodecID codec) : codec_(codec) {}

  /// Whether the next packet may be decoded, along with those that were let in before. One that may
  /// not is damage.
  bool admits(std::span<const uint8_t> packet);

 private:
  bool admitsRegions(std::span<const uint8_t> packet);

  AVCodecID codec_;
  std::array<int64_t, 256> regions_{};  // pixels of each
};

}  // namespace haema::engine

// The bits of parameter sets and headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "av/coded.h"

namespace haema::av {

/// What a NAL unit carries, emulation prevention bytes removed (H.264 7.3.1, H.265 7.3.1.1): of its
/// first `most` bytes.
Bytes withoutEmulation(std::span<const uint8_t> nal,
                       size_t most = std::numeric_limits<size_t>::max());

/// Reads forward. Throws kMediaInvalid beyond the end. Borrows the bytes.
class BitReader {
 public:
  explicit BitReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  /// An unsigned number of up to 32 bits.
  uint32_t bits(unsigned count);
  bool flag() { return bits(1) != 0; }
  void skip(size_t count);
  /// For what a flag announces.
  void skipIf(size_t count) {
    if (flag()) skip(count);
  }
  size_t left() const { return 8 * bytes_.size() - position_; }
  /// ue(v), uvlc(): H.264 9.1, AV1 4.10.3.
  uint32_t expGolomb();

 private:
  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
};

class BitWriter {
 public:
  void write(uint32_t value, unsigned count) {
    for (; count > 0; --count) {
      if (used_ == 0) bytes_.push_back(0);
      bytes_.back() |= static_cast<uint8_t>((value >> (count - 1) & 1u) << (7 - used_));
      used_ = (used_ + 1) % 8;
    }
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
  unsigned used_ = 0;  // of the last byte
};

}  // namespace haema::av

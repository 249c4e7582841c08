// Writes the headers that no encoder at hand would write.
#pragma once

#include <cstdint>
#include <utility>

#include "av/coded.h"

namespace haema::test {

/// The bytes behind `header`, with emulation prevention (H.264 7.3.1): as a NAL unit carries them.
inline av::Bytes escaped(const av::Bytes& plain, av::Bytes header = {}) {
  size_t zeros = 0;
  for (const uint8_t byte : plain) {
    if (zeros >= 2 && byte <= 3) {
      header.push_back(3);
      zeros = 0;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    header.push_back(byte);
  }
  return header;
}

class BitWriter {
 public:
  BitWriter& bits(uint64_t value, unsigned count) {
    for (; count > 0; --count, ++size_) {
      if (size_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() |= static_cast<uint8_t>((value >> (count - 1) & 1) << (7 - size_ % 8));
    }
    return *this;
  }
  /// ue(v)
  BitWriter& golomb(uint32_t value) {
    unsigned length = 0;
    while ((uint64_t{value} + 1) >> (length + 1)) ++length;
    return bits(0, length).bits(uint64_t{value} + 1, length + 1);
  }
  /// rbsp_trailing_bits(), trailing_bits().
  av::Bytes ended() {
    bits(1, 1);
    return bytes_;
  }
  /// As a NAL unit's payload: with emulation prevention bytes, behind `header`.
  av::Bytes endedNal(av::Bytes header) { return escaped(ended(), std::move(header)); }

 private:
  av::Bytes bytes_;
  size_t size_ = 0;
};

}  // namespace haema::test

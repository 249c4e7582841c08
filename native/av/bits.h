// Fields of headers that are not whole bytes, the most significant bit first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "av/coded.h"
#include "av/error.h"

namespace haema::av {

/// Throws kMediaInvalid behind the end.
class Bits {
 public:
  explicit Bits(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  /// Of up to 32 bits.
  uint32_t read(unsigned count) {
    uint32_t value = 0;
    for (; count > 0; --count) {
      if (left() == 0) throw Error(Code::kMediaInvalid, "a header is cut short");
      value = value << 1 | (bytes_[at_ / 8] >> (7 - at_ % 8) & 1u);
      ++at_;
    }
    return value;
  }
  bool flag() { return read(1) != 0; }
  void skip(size_t count) {
    if (count > left()) throw Error(Code::kMediaInvalid, "a header is cut short");
    at_ += count;
  }
  /// For what a flag announces.
  void skipIf(size_t count) {
    if (flag()) skip(count);
  }
  size_t left() const { return 8 * bytes_.size() - at_; }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
};

class BitsWriter {
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

#include "av/bits.h"

#include <algorithm>

#include "av/error.h"

namespace haema::av {

Bytes withoutEmulation(std::span<const uint8_t> nal, size_t most) {
  nal = nal.first(std::min(nal.size(), most));
  Bytes payload;
  payload.reserve(nal.size());
  size_t zeros = 0;
  for (const uint8_t byte : nal) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    payload.push_back(byte);
  }
  return payload;
}

uint32_t BitReader::bits(unsigned count) {
  uint32_t value = 0;
  for (; count > 0; --count) {
    const size_t byte = position_ / 8;
    if (byte >= bytes_.size()) throw Error(Code::kMediaInvalid, "a parameter set is cut short");
    value = value << 1 | (bytes_[byte] >> (7 - position_ % 8) & 1u);
    ++position_;
  }
  return value;
}

void BitReader::skip(size_t count) {
  if (count > 8 * bytes_.size() - position_) {
    throw Error(Code::kMediaInvalid, "a parameter set is cut short");
  }
  position_ += count;
}

uint32_t BitReader::expGolomb() {
  unsigned zeros = 0;
  while (bits(1) == 0) {
    if (++zeros > 31) throw Error(Code::kMediaInvalid, "a parameter set is damaged");
  }
  return (1u << zeros) - 1 + bits(zeros);
}

}  // namespace haema::av

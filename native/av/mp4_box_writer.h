// Writes boxes of ISO/IEC 14496-12 4.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "av/coded.h"
#include "av/error.h"

namespace haema::av {

/// The one track of every file that haema writes.
inline constexpr uint32_t kMp4TrackId = 1;
/// Of the length before each NAL unit, in avcC and in the samples.
inline constexpr size_t kNalLengthSize = 4;

/// A growing file of nested boxes. Sizes are filled in when a box's body has been written.
class BoxWriter {
 public:
  void u8(uint32_t value) { out_.push_back(static_cast<uint8_t>(value)); }
  void u16(uint32_t value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(uint32_t value) {
    u16(value >> 16);
    u16(value);
  }
  void u64(uint64_t value) {
    u32(static_cast<uint32_t>(value >> 32));
    u32(static_cast<uint32_t>(value));
  }
  void zeros(size_t count) { out_.resize(out_.size() + count); }
  void text(std::string_view value) { out_.insert(out_.end(), value.begin(), value.end()); }
  void bytes(std::span<const uint8_t> value) {
    out_.insert(out_.end(), value.begin(), value.end());
  }

  template <typename Body>
  void box(std::string_view type, Body body) {
    const size_t at = out_.size();
    u32(0);
    text(type);
    body();
    if (out_.size() - at > std::numeric_limits<uint32_t>::max()) {
      throw Error(Code::kEngineFailed, "a box is too large");
    }
    patch(at, static_cast<uint32_t>(out_.size() - at));
  }
  template <typename Body>
  void fullBox(std::string_view type, uint32_t version, uint32_t flags, Body body) {
    box(type, [&] {
      u32(version << 24 | flags);
      body();
    });
  }

  void patch(size_t at, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) out_[at + i] = static_cast<uint8_t>(value >> (24 - 8 * i));
  }
  size_t size() const { return out_.size(); }
  void reserve(size_t size) { out_.reserve(size); }
  Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
};

}  // namespace haema::av

// Elements of EBML (RFC 8794).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace haema::av::ebml {

/// A number with its length in the leading zeros of the first byte (RFC 8794 section 4).
struct Vint {
  uint64_t value = 0;    ///< without the marker bit
  size_t length = 0;     ///< 1 to 8
  bool unknown = false;  ///< all data bits set: an unknown size (RFC 8794 6.2)
};

/// The number that `bytes` begins with.
std::optional<Vint> readVint(std::span<const uint8_t> bytes);

struct Element {
  uint32_t id = 0;
  uint64_t start = 0;  ///< offset of the id
  uint64_t data = 0;   ///< offset of the content
  uint64_t end = 0;    ///< offset behind the content; the parent's end when the size is unknown
  bool unknownSize = false;
  uint64_t size() const { return end - data; }
};

/// The header of the element that `bytes` begins with; its end may be anywhere. `start`: their
/// offset.
std::optional<Element> parseHeader(std::span<const uint8_t> bytes, uint64_t start);

}  // namespace haema::av::ebml

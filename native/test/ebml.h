// Builds small Matroska files in memory, element by element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace haema::test {

using Bytes = std::vector<uint8_t>;

inline Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Bytes bigEndian(uint64_t value, size_t width) {
  Bytes bytes;
  for (size_t i = width; i-- > 0;) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
  return bytes;
}

inline Bytes idOf(uint32_t id) {
  return bigEndian(id, id > 0xFFFFFF ? 4 : id > 0xFFFF ? 3 : id > 0xFF ? 2 : 1);
}

inline constexpr uint64_t kUnknown = (uint64_t{1} << 56) - 1;

/// An eight-byte size, so that positions do not depend on contents.
inline Bytes header(uint32_t id, uint64_t size) {
  return idOf(id) + bigEndian(size | uint64_t{1} << 56, 8);
}
inline Bytes element(uint32_t id, const Bytes& content) {
  return header(id, content.size()) + content;
}

inline const Bytes kEbml = element(0x1A45DFA3, element(0x4282, {'w', 'e', 'b', 'm'}));
inline Bytes file(const Bytes& content) { return kEbml + element(0x18538067, content); }

}  // namespace haema::test

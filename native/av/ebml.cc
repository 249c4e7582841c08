#include "av/ebml.h"

namespace haema::av::ebml {

std::optional<Vint> readVint(std::span<const uint8_t> bytes) {
  if (bytes.empty() || bytes[0] == 0) return std::nullopt;
  Vint vint;
  vint.length = 1;
  while (!(bytes[0] & (0x80 >> (vint.length - 1)))) ++vint.length;
  if (bytes.size() < vint.length) return std::nullopt;
  vint.value = bytes[0] & (0xFF >> vint.length);
  for (size_t i = 1; i < vint.length; ++i) vint.value = vint.value << 8 | bytes[i];
  vint.unknown = vint.value == (uint64_t{1} << (7 * vint.length)) - 1;
  return vint;
}

std::optional<Element> parseHeader(std::span<const uint8_t> bytes, uint64_t start) {
  const auto id = readVint(bytes);
  if (!id || id->length > 4) return std::nullopt;
  const auto size = readVint(bytes.subspan(id->length));
  if (!size) return std::nullopt;
  Element element;
  element.id = static_cast<uint32_t>(id->value | uint64_t{1} << (7 * id->length));
  element.start = start;
  element.data = start + id->length + size->length;
  element.end = element.data + size->value;  // below 2^57 beyond an offset in a file
  element.unknownSize = size->unknown;
  return element;
}

}  // namespace haema::av::ebml

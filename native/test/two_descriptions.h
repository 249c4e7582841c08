// An MP4 with two sample descriptions, as editors write it that join what was coded differently.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace haema::test {

inline uint32_t wordAt(const std::string& bytes, size_t at) {
  uint32_t word = 0;
  for (size_t i = 0; i < 4; ++i) word = word << 8 | static_cast<uint8_t>(bytes[at + i]);
  return word;
}

inline std::string wordOf(uint32_t word) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(word >> shift);
  return bytes;
}

/// An MP4 whose movie header comes last, its track with this number (from 0) with another
/// description from the middle on, of which a byte differs: that `skip` behind the name of a box.
inline std::string withTwoDescriptions(std::string bytes, int track, const char* name,
                                       size_t skip) {
  size_t at = 0;
  std::vector<size_t> around;
  const auto enter = [&](const char* type, size_t header) {
    while (bytes.compare(at + 4, 4, type) != 0) at += wordAt(bytes, at);
    around.push_back(at);
    at += header;
  };
  enter("moov", 8);
  for (; track > 0; --track) {
    while (bytes.compare(at + 4, 4, "trak") != 0) at += wordAt(bytes, at);
    at += wordAt(bytes, at);
  }
  for (const char* type : {"trak", "mdia", "minf", "stbl"}) enter(type, 8);
  const auto replace = [&](size_t box, const std::string& body) {
    const size_t before = wordAt(bytes, box);
    for (const size_t outer : around) {
      const auto size = static_cast<uint32_t>(wordAt(bytes, outer) + body.size() + 8 - before);
      bytes.replace(outer, 4, wordOf(size));
    }
    const auto size = static_cast<uint32_t>(body.size() + 8);
    bytes.replace(box, before, wordOf(size) + bytes.substr(box + 4, 4) + body);
  };
  const size_t tables = at;
  const auto find = [&](const char* type) {
    for (at = tables; bytes.compare(at + 4, 4, type) != 0;) at += wordAt(bytes, at);
    return at;
  };
  const uint32_t middle = wordAt(bytes, find("stco") + 12) / 2;
  const size_t runs = find("stsc");
  std::string changed;
  uint32_t count = 0;
  for (uint32_t i = 0; i < wordAt(bytes, runs + 12); ++i) {
    const size_t run = runs + 16 + size_t{12} * i;
    const uint32_t first = wordAt(bytes, run), samples = wordAt(bytes, run + 4);
    const bool last = i + 1 == wordAt(bytes, runs + 12);
    const uint32_t next = last ? UINT32_MAX : wordAt(bytes, run + 12);
    changed += wordOf(first) + wordOf(samples) + wordOf(first < middle ? 1 : 2);
    ++count;
    if (first >= middle || next <= middle) continue;
    changed += wordOf(middle) + wordOf(samples) + wordOf(2);
    ++count;
  }
  replace(runs, wordOf(0) + wordOf(count) + changed);
  const size_t stsd = find("stsd");
  const std::string entry = bytes.substr(stsd + 16, wordAt(bytes, stsd + 16));
  std::string other = entry;
  other[other.find(name) + skip] ^= 0x18;
  replace(stsd, wordOf(0) + wordOf(2) + entry + other);
  return bytes;
}

}  // namespace haema::test

// Reads the boxes of init parts and fragments back, byte by byte.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <iostream>
#include <string_view>
#include <vector>

#include "av/coded.h"
#include "test/check.h"

namespace haema::test {

/// A box's body within a file, big-endian numbers read from any place of it.
struct Body {
  const av::Bytes* file = nullptr;
  size_t at = 0;
  size_t size = 0;

  uint64_t number(size_t offset, size_t width) const {
    uint64_t value = 0;
    for (size_t i = 0; i < width; ++i) value = value << 8 | file->at(at + offset + i);
    return value;
  }
  uint32_t u32(size_t offset) const { return static_cast<uint32_t>(number(offset, 4)); }
  av::Bytes bytes(size_t offset, size_t count) const {
    const auto begin = file->begin() + static_cast<ptrdiff_t>(at + offset);
    return av::Bytes(begin, begin + static_cast<ptrdiff_t>(count));
  }
};

/// The child `type` among the boxes that fill `in` from `skip` on. Fails a check unless it is there
/// once.
inline Body child(const Body& in, std::string_view type, size_t skip = 0) {
  Body found;
  size_t at = skip;
  while (at + 8 <= in.size) {
    const size_t size = in.u32(at);
    if (!CHECK(size >= 8 && at + size <= in.size)) return {};
    const av::Bytes name = in.bytes(at + 4, 4);
    if (std::equal(name.begin(), name.end(), type.begin())) {
      CHECK(!found.file);
      found = {.file = in.file, .at = in.at + at + 8, .size = size - 8};
    }
    at += size;
  }
  CHECK_EQ(at, in.size);
  if (!CHECK(found.file)) std::cerr << "  no " << type << "\n";
  return found;
}

inline Body descend(const av::Bytes& file, std::initializer_list<std::string_view> path) {
  Body body{.file = &file, .at = 0, .size = file.size()};
  for (const std::string_view type : path) body = child(body, type);
  return body;
}

/// A picture of a track run.
struct Sample {
  av::Ticks decode, duration, offset;
  uint32_t size, flags;
};

/// Of a file that is one fragment.
inline std::vector<Sample> videoRun(const av::Bytes& file) {
  const Body tfdt = descend(file, {"moof", "traf", "tfdt"});
  const Body trun = descend(file, {"moof", "traf", "trun"});
  CHECK_EQ(tfdt.u32(0), 0x01000000u);
  CHECK_EQ(trun.u32(0), 0x01000f01u);
  CHECK_EQ(trun.size, 12 + 16 * trun.u32(4));
  av::Ticks decode = static_cast<av::Ticks>(tfdt.number(4, 8));
  std::vector<Sample> samples;
  for (size_t at = 12; at < trun.size; at += 16) {
    samples.push_back({.decode = decode,
                       .duration = trun.u32(at),
                       .offset = static_cast<int32_t>(trun.u32(at + 12)),
                       .size = trun.u32(at + 4),
                       .flags = trun.u32(at + 8)});
    decode += samples.back().duration;
  }
  return samples;
}

inline void checkPayload(const av::Bytes& file, const Body& trun, const av::Bytes& expected) {
  const Body mdat = descend(file, {"mdat"});
  CHECK_EQ(trun.u32(8), mdat.at);  // the moof begins the file
  CHECK(mdat.bytes(0, mdat.size) == expected);
}

}  // namespace haema::test

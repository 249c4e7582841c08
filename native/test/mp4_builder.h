// Builds small MP4 files in memory, box by box.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace haema::test {

using Data = std::vector<uint8_t>;

inline Data number(uint64_t value, int width) {
  Data data;
  for (int i = width - 1; i >= 0; i--) data.push_back(static_cast<uint8_t>(value >> (8 * i)));
  return data;
}
inline Data u32(uint64_t value) { return number(value, 4); }
inline Data u64(uint64_t value) { return number(value, 8); }
inline Data zeros(size_t count) { return Data(count, 0); }
inline Data text(const char* name) { return Data(name, name + 4); }

inline Data join(const std::vector<Data>& parts) {
  Data all;
  for (const Data& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}
inline Data u32s(const std::vector<uint64_t>& values) {
  Data all;
  for (const uint64_t value : values) all = join({all, u32(value)});
  return all;
}
inline Data box(const char* type, const std::vector<Data>& parts) {
  const Data body = join(parts);
  return join({u32(body.size() + 8), text(type), body});
}
inline Data wideBox(const char* type, const Data& body) {
  return join({u32(1), text(type), u64(body.size() + 16), body});
}
inline Data full(const char* type, uint32_t versionFlags, const std::vector<uint64_t>& values) {
  return box(type, {u32(versionFlags), u32s(values)});
}
/// A table: version and flags, entry count, entries of `width` numbers.
inline Data table(const char* type, size_t width, const std::vector<uint64_t>& values) {
  return box(type, {u32(0), u32(values.size() / width), u32s(values)});
}

/// A movie of six samples of 100 ticks and 10 bytes in two chunks; tests replace what they test.
struct Recipe {
  Data stts = table("stts", 2, {6, 100});
  Data ctts;
  Data stss = table("stss", 1, {1, 4});
  Data groups;
  Data stsz = full("stsz", 0, {10, 6});
  Data stsc = table("stsc", 3, {1, 3, 1});
  Data stco = table("stco", 1, {1000, 2000});
  Data edts;
  Data mdhd = full("mdhd", 0, {0, 0, 1000, 600, 0});
  Data mvhd = full("mvhd", 0, {0, 0, 500, 300});
  Data tkhd = full("tkhd", 7, {0, 0, 1, 0, 300});
  Data before;  // traks before ours
  Data mvex;
};

constexpr uint64_t kFileSize = 4000;

inline Data moov(const Recipe& r) {
  const Data stsd = box("stsd", {u32(0), u32(1), box("avc1", {zeros(70)})});
  const Data stbl = box("stbl", {stsd, r.stts, r.ctts, r.stss, r.groups, r.stsz, r.stsc, r.stco});
  const Data mdia = box("mdia", {r.mdhd, box("minf", {stbl})});
  return box("moov", {r.mvhd, r.before, box("trak", {r.tkhd, r.edts, mdia}), r.mvex});
}
inline Data file(const Recipe& r) {
  Data data = join({box("ftyp", {zeros(8)}), moov(r)});
  const Data mdat = u32(kFileSize - data.size());
  data = join({data, mdat, text("mdat")});
  data.resize(kFileSize);
  return data;
}
inline Data edit(const std::vector<uint64_t>& entries) {
  return box("edts", {table("elst", 3, entries)});
}

}  // namespace haema::test

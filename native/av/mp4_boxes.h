// Bounded big-endian reading and the box structure of MP4 files (ISO/IEC 14496-12 4.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "av/cancel.h"
#include "av/mp4_samples.h"

namespace haema::av::mp4 {

using Bytes = std::span<const uint8_t>;

constexpr uint32_t fourcc(const char (&name)[5]) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) value = value << 8 | static_cast<uint8_t>(name[i]);
  return value;
}

/// The index-th of big-endian numbers of 32 bits, all of which must be there.
inline uint32_t numberAt(Bytes bytes, size_t index) {
  const uint8_t* b = bytes.subspan(4 * index, 4).data();
  return uint32_t{b[0]} << 24 | uint32_t{b[1]} << 16 | uint32_t{b[2]} << 8 | b[3];
}

/// Reads forward through bytes. Beyond their end it yields zeros and is not ok() any more.
class Cursor {
 public:
  explicit Cursor(Bytes bytes) : bytes_(bytes) {}
  uint64_t number(size_t width);
  uint8_t u8() { return static_cast<uint8_t>(number(1)); }
  uint32_t u24() { return static_cast<uint32_t>(number(3)); }
  uint32_t u32() {
    if (bytes_.size() < 4) return static_cast<uint32_t>(number(4));
    const uint32_t value = numberAt(bytes_, 0);  // in line: tables hold a million of them
    bytes_ = bytes_.subspan(4);
    return value;
  }
  int32_t i32() { return static_cast<int32_t>(u32()); }
  uint64_t u64() { return number(8); }
  void skip(size_t count);
  Bytes rest() const { return bytes_; }
  bool ok() const { return ok_; }

 private:
  Bytes bytes_;
  bool ok_ = true;
};

struct Box {
  uint32_t type;
  Bytes body;
};

/// Takes the next child box off `rest`; nothing at the end or where no box can be. A child that
/// claims more than its parent has is cut to it.
std::optional<Box> nextBox(Bytes& rest);

/// The body of the first child of this type.
std::optional<Bytes> findBox(Bytes parent, uint32_t type);

/// The entries of a full box that is version, flags, count, entries; nothing if they do not fit.
std::optional<Bytes> tableEntries(Bytes box, size_t entrySize);

/// A box at the top level of a file. `end` may lie behind the end of the file.
struct FileBox {
  uint32_t type;
  uint64_t start;
  uint64_t body;
  uint64_t end;
};

/// Walks the top-level boxes of a file, reading nothing but headers and the bodies asked for.
class FileBoxes {
 public:
  FileBoxes(const ReadAt& read, uint64_t fileSize, const CancelToken& token)
      : read_(read), fileSize_(fileSize), token_(token) {}

  /// The next box; nothing at the end of the file, or where no box can be.
  std::optional<FileBox> next();
  /// The body in one read, valid until the next call of either; nothing if cut off or too large.
  std::optional<Bytes> body(const FileBox& box);
  /// Whether the walk ended exactly at the end of the file.
  bool complete() const { return position_ == fileSize_; }

 private:
  std::optional<Bytes> load(uint64_t offset, uint64_t size);

  const ReadAt& read_;
  uint64_t fileSize_;
  const CancelToken& token_;
  uint64_t position_ = 0;
  size_t boxes_ = 0;
  uint64_t windowStart_ = 0;
  std::unique_ptr<uint8_t[]> memory_;  // not a vector, which would fill megabytes with zeros first
  std::span<uint8_t> window_;
};

}  // namespace haema::av::mp4

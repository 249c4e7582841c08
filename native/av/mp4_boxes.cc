#include "av/mp4_boxes.h"

#include <algorithm>

namespace haema::av::mp4 {
namespace {

constexpr uint64_t kLookAhead = 4096;  // small boxes and the header behind a body cost no own read
constexpr uint64_t kMaxBody = 256 << 20;
constexpr size_t kMaxFileBoxes = 2 << 20;

}  // namespace

uint64_t Cursor::number(size_t width) {
  if (bytes_.size() < width) {
    bytes_ = {};
    ok_ = false;
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < width; i++) value = value << 8 | bytes_[i];
  bytes_ = bytes_.subspan(width);
  return value;
}

void Cursor::skip(size_t count) {
  ok_ = ok_ && count <= bytes_.size();
  bytes_ = bytes_.subspan(std::min(count, bytes_.size()));
}

std::optional<Box> nextBox(Bytes& rest) {
  Cursor cursor(rest);
  uint64_t size = cursor.u32();
  const uint32_t type = cursor.u32();
  if (size == 1) size = cursor.u64();
  if (!cursor.ok()) return std::nullopt;
  const size_t header = rest.size() - cursor.rest().size();
  size = size == 0 ? rest.size() : std::min<uint64_t>(size, rest.size());
  if (size < header) return std::nullopt;
  const Box box{type, rest.subspan(header, size - header)};
  rest = rest.subspan(size);
  return box;
}

std::optional<Bytes> findBox(Bytes parent, uint32_t type) {
  while (const auto box = nextBox(parent)) {
    if (box->type == type) return box->body;
  }
  return std::nullopt;
}

std::optional<Bytes> tableEntries(Bytes box, size_t entrySize) {
  Cursor cursor(box);
  cursor.skip(4);  // version, flags
  const uint64_t size = uint64_t{cursor.u32()} * entrySize;
  if (!cursor.ok() || size > cursor.rest().size()) return std::nullopt;
  return cursor.rest().first(size);
}

std::optional<FileBox> FileBoxes::next() {
  token_.poll();
  if (++boxes_ > kMaxFileBoxes || fileSize_ - position_ < 8) return std::nullopt;
  const auto bytes = load(position_, std::min<uint64_t>(16, fileSize_ - position_));
  if (!bytes) return std::nullopt;
  Cursor cursor(*bytes);
  uint64_t size = cursor.u32();
  const uint32_t type = cursor.u32();
  uint64_t header = 8;
  if (size == 0) size = fileSize_ - position_;
  if (size == 1) {
    size = cursor.u64();
    header = 16;
  }
  if (!cursor.ok() || size < header || size > UINT64_MAX - position_) return std::nullopt;
  const FileBox box{type, position_, position_ + header, position_ + size};
  position_ = std::min(box.end, fileSize_);
  return box;
}

std::optional<Bytes> FileBoxes::body(const FileBox& box) {
  if (box.end > fileSize_ || box.end - box.body > kMaxBody) return std::nullopt;
  return load(box.body, box.end - box.body);
}

std::optional<Bytes> FileBoxes::load(uint64_t offset, uint64_t size) {
  if (offset < windowStart_ || offset + size > windowStart_ + window_.size()) {
    token_.poll();
    const size_t length = std::min(size + kLookAhead, fileSize_ - offset);
    window_ = {};
    memory_.reset();  // before there is another one
    memory_ = std::make_unique_for_overwrite<uint8_t[]>(length);
    if (!read_(offset, {memory_.get(), length})) return std::nullopt;  // shorter than its size says
    window_ = {memory_.get(), length};
    windowStart_ = offset;
  }
  return Bytes(window_).subspan(offset - windowStart_, size);
}

}  // namespace haema::av::mp4

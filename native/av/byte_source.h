// What a demuxer reads from: a file, or bytes in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "av/cancel.h"
#include "av/file.h"
#include "av/opening_cache.h"

namespace haema::av {

/// What a demuxer reads from.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual int64_t size() const = 0;
  /// As File::readAt.
  virtual size_t readAt(int64_t offset, std::span<uint8_t> into) = 0;
  /// Enclose the opening of a container: its bytes may be kept for the next one of the same file,
  /// and the first may wait for another that is under way. Throws kCancelled.
  virtual void beginOpening(const CancelToken&) {}
  virtual void endOpening(bool /*opened*/) noexcept {}
};

/// A file, and what an opening of it has read before.
class FileBytes final : public ByteSource {
 public:
  explicit FileBytes(File file) : file_(std::move(file)) {}
  int64_t size() const override { return file_.version().size; }
  size_t readAt(int64_t offset, std::span<uint8_t> into) override;
  void beginOpening(const CancelToken& token) override;
  void endOpening(bool opened) noexcept override;
  File* file() { return &file_; }

 private:
  File file_;
  std::weak_ptr<const Extents> known_;  // the cache's bounds hold for pooled sources too
  std::unique_ptr<OpeningCache::Opening> opening_;  // while this is the first one
};

/// The bytes must outlive it.
class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  size_t readAt(int64_t offset, std::span<uint8_t> into) override;

 private:
  std::span<const uint8_t> bytes_;
};

}  // namespace haema::av

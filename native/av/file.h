// The only way to a media file: a descriptor that we opened beneath a library root.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace haema::av {

/// Two openings with equal versions are taken to hold the same bytes.
struct FileVersion {
  int64_t size = 0;
  int64_t mtimeUs = 0;  ///< microseconds since 1970
  /// The file has been written on since, and is that version in its first `size` bytes. Only the
  /// caller can know so: a longer file is taken for it, whatever it holds.
  bool grown = false;
  auto operator<=>(const FileVersion&) const = default;
};

/// Which file it is, whatever its path.
struct FileIdentity {
  uint64_t device = 0;
  uint64_t inode = 0;
};

/// A regular file, open for reading. Owns its descriptor; movable, not copyable. One thread at a
/// time.
class File {
 public:
  /// Opens `path` beneath `root` with openat2(RESOLVE_BENEATH): neither `..` nor a link leaves the
  /// root. Throws kSourceMissing, kReadFailed, or kSourceChanged when `expected` is another
  /// version.
  static File open(const std::string& root, const std::string& path,
                   const std::optional<FileVersion>& expected);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  const FileVersion& version() const noexcept { return version_; }

  /// Nothing when the medium does not tell.
  std::optional<FileIdentity> identity() const noexcept {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) return std::nullopt;
    return FileIdentity{status.st_dev, status.st_ino};
  }

  /// Reads up to `into.size()` bytes; 0 only at the end of the version that was opened. Throws
  /// kReadFailed on an I/O error and kSourceChanged when the file ends earlier than it did at
  /// opening.
  size_t readAt(int64_t offset, std::span<uint8_t> into);

  /// Tells the system what is going to be read, so that it fetches several such at a time.
  void expect(int64_t offset, int64_t length) const noexcept;

  /// Throws kSourceChanged when the file on disk is no longer the version that was opened, or has
  /// become shorter than one that has grown.
  void ensureUnchanged() const;

  uint64_t bytesRead() const noexcept { return bytesRead_; }

 private:
  explicit File(int descriptor);
  bool isStill(const FileVersion& version) const;

  int descriptor_ = -1;
  FileVersion version_;
  uint64_t bytesRead_ = 0;
};

/// Bytes read by all files of this process so far.
uint64_t totalBytesRead() noexcept;

}  // namespace haema::av

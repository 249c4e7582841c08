#include "sys/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include "sys/errands.h"

namespace haema::sys {

namespace {

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

void check(long result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

void writeAll(int file, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    check(count, "memory cannot be shared");
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
}

Descriptor memoryFile() {
  return Descriptor(::memfd_create("haema", MFD_CLOEXEC | MFD_ALLOW_SEALING));
}

/// Below this the system has pages, and takes them back, faster than another thread is told to.
constexpr size_t kLarge = size_t{1} << 20;
/// What a process keeps for its next large message.
constexpr size_t kMostSpare = size_t{8} << 20;

/// A memory file whose pages are there before anything is to be written: to come by them takes
/// longer than to fill them.
class Spare {
 public:
  /// The file and its size; none where it has been taken.
  std::pair<Descriptor, size_t> take() {
    const std::lock_guard lock(mutex_);
    return {std::move(file_), std::exchange(size_, 0)};
  }

  void refill(size_t size) {
    Descriptor file = memoryFile();
    if (file.get() < 0 || ::fallocate(file.get(), 0, 0, static_cast<off_t>(size)) != 0) return;
    const std::lock_guard lock(mutex_);
    std::swap(file, file_);
    size_ = size;
  }

 private:
  std::mutex mutex_;
  Descriptor file_;
  size_t size_ = 0;
};

Spare& spare() {
  static auto* const spare = new Spare();  // its errands may outlive everything
  return *spare;
}

/// Where so many bytes are to be written.
Descriptor fileFor(size_t size) {
  if (size < kLarge) return memoryFile();
  auto [file, spareSize] = spare().take();
  if (file.get() < 0) return memoryFile();
  if (spareSize > size) {
    check(::ftruncate(file.get(), static_cast<off_t>(size)), "memory cannot be shared");
  }
  return std::move(file);
}

using Parts = std::initializer_list<std::span<const uint8_t>>;

Descriptor writtenFile(const Parts& parts, size_t size) {
  Descriptor file = fileFor(size);
  check(file.get(), "memory cannot be shared");
  for (const std::span<const uint8_t> part : parts) writeAll(file.get(), part);
  return file;
}

/// Pages that the system is about to move or to reclaim look as if somebody still wrote to them. It
/// waits 150 ms for them (mm/memfd.c), and with it this thread, which may be the event loop's; then
/// others are written.
constexpr int kMostCopies = 2;

}  // namespace

Descriptor shareBytes(Parts parts) {
  size_t size = 0;
  for (const std::span<const uint8_t> part : parts) size += part.size();
  Descriptor file = writtenFile(parts, size);
  for (int left = kMostCopies; ::fcntl(file.get(), F_ADD_SEALS, kSeals) != 0; --left) {
    if (errno != EBUSY || left == 0) check(-1, "shared memory cannot be sealed");
    file = {};  // memory may be short
    file = writtenFile(parts, size);
  }
  // Not earlier: both fill memory, and this is waited for. The next one is often as large.
  if (size >= kLarge) runLater([next = std::min(size, kMostSpare)] { spare().refill(next); });
  return file;
}

SharedBytes::SharedBytes(const Descriptor& file, size_t most) {
  const int seals = ::fcntl(file.get(), F_GET_SEALS);
  check(seals, "this is not shared memory");
  struct stat status {};
  check(::fstat(file.get(), &status), "shared memory cannot be examined");
  if ((seals & kSeals) != kSeals || status.st_size == 0) {
    throw std::system_error(EINVAL, std::generic_category(), "shared memory is not sealed");
  }
  const auto size = static_cast<size_t>(status.st_size);
  if (size > most) throw std::system_error(EMSGSIZE, std::generic_category(), "too much memory");
  // Not populated: few faults map what is there, and less of it is waited for.
  void* const start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) check(-1, "shared memory cannot be mapped");
  bytes_ = {static_cast<uint8_t*>(start), size};
}

SharedBytes::~SharedBytes() {
  if (bytes_.empty()) return;
  const auto unmap = [bytes = bytes_] { ::munmap(bytes.data(), bytes.size()); };
  // The last one to let go of pages waits until they are gone.
  if (bytes_.size() < kLarge) {
    unmap();
  } else {
    runLater(unmap);
  }
}

SharedBytes::SharedBytes(SharedBytes&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

SharedBytes& SharedBytes::operator=(SharedBytes&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace haema::sys

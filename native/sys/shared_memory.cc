#include "sys/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

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

}  // namespace

Descriptor shareBytes(std::initializer_list<std::span<const uint8_t>> parts) {
  Descriptor file(::memfd_create("haema", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  check(file.get(), "memory cannot be shared");
  for (const std::span<const uint8_t> part : parts) writeAll(file.get(), part);
  check(::fcntl(file.get(), F_ADD_SEALS, kSeals), "shared memory cannot be sealed");
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
  // Populated at once: a page fault for each 4 kB would cost more than the bytes.
  void* const start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) check(-1, "shared memory cannot be mapped");
  bytes_ = {static_cast<uint8_t*>(start), size};
#ifdef MADV_POPULATE_READ
  ::madvise(start, size, MADV_POPULATE_READ);  // kernels before 5.14 fault the pages in later
#endif
}

SharedBytes::~SharedBytes() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

SharedBytes::SharedBytes(SharedBytes&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

SharedBytes& SharedBytes::operator=(SharedBytes&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace haema::sys

#include "av/file.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "av/error.h"
#include "sys/descriptor.h"

namespace haema::av {

namespace {

using sys::Descriptor;

std::atomic<uint64_t> allBytesRead{0};

/// O_NONBLOCK so that opening a FIFO someone put into the library does not hang.
constexpr int kOpenFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

std::string linkTo(const Descriptor& opened) {
  return "/proc/self/fd/" + std::to_string(opened.get());
}

/// What the kernel calls it; nothing where it has no name.
std::string placeOf(const Descriptor& opened) {
  std::string place(PATH_MAX, '\0');
  const ssize_t length = ::readlink(linkTo(opened).c_str(), place.data(), place.size());
  place.resize(static_cast<size_t>(std::max<ssize_t>(length, 0)));
  return place;
}

/// Wherever links lead on the way: the very file is opened whose place was looked at.
int openResolved(const Descriptor& root, const std::string& path) {
  const Descriptor named(::openat(root.get(), path.c_str(), O_PATH | O_CLOEXEC));
  if (named.get() < 0) return -1;
  std::string above = placeOf(root);
  if (!above.ends_with('/')) above += '/';
  if (placeOf(named).starts_with(above)) return ::open(linkTo(named).c_str(), kOpenFlags);
  errno = EXDEV;
  return -1;
}

/// Also through links that are absolute, and where there is no openat2(): in kernels before 5.6,
/// which many NAS boxes have, and where systemd forbids set-user-ID files.
int openBeneath(const Descriptor& root, const std::string& path) {
  open_how how{};
  how.flags = kOpenFlags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long result = ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how);
  if (result >= 0 || (errno != ENOSYS && errno != EPERM && errno != EXDEV)) {
    return static_cast<int>(result);
  }
  return openResolved(root, path);
}

[[noreturn]] void throwOpenError(int error) {
  const std::string reason = std::strerror(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
      throw Error(Code::kSourceMissing, "there is no such file");
    case EXDEV:
    case ELOOP:
      throw Error(Code::kSourceMissing, "the file is a link that leaves its folder");
    case ENXIO:
      throw Error(Code::kSourceMissing, "this is not a regular file");
    default:
      throw Error(Code::kReadFailed, "the file cannot be opened: " + reason);
  }
}

FileVersion versionOf(const struct stat& status) {
  constexpr int64_t kLastSecond = 9'000'000'000;  // in the year 2255; JS holds no more microseconds
  const int64_t second = std::clamp<int64_t>(status.st_mtim.tv_sec, -kLastSecond, kLastSecond);
  return {status.st_size, second * 1'000'000 + status.st_mtim.tv_nsec / 1'000};
}

struct stat statusOf(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    throw Error(Code::kReadFailed, std::string("the file cannot be examined: ") + strerror(errno));
  }
  return status;
}

}  // namespace

File File::open(const std::string& root, const std::string& path,
                const std::optional<FileVersion>& expected) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    throw Error(Code::kBadRequest, "the path is empty or holds a NUL");
  }
  Descriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) throwOpenError(errno);
  Descriptor descriptor(openBeneath(folder, path));
  if (descriptor.get() < 0) throwOpenError(errno);
  if (!S_ISREG(statusOf(descriptor.get()).st_mode)) {
    throw Error(Code::kSourceMissing, "this is not a regular file");
  }
  File file(descriptor.release());
  if (expected && !file.isStill(*expected)) {
    throw Error(Code::kSourceChanged, "the file has changed since it was examined");
  }
  if (expected) file.version_ = *expected;
  return file;
}

File::File(int descriptor) : descriptor_(descriptor) { version_ = versionOf(statusOf(descriptor)); }

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      version_(other.version_),
      bytesRead_(other.bytesRead_) {}

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
    version_ = other.version_;
    bytesRead_ = other.bytesRead_;
  }
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

size_t File::readAt(int64_t offset, std::span<uint8_t> into) {
  if (offset >= version_.size) return 0;
  // What a file that grows has gained since is not part of the version.
  into = into.first(std::min<uint64_t>(into.size(), static_cast<uint64_t>(version_.size - offset)));
  ssize_t count;
  do {
    count = ::pread(descriptor_, into.data(), into.size(), offset);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    throw Error(Code::kReadFailed, std::string("reading failed: ") + std::strerror(errno));
  }
  if (count == 0) throw Error(Code::kSourceChanged, "the file has become shorter");
  bytesRead_ += static_cast<uint64_t>(count);
  allBytesRead.fetch_add(static_cast<uint64_t>(count), std::memory_order_relaxed);
  return static_cast<size_t>(count);
}

void File::expect(int64_t offset, int64_t length) const noexcept {
  // A hint: what comes of it does not matter.
  static_cast<void>(::posix_fadvise(descriptor_, offset, length, POSIX_FADV_WILLNEED));
}

bool File::isStill(const FileVersion& version) const {
  const FileVersion now = versionOf(statusOf(descriptor_));
  return version.grown ? now.size >= version.size : now == version;
}

void File::ensureUnchanged() const {
  if (!isStill(version_)) {
    throw Error(Code::kSourceChanged, "the file has changed while it was read");
  }
}

uint64_t totalBytesRead() noexcept { return allBytesRead.load(std::memory_order_relaxed); }

}  // namespace haema::av

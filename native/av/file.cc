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

namespace haema::av {

namespace {

std::atomic<uint64_t> allBytesRead{0};

/// O_NONBLOCK so that opening a FIFO someone put into the library does not hang.
constexpr int kOpenFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }
  void reset(int value) {
    if (value_ >= 0) ::close(value_);
    value_ = value;
  }

 private:
  int value_;
};

/// What the kernel calls it; nothing where it has no name.
std::string placeOf(const Descriptor& opened) {
  std::string place(PATH_MAX, '\0');
  const std::string link = "/proc/self/fd/" + std::to_string(opened.get());
  const ssize_t length = ::readlink(link.c_str(), place.data(), place.size());
  place.resize(static_cast<size_t>(std::max<ssize_t>(length, 0)));
  return place;
}

/// Beneath the root, and without links; nothing for what lies elsewhere, wherever links lead on the
/// way.
std::string resolved(const Descriptor& root, const std::string& path) {
  const Descriptor named(::openat(root.get(), path.c_str(), O_PATH | O_CLOEXEC));
  if (named.get() < 0) return {};
  std::string above = placeOf(root);
  if (!above.ends_with('/')) above += '/';
  const std::string place = placeOf(named);
  if (place.starts_with(above)) return place.substr(above.size());
  errno = EXDEV;
  return {};
}

/// Part by part, so that no link that is put there meanwhile leads elsewhere.
int openWithoutLinks(const Descriptor& root, const std::string& path) {
  Descriptor at(::dup(root.get()));
  size_t begin = 0;
  for (size_t end; (end = path.find('/', begin)) != std::string::npos; begin = end + 1) {
    const std::string part = path.substr(begin, end - begin);
    at.reset(::openat(at.get(), part.c_str(), O_PATH | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW));
    if (at.get() < 0) return -1;
  }
  return ::openat(at.get(), path.c_str() + begin, kOpenFlags | O_NOFOLLOW);
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
  const std::string place = resolved(root, path);
  return place.empty() ? -1 : openWithoutLinks(root, place);
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

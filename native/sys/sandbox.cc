#include "sys/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>

#include "sys/descriptor.h"
#include "sys/passing.h"

namespace haema::sys {

namespace {

/// For all folders together: a share that is there answers in less.
constexpr int kPatienceMs = 200;

constexpr uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kRun = kRead | LANDLOCK_ACCESS_FS_EXECUTE;
/// Rights that are there for a folder only; the kernel refuses them for a file.
constexpr uint64_t kOfFolders = LANDLOCK_ACCESS_FS_READ_DIR;
/// Rights of versions 2 and 3, which older headers do not know.
constexpr uint64_t kRefer = 1ULL << 13, kTruncate = 1ULL << 14;

/// All that a version of the kernel's interface can forbid.
uint64_t forbidden(long version) {
  uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (version >= 2) rights |= kRefer;
  if (version >= 3) rights |= kTruncate;
  return rights;
}

bool allow(int rules, const Descriptor& place, uint64_t rights) {
  const landlock_path_beneath_attr rule{.allowed_access = rights, .parent_fd = place.get()};
  return ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool allowProgram(int rules, const Descriptor& place) {
  struct stat status {};
  if (::fstat(place.get(), &status) != 0) return false;
  uint64_t rights = S_ISDIR(status.st_mode) ? kRun : kRun & ~kOfFolders;
  if (S_ISCHR(status.st_mode)) rights |= LANDLOCK_ACCESS_FS_WRITE_FILE;  // Node wants /dev/null so
  return allow(rules, place, rights);
}

Descriptor place(const char* path) { return Descriptor(::open(path, O_PATH | O_CLOEXEC)); }

/// Hands an open file to the process at the other end of `socket`.
void hand(int socket, int file) {
  char byte = 0;
  iovec data{&byte, 1};
  FileRoom room{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  attach(message, room, file);
  (void)!::sendmsg(socket, &message, MSG_NOSIGNAL);
}

/// What hand() handed over; none when the other process had nothing.
Descriptor taken(int socket) {
  char byte;
  iovec data{&byte, 1};
  FileRoom room{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  makeRoom(message, room);
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) <= 0) return {};
  return attached(message);
}

/// Whether it only waits for a processor: that says nothing of its share.
bool isRunnable(pid_t process) {
  char path[32] = "/proc/", text[512] = {};
  const auto number = std::to_chars(path + std::strlen(path), std::end(path), process);
  std::strcpy(number.ptr, "/stat");
  const Descriptor status(::open(path, O_RDONLY | O_CLOEXEC));
  if (status.get() < 0 || ::read(status.get(), text, sizeof text - 1) <= 0) return false;
  const char* const name = std::strrchr(text, ')');
  return name && name[1] == ' ' && name[2] == 'R';
}

/// Takes from `patienceMs` what it waits while the share does not answer.
bool answers(int socket, pid_t opener, int& patienceMs) {
  constexpr int kStepMs = 10;
  pollfd answer{socket, POLLIN, 0};
  while (::poll(&answer, 1, kStepMs) == 0) {
    if (isRunnable(opener)) continue;
    patienceMs -= kStepMs;
    if (patienceMs <= 0) return false;
  }
  return true;
}

/// Also where a container forbids the call.
bool isMissing(long result) {
  return result < 0 && (errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM);
}

}  // namespace

Confinement::Confinement(Readable readable)
    : readable_(std::move(readable)), openings_(readable_.folders.size()) {}

bool Confinement::enter() noexcept {
  const rlimit nothing{0, 0};
  ::setrlimit(RLIMIT_CORE, &nothing);  // what a crash leaves behind is somebody's film
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (isMissing(version)) return true;
  const landlock_ruleset_attr attributes{.handled_access_fs = forbidden(version)};
  const Descriptor rules(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (rules.get() < 0) return false;
  for (const std::string& path : readable_.programs) {
    const Descriptor opened = place(path.c_str());
    if (opened.get() >= 0 && !allowProgram(rules.get(), opened)) return false;
  }
  return allowFolders(rules.get()) && ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

bool Confinement::allowFolders(int rules) noexcept {
  // All at a time: one that is dead takes no patience from the others.
  for (size_t i = 0; i < openings_.size(); ++i) begin(openings_[i], readable_.folders[i].c_str());
  int patienceMs = kPatienceMs;
  for (Opening& opening : openings_) {
    const Descriptor opened = end(opening, patienceMs);
    if (opened.get() >= 0 && !allow(rules, opened, kRead)) return false;
  }
  return true;
}

/// By a process of its own, which may wait for the share for ever.
void Confinement::begin(Opening& opening, const char* path) noexcept {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return;
  opening.answer = Descriptor(pair[0]);
  const Descriptor theirs(pair[1]);
  opening.opener = ::_Fork();
  if (opening.opener != 0) return;
  // It may outlive the child, which must not seem to be there as long.
  keepOnly(theirs.get());
  const Descriptor opened = place(path);
  if (opened.get() >= 0) hand(STDIN_FILENO, opened.get());
  ::_exit(0);
}

/// Takes from `patienceMs` what it waits while the share does not answer.
Descriptor Confinement::end(Opening& opening, int& patienceMs) noexcept {
  if (opening.opener < 0) return {};
  if (!answers(opening.answer.get(), opening.opener, patienceMs)) {
    ::kill(opening.opener, SIGKILL);
    return {};
  }
  Descriptor result = taken(opening.answer.get());
  ::waitpid(opening.opener, nullptr, 0);
  return result;
}

bool areFilesConfined() noexcept {
  const Descriptor root(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return root.get() < 0 && errno == EACCES;
}

}  // namespace haema::sys

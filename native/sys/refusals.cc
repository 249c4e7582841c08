#include "sys/refusals.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sys/descriptor.h"

namespace haema::sys {

namespace {

/// Of a pipe, which a signal handler may write to: small enough never to be cut in two.
struct Record {
  bool writes = false;
  std::array<char, 251> path{};  ///< ends with a zero
};
static_assert(sizeof(Record) <= 512);  // PIPE_BUF of POSIX

int readingEnd = -1, writingEnd = -1;

struct OpenCall {
  int folder = AT_FDCWD;
  const char* path = nullptr;
  uint64_t flags = 0, mode = 0;

  bool opensNothing() const noexcept { return (flags & O_PATH) != 0; }
  bool makes() const noexcept { return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE; }
  bool empties() const noexcept { return (flags & O_TRUNC) && !opensNothing(); }
  bool writes() const noexcept {
    return !opensNothing() && (makes() || empties() || (flags & O_ACCMODE) != O_RDONLY);
  }
};

#if defined(__x86_64__)
constexpr bool kIsKnown = true;

OpenCall callIn(const mcontext_t& machine, int number) noexcept {
  const auto argument = [&](int name) { return static_cast<uint64_t>(machine.gregs[name]); };
  const auto path = [&](int name) { return reinterpret_cast<const char*>(argument(name)); };
  const auto word = [&](int name) { return static_cast<uint32_t>(argument(name)); };
  if (number == SYS_open) {
    return {AT_FDCWD, path(REG_RDI), word(REG_RSI), word(REG_RDX)};
  }
  return {static_cast<int>(argument(REG_RDI)), path(REG_RSI), word(REG_RDX), word(REG_R10)};
}

void answer(mcontext_t& machine, long result) noexcept { machine.gregs[REG_RAX] = result; }
#elif defined(__aarch64__)
constexpr bool kIsKnown = true;

OpenCall callIn(const mcontext_t& machine, int) noexcept {
  const auto& argument = machine.regs;
  return {static_cast<int>(argument[0]), reinterpret_cast<const char*>(argument[1]),
          static_cast<uint32_t>(argument[2]), static_cast<uint32_t>(argument[3])};
}

void answer(mcontext_t& machine, long result) noexcept {
  machine.regs[0] = static_cast<uint64_t>(result);
}
#else
constexpr bool kIsKnown = false;
OpenCall callIn(const mcontext_t&, int) noexcept { return {}; }
void answer(mcontext_t&, long) noexcept {}
#endif

/// As the kernel answers: a descriptor, or the error below zero.
long openAgain(const OpenCall& call) noexcept {
  // What open() passes over openat2() calls wrong.
  constexpr uint64_t kKnown = O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_APPEND | O_NONBLOCK |
                              O_SYNC | O_DSYNC | O_ASYNC | O_DIRECT | O_DIRECTORY | O_NOFOLLOW |
                              O_NOATIME | O_CLOEXEC | O_TMPFILE;
  constexpr uint64_t kOfPlaces = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  if (call.empties()) return -EACCES;  // Landlock before Linux 6.2 lets that pass
  open_how how{};
  how.flags = call.flags & (call.opensNothing() ? kOfPlaces : kKnown);
  how.mode = call.makes() && !call.opensNothing() ? call.mode & 07777 : 0;
  const long result = ::syscall(SYS_openat2, call.folder, call.path, &how, sizeof how);
  return result < 0 ? -errno : result;
}

void keep(const OpenCall& call) noexcept {
  Record record{.writes = call.writes()};
  std::strncpy(record.path.data(), call.path, record.path.size() - 1);
  (void)!::write(writingEnd, &record, sizeof record);  // one of too many is not missed
}

/// Runs on the thread that has made the call, in its place.
void openInstead(int, siginfo_t* info, void* context) {
  constexpr int kFiltered = 1;  // SYS_SECCOMP of siginfo.h, which not every C library has
  if (info->si_code != kFiltered) {
    ::signal(SIGSYS, SIG_DFL);
    ::raise(SIGSYS);
    return;
  }
  const int before = errno;
  auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
  const OpenCall call = callIn(machine, info->si_syscall);
  const long result = openAgain(call);
  if (result == -EACCES) keep(call);
  answer(machine, result);
  errno = before;
}

bool hasOpenat2() noexcept {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  const Descriptor root(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how)));
  return root.get() >= 0;
}

}  // namespace

bool watchOpens() noexcept {
  int ends[2];
  if (!kIsKnown || !hasOpenat2() || ::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  readingEnd = ends[0];
  writingEnd = ends[1];
  struct sigaction action {};
  action.sa_sigaction = openInstead;
  action.sa_flags = SA_SIGINFO;
  return ::sigaction(SIGSYS, &action, nullptr) == 0;
}

std::vector<Refusal> takeRefusals() {
  std::vector<Refusal> refusals;
  Record record;
  while (readingEnd >= 0 && ::read(readingEnd, &record, sizeof record) == sizeof record) {
    refusals.push_back({record.path.data(), record.writes});
  }
  return refusals;
}

}  // namespace haema::sys

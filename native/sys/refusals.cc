#include "sys/refusals.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace haema::sys {

namespace {

/// On its way through a pipe, into which a signal handler may write: never cut in two.
struct Record {
  bool writes = false;
  std::array<char, 1023> path{};  ///< ends with a zero
};
static_assert(sizeof(Record) <= PIPE_BUF);

int readingEnd = -1, writingEnd = -1;
uint64_t mark = 0;

struct OpenCall {
  int folder = AT_FDCWD;
  const char* path = nullptr;
  int flags = 0;
  uint64_t mode = 0;

  bool writes() const noexcept {
    const bool changes = (flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE;
    return !(flags & O_PATH) && (changes || (flags & O_ACCMODE) != O_RDONLY);
  }
};

#if defined(__x86_64__)
constexpr bool kIsKnown = true;

std::optional<OpenCall> callIn(const mcontext_t& machine, int number) noexcept {
  const auto argument = [&](int name) { return static_cast<uint64_t>(machine.gregs[name]); };
  const auto path = [&](int name) { return reinterpret_cast<const char*>(argument(name)); };
  const auto word = [&](int name) { return static_cast<int>(argument(name)); };
  switch (number) {
    case SYS_openat:
      return OpenCall{word(REG_RDI), path(REG_RSI), word(REG_RDX), argument(REG_R10)};
    case SYS_open:
      return OpenCall{AT_FDCWD, path(REG_RDI), word(REG_RSI), argument(REG_RDX)};
    case SYS_creat:
      return OpenCall{AT_FDCWD, path(REG_RDI), O_CREAT | O_WRONLY | O_TRUNC, argument(REG_RSI)};
    default:
      return {};
  }
}

void answer(mcontext_t& machine, long result) noexcept { machine.gregs[REG_RAX] = result; }
#elif defined(__aarch64__)
constexpr bool kIsKnown = true;

std::optional<OpenCall> callIn(const mcontext_t& machine, int number) noexcept {
  const auto& argument = machine.regs;
  if (number != SYS_openat) return {};
  return OpenCall{static_cast<int>(argument[0]), reinterpret_cast<const char*>(argument[1]),
                  static_cast<int>(argument[2]), argument[3]};
}

void answer(mcontext_t& machine, long result) noexcept {
  machine.regs[0] = static_cast<uint64_t>(result);
}
#else
constexpr bool kIsKnown = false;
std::optional<OpenCall> callIn(const mcontext_t&, int) noexcept { return {}; }
void answer(mcontext_t&, long) noexcept {}
#endif

/// The folder behind a descriptor, and a slash; nothing where it cannot be told.
size_t writeFolder(int folder, std::array<char, 1023>& path) noexcept {
  char link[32] = "/proc/self/fd/";
  *std::to_chars(link + std::strlen(link), std::end(link) - 1, folder).ptr = 0;
  const ssize_t length = ::readlink(link, path.data(), path.size() - 2);
  if (length <= 0) return 0;
  path[static_cast<size_t>(length)] = '/';
  return static_cast<size_t>(length) + 1;
}

void keep(const OpenCall& call) noexcept {
  Record record{.writes = call.writes()};
  const bool isRelative = call.folder != AT_FDCWD && call.path[0] != '/';
  const size_t from = isRelative ? writeFolder(call.folder, record.path) : 0;
  std::strncpy(record.path.data() + from, call.path, record.path.size() - 1 - from);
  (void)!::write(writingEnd, &record, sizeof record);  // one of too many is not missed
}

/// Runs on the thread that has made the call, in its place.
void openInstead(int, siginfo_t* info, void* context) {
  constexpr int kFiltered = 1;  // SYS_SECCOMP, which not every C library names
  const int before = errno;
  auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
  const auto call = callIn(machine, info->si_syscall);
  if (info->si_code != kFiltered || !call) {
    ::signal(SIGSYS, SIG_DFL);
    ::raise(SIGSYS);
    return;
  }
  const long result =
      ::syscall(SYS_openat, call->folder, call->path, call->flags, call->mode, 0, mark);
  const int error = errno;
  if (result < 0 && error == EACCES) keep(*call);
  answer(machine, result < 0 ? -error : result);
  errno = before;
}

}  // namespace

std::optional<uint64_t> watchOpens() noexcept {
  int ends[2];
  if (!kIsKnown || ::getrandom(&mark, sizeof mark, 0) != sizeof mark) return {};
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return {};
  readingEnd = ends[0];
  writingEnd = ends[1];
  struct sigaction action {};
  action.sa_sigaction = openInstead;
  action.sa_flags = SA_SIGINFO;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return {};
  return mark;
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

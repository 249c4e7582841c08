#include "sys/launch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

namespace haema::sys {

namespace {

/// The code with which a shell ends, too, that cannot start a program.
constexpr int kUnstarted = 127;

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// All that the child needs, allocated before the fork: after it only system calls are safe, since
/// another thread may have held the allocator's lock.
struct Prepared {
  const char* file;
  Confinement* confinement;  ///< null: none
  std::vector<char*> argv, env;
  int null, link, report;
  pid_t parent;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/// Until it ends no signal is delivered to this thread: in a child that has not run its program
/// yet, our handlers would tell it to the server.
class BlockedSignals {
 public:
  BlockedSignals() noexcept {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

void resetSignals() {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction now {};
    if (::sigaction(signal, nullptr, &now) != 0 || now.sa_handler == SIG_IGN) continue;
    now.sa_handler = SIG_DFL;
    now.sa_flags = 0;
    ::sigaction(signal, &now, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// When memory runs out children go first: before the server, unless that takes more than half of
/// all there is. What they have in hand is made again.
void offerItself() {
  const int file = ::open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  char now[8] = {};
  const bool isHigher = ::read(file, now, sizeof now - 1) > 0 && std::atoi(now) >= 500;
  if (!isHigher) (void)!::pwrite(file, "500", 3, 0);
  ::close(file);
}

bool takeDescriptors(const Prepared& prepared) {
  return ::dup2(prepared.null, STDIN_FILENO) >= 0 && ::dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 &&
         ::dup2(prepared.link, kLinkDescriptor) >= 0;
}

/// In the child. Returns only when it fails, with errno set.
void become(const Prepared& prepared) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != prepared.parent) ::_exit(0);  // it has ended before it could be told
  offerItself();
  if (!takeDescriptors(prepared)) return;
#ifdef SYS_close_range
  // Whatever a library left open closes on exec, as our own do; `report` tells by that.
  ::syscall(SYS_close_range, kLinkDescriptor + 1, ~0U, 1U << 2 /* CLOSE_RANGE_CLOEXEC */);
#endif
  if (prepared.confinement) {
    ::close(prepared.report);  // nobody waits for shares
    if (!prepared.confinement->enter()) {
      constexpr std::string_view kWords =
          "haema: a child cannot be confined; try --sandbox false\n";
      (void)!::write(STDERR_FILENO, kWords.data(), kWords.size());
      return;
    }
  }
  resetSignals();
  ::execve(prepared.file, prepared.argv.data(), prepared.env.data());
}

/// The errno that the child reports; 0 when it runs its program.
int reported(const Descriptor& report) {
  int error = 0;
  ssize_t size;
  do {
    size = ::read(report.get(), &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  return size == sizeof error ? error : 0;
}

/// Numbers above those that the child's own descriptors get.
Descriptor outOfTheWay(Descriptor file) {
  Descriptor moved(::fcntl(file.get(), F_DUPFD_CLOEXEC, kLinkDescriptor + 1));
  if (moved.get() < 0) fail(errno, "no descriptor is left for a child");
  return moved;
}

}  // namespace

std::unique_ptr<Child> launch(const Command& command, Descriptor link) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) fail(errno, "no descriptor is left for a child");
  const Descriptor report{pipe[0]};
  Descriptor reporting = outOfTheWay(Descriptor(pipe[1]));
  const Descriptor null = outOfTheWay(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
  const Descriptor ours = outOfTheWay(std::move(link));
  std::vector<std::string> args{command.file};
  args.insert(args.end(), command.args.begin(), command.args.end());
  std::optional<Confinement> confinement;
  if (command.readable) confinement.emplace(*command.readable);
  const Prepared prepared{.file = command.file.c_str(),
                          .confinement = confinement ? &*confinement : nullptr,
                          .argv = pointers(args),
                          .env = pointers(command.env),
                          .null = null.get(),
                          .link = ours.get(),
                          .report = reporting.get(),
                          .parent = ::getpid()};
  std::optional<BlockedSignals> blocked(std::in_place);
  const pid_t pid = ::fork();
  if (pid < 0) fail(errno, "no child can be started");
  if (pid == 0) {
    become(prepared);
    const int error = errno;
    (void)!::write(prepared.report, &error, sizeof error);  // unless it is closed already
    ::_exit(kUnstarted);
  }
  blocked.reset();
  auto child = std::make_unique<Child>(pid);
  reporting = {};
  if (const int error = reported(report)) fail(error, "a child cannot be started");
  return child;
}

Child::~Child() {
  kill();
  wait();
}

void Child::kill() noexcept {
  const std::lock_guard lock(mutex_);
  if (!over_) ::kill(pid_, SIGKILL);
}

Ending Child::wait() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (over_) return ending_;  // its number may be another's by now
  }
  siginfo_t unused;
  // Left in the table of processes, so that kill() cannot hit another one.
  while (::waitid(P_PID, static_cast<id_t>(pid_), &unused, WEXITED | WNOWAIT) < 0 &&
         errno == EINTR) {
  }
  const std::lock_guard lock(mutex_);
  if (!over_) ending_ = waitFor(pid_);
  over_ = true;
  return ending_;
}

Ending waitFor(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return {};
  }
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace haema::sys

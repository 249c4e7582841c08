#include "sys/folders.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "sys/descriptor.h"
#include "sys/launch.h"

namespace haema::sys {

namespace {

using Clock = std::chrono::steady_clock;

/// What the process that looks says in one write.
struct Answer {
  int error;
  char path[PATH_MAX];
};

struct Looking {
  pid_t child;
  Descriptor answer;
};

/// In another process, where only system calls are safe. It keeps nothing open that is ours.
[[noreturn]] void look(const char* path, int report) {
  keepOnly(report);
  static Answer answer;
  struct statx status;
  const int folder = ::open(path, O_RDONLY | O_DIRECTORY);
  // What the kernel remembers of a share says nothing of how that is now.
  const int flags = AT_EMPTY_PATH | AT_STATX_FORCE_SYNC;
  if (folder < 0 || ::statx(folder, "", flags, STATX_MODE, &status) != 0 || ::fchdir(folder) != 0 ||
      !::getcwd(answer.path, sizeof answer.path)) {
    answer.error = errno;
  }
  (void)!::write(STDIN_FILENO, &answer, sizeof answer.error + ::strlen(answer.path));
  ::_exit(0);
}

/// Throws nothing: a look that cannot be begun has the answer -errno for its child.
Looking begin(const std::string& path) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return {-errno, {}};
  Descriptor answer{pipe[0]};
  const Descriptor report{pipe[1]};
  const pid_t child = ::fork();
  if (child == 0) look(path.c_str(), report.get());
  return {child < 0 ? -errno : child, std::move(answer)};
}

/// Whatever it waits for, another thread waits for its end: that may never come.
void letGo(pid_t child) noexcept {
  ::kill(child, SIGKILL);
  try {
    std::thread(waitFor, child).detach();
  } catch (const std::system_error&) {
    // Without a thread it stays in the table of processes until this one ends.
  }
}

FolderLook end(const Looking& looking, Clock::time_point deadline) {
  if (looking.child < 0) return {-looking.child, {}};
  pollfd wanted{looking.answer.get(), POLLIN, 0};
  int ready;
  do {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    ready = ::poll(&wanted, 1, static_cast<int>(std::max<long>(left, 0)));
  } while (ready < 0 && errno == EINTR);
  Answer answer{};
  const ssize_t size = ready > 0 ? ::read(looking.answer.get(), &answer, sizeof answer) : 0;
  letGo(looking.child);
  if (size < static_cast<ssize_t>(sizeof answer.error)) return {ETIMEDOUT, {}};
  return {answer.error, answer.path};
}

}  // namespace

std::vector<FolderLook> lookAtFolders(const std::vector<std::string>& paths,
                                      std::chrono::milliseconds patience) {
  std::vector<Looking> looking;
  for (const std::string& path : paths) looking.push_back(begin(path));
  std::vector<FolderLook> looks;
  const auto deadline = Clock::now() + patience;
  for (const Looking& one : looking) looks.push_back(end(one, deadline));
  return looks;
}

}  // namespace haema::sys

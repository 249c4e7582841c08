#include "sys/background.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <future>
#include <thread>

namespace haema::sys {

namespace {

// linux/ioprio.h, which is not everywhere.
constexpr int kOneThread = 1;
constexpr int kBestEffort = 2 << 13;
// Behind all others, and yet never starved: who does not get on at all counts as one that hangs.
constexpr int kLate = 7;
constexpr int kNice = 10;

/// Of this thread, for ever: without rights it cannot be raised again. Where the system refuses,
/// the work is done all the same.
void yieldToAll() {
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  setpriority(PRIO_PROCESS, thread, kNice);
  syscall(SYS_ioprio_set, kOneThread, 0, kBestEffort | kLate);
}

}  // namespace

void inBackground(const std::function<void()>& work) {
  std::packaged_task<void()> task([&work] {
    yieldToAll();
    work();
  });
  std::future<void> done = task.get_future();
  std::jthread thread(std::move(task));
  done.get();
}

}  // namespace haema::sys

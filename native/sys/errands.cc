#include "sys/errands.h"

#include <sched.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace haema::sys {

namespace {

class Errands {
 public:
  /// Throws std::system_error where there is no thread for them.
  Errands() {
    std::thread([this] { runAll(); }).detach();
  }

  /// Where it throws `errand` is untouched.
  void add(std::function<void()>& errand) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(errand));
    there_.notify_one();
  }

 private:
  [[noreturn]] void runAll() {
    // A batch thread that is woken does not push who has woken it off the processor.
    const sched_param none{};
    sched_setscheduler(0, SCHED_BATCH, &none);
    for (;;) {
      std::unique_lock lock(mutex_);
      there_.wait(lock, [this] { return !waiting_.empty(); });
      const std::function<void()> errand = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      errand();
    }
  }

  std::mutex mutex_;
  std::condition_variable there_;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace

void runLater(std::function<void()> errand) {
  try {
    // Never taken down: its thread waits on it as long as the process lives.
    static auto* const errands = new Errands();
    errands->add(errand);
  } catch (const std::exception&) {
    errand();
  }
}

}  // namespace haema::sys

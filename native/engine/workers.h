// The engine's own threads. libuv's pool is left to files and DNS.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace haema::engine {

/// Runs jobs in the order of their submission, up to `limit` at a time. Threads start when needed
/// and stay.
class Workers {
 public:
  using Job = std::function<void()>;  ///< must not throw
  using Clock = std::chrono::steady_clock;

  /// `tidy` is called on a worker, and must not throw, when nothing was to do for a while after a
  /// job; where there always is, at the end of one when the first since then ended `tidyEvery` ago.
  explicit Workers(size_t limit, Job tidy = {},
                   Clock::duration tidyEvery = std::chrono::seconds(10))
      : limit_(limit), tidy_(std::move(tidy)), tidyEvery_(tidyEvery) {}
  /// Waits for what runs; jobs that have not begun are run too: cancel them first.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Throws when the system has no thread or memory for it; then the job is not run.
  void submit(Job job);

  struct Counts {
    size_t queued, running, threads;
  };
  Counts counts() const;

 private:
  void run();
  void rest(std::unique_lock<std::mutex>& lock);
  void tidy(std::unique_lock<std::mutex>& lock);

  const size_t limit_;
  const Job tidy_;
  const Clock::duration tidyEvery_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  size_t running_ = 0;
  bool ending_ = false;
  size_t tidying_ = 0;  ///< workers that take no job meanwhile
  bool isTidy_ = true;  ///< no job has ended since tidy was called
  Clock::time_point untidySince_, endedAt_;
  std::vector<std::thread> threads_;
};

}  // namespace haema::engine

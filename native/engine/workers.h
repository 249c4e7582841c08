// The engine's own threads. libuv's pool is left to files and DNS.
#pragma once

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

  /// `whenIdle` is called on a worker, and must not throw, when nothing was to do for a while.
  explicit Workers(size_t limit, Job whenIdle = {})
      : limit_(limit), whenIdle_(std::move(whenIdle)) {}
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

  const size_t limit_;
  const Job whenIdle_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  size_t running_ = 0;
  bool ending_ = false;
  bool rested_ = true;  ///< whenIdle was called since the last job
  std::vector<std::thread> threads_;
};

}  // namespace haema::engine

// The engine's own threads. libuv's pool is left to files and DNS.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace haema::engine {

/// Runs jobs in the order of their submission, up to `limit` at a time. Threads start when needed
/// and stay.
class Workers {
 public:
  using Job = std::function<void()>;  ///< must not throw

  explicit Workers(size_t limit) : limit_(limit) {}
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

  const size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  size_t running_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace haema::engine

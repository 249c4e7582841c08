#include "engine/workers.h"

#include <utility>

namespace haema::engine {

namespace {
constexpr std::chrono::seconds kIdleAfter{2};
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    const bool allBusy = running_ + tidying_ + queue_.size() >= threads_.size();
    if (allBusy && threads_.size() < limit_) threads_.emplace_back([this] { run(); });
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
}

Workers::Counts Workers::counts() const {
  const std::lock_guard lock(mutex_);
  return {queue_.size(), running_, threads_.size()};
}

void Workers::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (running_ == 0 && !isTidy_) rest(lock);
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    lock.unlock();
    job();
    job = nullptr;  // what it holds is released outside the lock
    lock.lock();
    --running_;
    endedAt_ = Clock::now();
    if (std::exchange(isTidy_, false)) untidySince_ = endedAt_;
    if (!ending_ && tidying_ == 0 && endedAt_ - untidySince_ >= tidyEvery_) tidy(lock);
  }
}

/// The worker that ended last waits; whichever takes the next job lets it go.
void Workers::rest(std::unique_lock<std::mutex>& lock) {
  const auto busy = [this] { return ending_ || !queue_.empty() || running_ > 0; };
  if (changed_.wait_until(lock, endedAt_ + kIdleAfter, busy)) return;
  // Else another worker has ended a job meanwhile, and waits as well.
  if (!isTidy_ && Clock::now() >= endedAt_ + kIdleAfter) tidy(lock);
}

void Workers::tidy(std::unique_lock<std::mutex>& lock) {
  isTidy_ = true;
  if (!tidy_) return;
  ++tidying_;
  lock.unlock();
  tidy_();
  lock.lock();
  --tidying_;
}

}  // namespace haema::engine

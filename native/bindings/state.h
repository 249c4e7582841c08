// What one JavaScript environment shares between its engine calls.
#pragma once

#include <memory>
#include <mutex>
#include <set>

#include "av/cancel.h"
#include "engine/source_pool.h"
#include "engine/workers.h"

namespace haema::bindings {

/// Jobs at a time; the callers schedule, this only bounds the threads.
inline constexpr size_t kMaxJobs = 32;
/// Idle inputs and decoders, until setPoolLimit says otherwise.
inline constexpr size_t kPoolBytes = size_t{512} * 1024 * 1024;

class State {
 public:
  /// Cancels what runs and waits for it: nothing of ours outlives the environment.
  ~State() {
    const std::lock_guard lock(mutex_);
    for (const auto& token : tokens_) token->cancel();
  }

  std::shared_ptr<av::CancelToken> begin() {
    auto token = std::make_shared<av::CancelToken>();
    const std::lock_guard lock(mutex_);
    tokens_.insert(token);
    return token;
  }
  void end(const std::shared_ptr<av::CancelToken>& token) {
    const std::lock_guard lock(mutex_);
    tokens_.erase(token);
  }

  engine::SourcePool pool{kPoolBytes};

 private:
  std::mutex mutex_;
  std::set<std::shared_ptr<av::CancelToken>> tokens_;

 public:
  engine::Workers workers{kMaxJobs};  // last: joined before the rest is destroyed
};

}  // namespace haema::bindings

// A flag shared by the caller and the job that works for it.
#pragma once

#include <atomic>

#include "av/error.h"

namespace haema::av {

/// Set once from any thread, polled by the job in every loop and by libav's blocking calls. A set
/// flag outranks whatever else the job would report.
class CancelToken {
 public:
  CancelToken() = default;
  /// For a part of what `parent` is for: set alone, or along with it. The parent lives longer.
  explicit CancelToken(const CancelToken* parent) : parent_(parent) {}

  void cancel() noexcept { flag_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept {
    return flag_.load(std::memory_order_relaxed) || (parent_ && parent_->cancelled());
  }
  void poll() const {
    if (cancelled()) throw Error(Code::kCancelled, "cancelled");
  }

 private:
  const CancelToken* const parent_ = nullptr;
  std::atomic<bool> flag_{false};
};

}  // namespace haema::av

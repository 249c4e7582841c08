// A flag shared by the caller and the job that works for it.
#pragma once

#include <atomic>
#include <cstdint>

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
  /// In loops that get on: with each packet, frame or box.
  void poll() const {
    step();
    check();
  }
  /// In loops that only wait.
  void check() const {
    if (cancelled()) throw Error(Code::kCancelled, "cancelled");
  }
  /// The job has got on.
  void step() const noexcept {
    steps_.fetch_add(1, std::memory_order_relaxed);
    if (parent_) parent_->step();
  }
  /// A job whose steps stay as they are hangs.
  uint64_t steps() const noexcept { return steps_.load(std::memory_order_relaxed); }

 private:
  const CancelToken* const parent_ = nullptr;
  mutable std::atomic<uint64_t> steps_{0};
  std::atomic<bool> flag_{false};
};

}  // namespace haema::av

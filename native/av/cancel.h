// A flag shared by the caller and the job that works for it.
#pragma once

#include <atomic>

#include "av/error.h"

namespace haema::av {

/// Set once from any thread, polled by the job in every loop and by libav's blocking calls. A set
/// flag outranks whatever else the job would report.
class CancelToken {
 public:
  void cancel() noexcept { flag_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return flag_.load(std::memory_order_relaxed); }
  void poll() const {
    if (cancelled()) throw Error(Code::kCancelled, "cancelled");
  }

 private:
  std::atomic<bool> flag_{false};
};

}  // namespace haema::av

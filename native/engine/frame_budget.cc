#include "engine/frame_budget.h"

#include <chrono>
#include <utility>

namespace haema::engine {

FrameAccount::Share FrameAccount::take(size_t bytes, const av::CancelToken& token) {
  using namespace std::chrono_literals;
  const auto amount = static_cast<int64_t>(bytes);
  std::unique_lock lock(budget_.mutex_);
  while (held_ > 0 && budget_.free_ < amount) {
    budget_.room_.wait_for(lock, 50ms);
    token.check();
  }
  held_ += amount;
  budget_.free_ -= amount;
  return {*this, amount};
}

FrameAccount::Share::Share(Share&& other) noexcept
    : account_(std::exchange(other.account_, nullptr)), bytes_(other.bytes_) {}

FrameAccount::Share::~Share() {
  if (!account_) return;
  FrameBudget& budget = account_->budget_;
  {
    const std::lock_guard lock(budget.mutex_);
    account_->held_ -= bytes_;
    budget.free_ += bytes_;
  }
  budget.room_.notify_all();  // of those who wait some may have room, and who holds nothing now has
}

}  // namespace haema::engine

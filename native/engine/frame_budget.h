// How many decoded pictures may be held in memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "av/cancel.h"

namespace haema::engine {

/// Bounds the decoded pictures that wait for an encoder, of all jobs together. Thread-safe.
class FrameBudget {
 public:
  explicit FrameBudget(size_t bytes) : free_(static_cast<int64_t>(bytes)) {}
  FrameBudget(const FrameBudget&) = delete;
  FrameBudget& operator=(const FrameBudget&) = delete;

 private:
  friend class FrameAccount;

  std::mutex mutex_;
  std::condition_variable room_;
  int64_t free_;  // below zero when accounts that held nothing took what was not there
};

/// What one job holds of a budget. A job that holds nothing never waits, so none can keep another
/// from going on: the budget may be exceeded by one picture a job.
class FrameAccount {
 public:
  explicit FrameAccount(FrameBudget& budget) : budget_(budget) {}
  FrameAccount(const FrameAccount&) = delete;
  FrameAccount& operator=(const FrameAccount&) = delete;

  /// Room for one picture, given back when this goes. The account lives longer.
  class Share {
   public:
    Share(Share&& other) noexcept;
    Share& operator=(Share&&) = delete;
    ~Share();

   private:
    friend class FrameAccount;
    Share(FrameAccount& account, int64_t bytes) : account_(&account), bytes_(bytes) {}

    FrameAccount* account_;
    int64_t bytes_;
  };

  /// Waits until there is room for more. Polls the token.
  Share take(size_t bytes, const av::CancelToken& token);

 private:
  FrameBudget& budget_;
  int64_t held_ = 0;  // guarded by the budget's mutex
};

}  // namespace haema::engine

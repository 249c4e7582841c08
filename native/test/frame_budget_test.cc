// Decoded pictures of all jobs stay within one bound, and no job can keep another from going on.
#include "engine/frame_budget.h"

#include <atomic>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

#include "test/check.h"

using namespace haema;
using engine::FrameAccount;
using engine::FrameBudget;

namespace {

const av::CancelToken kNever;

/// Whether there is no room: a set token ends the wait.
bool waits(FrameAccount& account, size_t bytes) {
  av::CancelToken token;
  token.cancel();
  try {
    account.take(bytes, token);
    return false;
  } catch (const av::Error&) {
    return true;
  }
}

void testBound() {
  FrameBudget budget(100);
  FrameAccount account(budget);
  const auto first = account.take(60, kNever);
  CHECK(waits(account, 41));
  {
    const auto second = account.take(40, kNever);
    CHECK(waits(account, 1));
  }
  CHECK(!waits(account, 40));
}

/// Who holds nothing is never kept waiting, however little is left and however much is wanted.
void testFirstPicture() {
  FrameBudget budget(100);
  FrameAccount greedy(budget), other(budget);
  const auto all = greedy.take(100, kNever);
  {
    const auto first = other.take(500, kNever);
    CHECK(waits(other, 1));
    CHECK(waits(greedy, 1));
  }
  CHECK(waits(greedy, 1));
  CHECK(!waits(other, 1));
}

/// A share that was moved is given back once.
void testMove() {
  FrameBudget budget(100);
  FrameAccount account(budget);
  std::optional<FrameAccount::Share> share(account.take(100, kNever));
  std::deque<FrameAccount::Share> queue;
  queue.push_back(std::move(*share));
  share.reset();
  CHECK(waits(account, 1));
  queue.clear();
  const auto again = account.take(100, kNever);
  CHECK(waits(account, 1));
}

/// Many jobs, each filling a queue that a thread of its own empties: all come to their end, and no
/// more is held than the bound and one picture a job.
void testManyJobs() {
  constexpr size_t kBytes = 100, kPicture = 30, kJobs = 6;
  constexpr int kPictures = 2'000;
  FrameBudget budget(kBytes);
  std::atomic<size_t> held = 0, most = 0;
  std::vector<std::thread> jobs;
  for (size_t n = 0; n < kJobs; ++n) {
    jobs.emplace_back([&] {
      FrameAccount account(budget);
      std::mutex mutex;
      std::deque<FrameAccount::Share> queue;
      std::atomic<int> taken = 0;
      std::thread encoder([&] {
        while (taken < kPictures) {
          const std::lock_guard lock(mutex);
          if (queue.empty()) continue;
          held -= kPicture;
          queue.pop_front();
          ++taken;
        }
      });
      for (int i = 0; i < kPictures; ++i) {
        auto share = account.take(kPicture, kNever);
        const size_t now = held += kPicture;
        for (size_t seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        const std::lock_guard lock(mutex);
        queue.push_back(std::move(share));
      }
      encoder.join();
    });
  }
  for (std::thread& job : jobs) job.join();
  CHECK_EQ(held.load(), 0u);
  CHECK(most <= kBytes + kJobs * kPicture);
  FrameAccount account(budget);
  const auto all = account.take(kBytes, kNever);
  CHECK(waits(account, 1));
}

}  // namespace

int main() {
  testBound();
  testFirstPicture();
  testMove();
  testManyJobs();
  return test::report();
}

#include "engine/workers.h"

#include <atomic>
#include <chrono>
#include <latch>
#include <mutex>
#include <numeric>

#include "test/check.h"

using haema::engine::Workers;
using namespace std::chrono_literals;

namespace {

template <typename Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 2'000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
  return condition();
}

void testOrder() {
  std::vector<int> order, expected(200);
  std::iota(expected.begin(), expected.end(), 0);
  {
    Workers workers(1);
    for (int i = 0; i < 200; ++i) workers.submit([&order, i] { order.push_back(i); });
  }  // waits for those that have not begun, too
  CHECK(order == expected);
}

/// Jobs run beside each other up to the limit, the rest is queued.
void testLimit() {
  Workers workers(3);
  std::latch gate(1);
  std::atomic<int> running = 0, most = 0, done = 0;
  for (int i = 0; i < 10; ++i) {
    workers.submit([&] {
      const int now = ++running;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      gate.wait();
      --running;
      ++done;
    });
  }
  CHECK(eventually([&] { return workers.counts().running == 3; }));
  CHECK_EQ(workers.counts().queued, 7u);
  CHECK_EQ(workers.counts().threads, 3u);
  gate.count_down();
  CHECK(eventually([&] { return done == 10; }));
  CHECK(eventually([&] { return workers.counts().running == 0; }));
  CHECK_EQ(workers.counts().queued, 0u);
  CHECK_EQ(most.load(), 3);
}

/// One job after another needs one thread.
void testThreadsAreReused() {
  Workers workers(8);
  CHECK_EQ(workers.counts().threads, 0u);
  for (int i = 0; i < 20; ++i) {
    workers.submit([] {});
    const auto idle = [&] {
      const Workers::Counts counts = workers.counts();
      return counts.queued + counts.running == 0;
    };
    CHECK(eventually(idle));
  }
  CHECK_EQ(workers.counts().threads, 1u);
}

/// What a job holds is released when it has run, not when the next one comes.
void testRelease() {
  Workers workers(1);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  workers.submit([held = std::move(held)] {});
  CHECK(eventually([&] { return watch.expired(); }));
}

/// What is to be tidied does not wait for a pause.
void testTidyWhileBusy() {
  std::atomic<int> tidied = 0;
  std::latch gate(1);
  Workers workers(
      2, [&] { ++tidied; }, 0ms);
  workers.submit([&] { gate.wait(); });
  for (int i = 0; i < 3; ++i) workers.submit([] {});
  CHECK(eventually([&] { return tidied == 3; }));
  CHECK_EQ(workers.counts().running, 1u);
  gate.count_down();
  CHECK(eventually([&] { return tidied == 4; }));
}

/// Where there is a pause, that one is waited for.
void testTidyInPauses() {
  std::atomic<int> tidied = 0;
  std::latch gate(1);
  Workers workers(1, [&] {
    ++tidied;
    gate.wait();
  });
  for (int i = 0; i < 100; ++i) workers.submit([&] { CHECK_EQ(tidied.load(), 0); });
  CHECK(eventually([&] { return tidied == 1; }));
  gate.count_down();
}

/// Who tidies is not there for jobs: another worker begins them.
void testJobsBesideTidying() {
  std::latch gate(1);
  std::atomic<bool> tidying = false, done = false;
  Workers workers(
      2,
      [&] {
        if (!tidying.exchange(true)) gate.wait();
      },
      0ms);
  workers.submit([] {});
  CHECK(eventually([&] { return tidying.load(); }));
  workers.submit([&] { done = true; });
  CHECK(eventually([&] { return done.load(); }));
  gate.count_down();
}

/// Jobs may submit jobs, and nothing is lost under contention.
void testContention() {
  std::atomic<int> done = 0;
  {
    Workers workers(4);
    std::vector<std::thread> callers;
    for (int c = 0; c < 4; ++c) {
      callers.emplace_back([&] {
        for (int i = 0; i < 500; ++i) {
          workers.submit([&] {
            ++done;
            if (done % 10 == 0) workers.submit([&] { ++done; });
          });
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
    CHECK(eventually([&] { return workers.counts().queued == 0; }));
  }
  CHECK(done >= 2'000);
}

}  // namespace

int main() {
  testOrder();
  testLimit();
  testThreadsAreReused();
  testRelease();
  testTidyWhileBusy();
  testTidyInPauses();
  testJobsBesideTidying();
  testContention();
  return haema::test::report();
}

#include "sys/faults.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <vector>

namespace haema::sys {

namespace {

enum Fault { kNone, kCrash, kHang, kTakeMemory };

std::atomic<int> ordered{kNone};

void order(int signal) { ordered.store(signal - SIGRTMIN, std::memory_order_relaxed); }

[[noreturn]] void hang() {
  for (;;) ::pause();
}

[[noreturn]] void takeMemory() {
  constexpr size_t kPiece = size_t{16} << 20;
  std::vector<std::vector<char>> taken;
  for (;;) {
    taken.emplace_back(kPiece, 1);
    ::usleep(1000);  // a supervisor that looks now and then must see it before the machine is full
  }
}

}  // namespace

void obeyFaultSignals() {
  struct sigaction action {};
  action.sa_handler = order;
  action.sa_flags = SA_RESTART;
  for (const int fault : {kCrash, kHang, kTakeMemory}) {
    ::sigaction(SIGRTMIN + fault, &action, nullptr);
  }
}

void faultHere() {
  if (ordered.load(std::memory_order_relaxed) == kNone) return;
  switch (ordered.exchange(kNone)) {
    case kCrash:
      ::raise(SIGSEGV);
      break;
    case kHang:
      hang();
    case kTakeMemory:
      takeMemory();
    default:
      break;  // another thread has taken it
  }
}

}  // namespace haema::sys

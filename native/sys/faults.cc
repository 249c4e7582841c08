#include "sys/faults.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

namespace haema::sys {

namespace {

enum Fault {
  kNone,
  kCrash,
  kHang,
  kTakeMemory,
  kReadElsewhere,
  kWriteBeside,
  kWriteWithin,
  kConnect,
  kExecute,
  kTrace,
  kFaults,
};

/// The code of a process that could do what it must not.
constexpr int kTrespassed = 99;

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

/// A file of this name in HAEMA_DEBUG_FOLDER.
bool writes(const char* name) {
  const char* const folder = std::getenv("HAEMA_DEBUG_FOLDER");
  const std::string path = std::string(folder ? folder : "") + "/" + name;
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

/// What a file would try that has taken over its decoder. Whether it could.
bool trespasses(int fault) {
  switch (fault) {
    case kReadElsewhere:
      return ::open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
    case kWriteBeside:
      return writes("../made");
    case kWriteWithin:
      return writes("made");
    case kConnect:
      return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
    case kExecute:
      ::execl("/bin/true", "true", nullptr);
      return false;
    default:
      return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0;
  }
}

}  // namespace

void obeyFaultSignals() {
  struct sigaction action {};
  action.sa_handler = order;
  action.sa_flags = SA_RESTART;
  for (int fault = kCrash; fault < kFaults; ++fault) {
    ::sigaction(SIGRTMIN + fault, &action, nullptr);
  }
}

void faultHere() {
  if (ordered.load(std::memory_order_relaxed) == kNone) return;
  switch (const int fault = ordered.exchange(kNone)) {
    case kNone:
      break;  // another thread has taken it
    case kCrash:
      ::raise(SIGSEGV);
      break;
    case kHang:
      hang();
    case kTakeMemory:
      takeMemory();
    default:
      if (trespasses(fault)) ::_exit(kTrespassed);
  }
}

}  // namespace haema::sys

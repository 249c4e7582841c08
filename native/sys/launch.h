// Starts a child of this process.
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sys/descriptor.h"
#include "sys/sandbox.h"

namespace haema::sys {

/// Where a child finds its end of the line.
inline constexpr int kLinkDescriptor = 3;

struct Command {
  std::string file;                       ///< an absolute path
  std::vector<std::string> args;          ///< without the program's name
  std::vector<std::string> env;           ///< NAME=value; the whole environment
  std::optional<Readable> readable = {};  ///< all that it may open; none: whatever we may
};

/// How a child has ended.
struct Ending {
  int code = 0;    ///< its exit status, when it has ended by itself
  int signal = 0;  ///< that ended it, else 0
};
/// Waits for the end of a child of this process, which may be for ever.
Ending waitFor(pid_t child);

/// A process of ours. It does not go on without its handle.
class Child {
 public:
  explicit Child(pid_t pid) noexcept : pid_(pid) {}
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const noexcept { return pid_; }
  /// Nothing if it has ended and was waited for: its number may be another process's by then.
  void kill() noexcept;
  /// Waits for its end, which may be for ever, while other threads may kill it.
  Ending wait() noexcept;

 private:
  const pid_t pid_;
  std::mutex mutex_;  ///< guards what follows
  bool over_ = false;
  Ending ending_;
};

/// The child has nothing of ours but standard error, which is its output, too, and `link`. It is
/// killed when the calling thread ends. Throws std::system_error, also when `file` cannot be run;
/// one that is confined, and cannot be, ends with code 127.
std::unique_ptr<Child> launch(const Command& command, Descriptor link);

}  // namespace haema::sys

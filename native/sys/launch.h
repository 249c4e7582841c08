// Starts a child of this process.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "sys/descriptor.h"

namespace haema::sys {

/// Where a child finds its end of the line.
inline constexpr int kLinkDescriptor = 3;

struct Command {
  std::string file;               ///< an absolute path
  std::vector<std::string> args;  ///< without the program's name
  std::vector<std::string> env;   ///< NAME=value; the whole environment
};

/// The child has nothing of ours but standard error, which is its output, too, and `link`. It is
/// killed when the calling thread ends. Throws std::system_error, also when `file` cannot be run.
pid_t launch(const Command& command, Descriptor link);

/// How a child has ended.
struct Ending {
  int code = 0;    ///< its exit status, when it has ended by itself
  int signal = 0;  ///< that ended it, else 0
};
/// Waits for the end of a child of this process, which may be for ever.
Ending waitFor(pid_t child);

}  // namespace haema::sys

// What the kernel lets an engine child do: to read, and little else.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "sys/descriptor.h"

namespace haema::sys {

/// What a child may open: everything else on the machine's disks is closed to it, and nothing can
/// be written. (Linux before 6.2 does not keep it from emptying a file by openat2().)
struct Readable {
  std::vector<std::string> programs;  ///< files and folders it is run from, on disks that answer
  std::vector<std::string> folders;   ///< may lie on shares that do not answer
};

/// Made before a fork, since it allocates.
class Confinement {
 public:
  explicit Confinement(Readable readable);

  /// Between fork and exec, with all signals blocked: the kernel binds threads, and the program
  /// will have many. Only system calls are made. A folder that does not answer in time is left
  /// closed. False, with errno, where the kernel refuses what it has; true where it has nothing to
  /// offer.
  bool enter() noexcept;

 private:
  struct Opening {
    Descriptor answer;
    pid_t opener = -1;
  };

  bool allowFolders(int rules) noexcept;
  static void begin(Opening& opening, const char* path) noexcept;
  static Descriptor end(Opening& opening, int& patienceMs) noexcept;

  const Readable readable_;
  std::vector<Opening> openings_;
};

/// For the whole process, whose threads are there already: no program, process, socket or file
/// comes to be from now on, and no other process can be looked into. Who tries is killed; files
/// are refused, which is kept: see refusals.h. False where the kernel has no such filters.
bool confineCalls() noexcept;

/// Whether this process is confined to some files.
bool areFilesConfined() noexcept;

}  // namespace haema::sys

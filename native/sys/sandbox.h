// What the kernel lets an engine child do: to read, and little else.
#pragma once

#include <string>
#include <vector>

namespace haema::sys {

/// What a child may open: everything else on the machine's disks is closed to it, and nothing can
/// be written.
struct Readable {
  std::vector<std::string> programs;  ///< files and folders it is run from, on disks that answer
  std::vector<std::string> folders;   ///< may lie on shares that do not answer
};

/// Between fork and exec, since the kernel binds threads and the program will have many: only
/// system calls, all of it allocated before. A folder that does not answer in time is left closed.
/// False, with errno, where the kernel refuses what it has; true where it has nothing to offer.
bool confineFiles(const Readable& readable) noexcept;

/// For the whole process, whose threads are there already: no program, process, socket or file
/// comes to be from now on, and no other process can be looked into. Who tries is killed. False
/// where the kernel has no such filters.
bool confineCalls() noexcept;

/// Whether this process is confined to some files.
bool areFilesConfined() noexcept;

}  // namespace haema::sys

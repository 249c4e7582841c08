// Looks at folders that may lie on a share that does not answer.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace haema::sys {

struct FolderLook {
  int error = 0;     ///< errno, ETIMEDOUT when it has not answered; 0: it can be listed and entered
  std::string path;  ///< without links, where there is no error
};

/// One for each path. Other processes look, since a thread that waits for a dead share may not end,
/// nor let its process end; one that waits still is killed and left behind.
std::vector<FolderLook> lookAtFolders(const std::vector<std::string>& paths,
                                      std::chrono::milliseconds patience);

}  // namespace haema::sys

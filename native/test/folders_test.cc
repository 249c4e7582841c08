// Looks at folders, those that do not answer among them.
#include "sys/folders.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "test/check.h"

using namespace haema::sys;

namespace {

using Clock = std::chrono::steady_clock;

/// Whether every process that was begun ends, and is waited for by somebody.
bool allAreReaped() {
  const auto deadline = Clock::now() + std::chrono::seconds(10);
  siginfo_t unused;
  while (::waitid(P_ALL, 0, &unused, WEXITED | WNOWAIT | WNOHANG) == 0) {
    if (Clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return errno == ECHILD;
}

}  // namespace

int main() {
  char made[] = "/tmp/haema-folders-XXXXXX";
  const std::string top = ::mkdtemp(made);
  const std::string folder = top + "/folder", link = top + "/link", pipe = top + "/pipe";
  CHECK(::mkdir(folder.c_str(), 0755) == 0 && ::symlink("folder", link.c_str()) == 0);
  CHECK(::mkfifo(pipe.c_str(), 0644) == 0);
  const auto looks = lookAtFolders({folder, link, pipe, top + "/missing"}, std::chrono::seconds(5));
  CHECK(looks.size() == 4);
  CHECK(looks[0].error == 0 && looks[0].path == folder);
  CHECK(looks[1].error == 0 && looks[1].path == folder);
  CHECK(looks[2].error == ENOTDIR && looks[3].error == ENOENT);
  CHECK(allAreReaped());
  // No patience: most are killed.
  for (int i = 0; i < 20; ++i) lookAtFolders({folder, link, top}, std::chrono::milliseconds(0));
  CHECK(allAreReaped());
  for (const std::string& path : {link, pipe}) ::unlink(path.c_str());
  for (const std::string& path : {folder, top}) ::rmdir(path.c_str());
  return haema::test::report();
}

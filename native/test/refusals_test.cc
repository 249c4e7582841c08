// What is told of files that a confined process may not open. Here nothing is bound by Landlock:
// what is refused is to empty a file.
#include "sys/refusals.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>

#include "sys/sandbox.h"
#include "test/check.h"
#include "test/clips.h"

using namespace haema;

namespace {

/// Runs it in a process of its own, which is confined for ever.
void confined(const std::function<void()>& work) {
  const pid_t process = ::fork();
  if (process == 0) {
    if (CHECK(sys::confineCalls())) work();
    ::_exit(test::failures > 0 ? 1 : 0);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  CHECK_EQ(status, 0);
}

void testOpening(const test::Folder& folder) {
  const std::string film = folder.at("film");
  errno = EILSEQ;
  const int place = ::open(folder.at("").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  CHECK(place >= 0 && errno == EILSEQ);
  CHECK(::openat(place, "film", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) >= 0);
  CHECK(::openat(place, "film", O_PATH | O_NOFOLLOW | O_CLOEXEC) >= 0);
#ifdef SYS_open
  CHECK(::syscall(SYS_open, film.c_str(), O_RDONLY) >= 0);
#endif
  CHECK(::open(folder.at("nothing").c_str(), O_RDONLY) < 0 && errno == ENOENT);
  CHECK(::open(film.c_str(), O_RDONLY | O_DIRECTORY) < 0 && errno == ENOTDIR);
  CHECK(::syscall(SYS_openat, AT_FDCWD, nullptr, O_RDONLY) < 0 && errno == EFAULT);
  CHECK(::openat(-5, "film", O_RDONLY) < 0 && errno == EBADF);
  ::umask(0);
  const int made = ::openat(place, "made", O_WRONLY | O_CREAT | O_EXCL, 0640);
  struct stat status {};
  CHECK(made >= 0 && ::fstat(made, &status) == 0);
  CHECK_EQ(status.st_mode & 07777u, 0640u);
  CHECK(sys::takeRefusals().empty());
}

void testRefusals(const test::Folder& folder) {
  const std::string film = folder.at("film");
  const int place = ::open(folder.at("").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  CHECK(::open(film.c_str(), O_WRONLY | O_TRUNC) < 0 && errno == EACCES);
  CHECK(::creat(film.c_str(), 0600) < 0 && errno == EACCES);
  CHECK(::openat(place, "film", O_RDWR | O_TRUNC) < 0 && errno == EACCES);
  const auto refusals = sys::takeRefusals();
  CHECK_EQ(refusals.size(), 3u);
  for (const auto& [path, writes] : refusals) {
    CHECK(std::filesystem::equivalent(path, film));
    CHECK(path.starts_with('/') && writes);
  }
  CHECK_EQ(std::filesystem::file_size(film), 4u);
}

void testMany(const test::Folder& folder) {
  const std::string path = folder.at(std::string(3'000, 'x'));
  for (int i = 0; i < 1'000; ++i) ::open(path.c_str(), O_WRONLY | O_TRUNC);
  const size_t kept = sys::takeRefusals().size();
  CHECK(kept > 10 && kept < 1'000);
  CHECK(::open(folder.at("film").c_str(), O_RDONLY) >= 0);
}

}  // namespace

int main() {
  const test::Folder folder;
  std::ofstream(folder.at("film")) << "film";
  confined([&] { testOpening(folder); });
  confined([&] { testRefusals(folder); });
  confined([&] { testMany(folder); });
  return test::report();
}

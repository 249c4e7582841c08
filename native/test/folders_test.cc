// Looks at folders, those that do not answer among them.
#include "sys/folders.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "test/check.h"

using namespace haema::sys;

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
  for (const std::string& path : {link, pipe}) ::unlink(path.c_str());
  for (const std::string& path : {folder, top}) ::rmdir(path.c_str());
  return haema::test::report();
}

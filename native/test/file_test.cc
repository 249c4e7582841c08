// Which paths open, and what a file that changes under the reader leads to.
#include "av/file.h"

#include <seccomp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>

#include "av/error.h"
#include "test/check.h"
#include "test/clips.h"

using namespace haema;
using av::Code;
using av::File;

namespace {

constexpr size_t kSize = 100'000;

void write(const std::string& path, size_t size) {
  std::string bytes(size, '\0');
  std::iota(bytes.begin(), bytes.end(), '\0');
  std::ofstream(path, std::ios::binary) << bytes;
}

/// The code of the error that opening ends with; nothing when it succeeds.
std::optional<Code> refusal(const std::string& root, const std::string& path,
                            const std::optional<av::FileVersion>& version = std::nullopt) {
  try {
    File::open(root, path, version);
  } catch (const av::Error& error) {
    CHECK(std::string(error.what()).find(root) == std::string::npos);  // no paths in messages
    return error.code();
  }
  return std::nullopt;
}

struct Case {
  const char* path;
  std::optional<Code> refused;
};

/// outside/secret lies beside the root, everything else beneath it.
void makeTree(const test::Folder& folder) {
  namespace fs = std::filesystem;
  fs::create_directories(folder.at("root/shows/one"));
  fs::create_directories(folder.at("outside"));
  write(folder.at("outside/secret"), 10);
  write(folder.at("root/film"), kSize);
  write(folder.at("root/shows/one/part"), kSize);
  write(folder.at("root/a b\n\"é\xff"), 10);
  write(folder.at("root/empty"), 0);
  fs::create_symlink("film", folder.at("root/link"));
  fs::create_symlink("../film", folder.at("root/shows/up"));
  fs::create_symlink("one", folder.at("root/shows/folder-link"));
  fs::create_symlink(folder.at("root/film"), folder.at("root/absolute"));
  fs::create_symlink("../outside/secret", folder.at("root/leaves"));
  fs::create_symlink("../outside", folder.at("root/leaves-by-folder"));
  fs::create_symlink("loop", folder.at("root/loop"));
  fs::create_symlink("nothing", folder.at("root/dangling"));
  fs::create_symlink("/proc/self/fd/0", folder.at("root/magic"));
  ::mkfifo(folder.at("root/fifo").c_str(), 0600);
}

void testPaths(const test::Folder& folder) {
  const Case cases[] = {
      {"film", std::nullopt},
      {"./film", std::nullopt},
      {"shows//one/./part", std::nullopt},
      {"shows/../film", std::nullopt},  // stays beneath the root
      {"a b\n\"é\xff", std::nullopt},
      {"empty", std::nullopt},
      {"link", std::nullopt},
      {"shows/up", std::nullopt},
      {"shows/folder-link/part", std::nullopt},
      {"../outside/secret", Code::kSourceMissing},
      {"shows/../../outside/secret", Code::kSourceMissing},
      {"/etc/passwd", Code::kSourceMissing},
      {"absolute", std::nullopt},
      {"leaves", Code::kSourceMissing},
      {"leaves-by-folder/secret", Code::kSourceMissing},
      {"loop", Code::kSourceMissing},
      {"dangling", Code::kSourceMissing},
      {"magic", Code::kSourceMissing},
      {"fifo", Code::kSourceMissing},
      {"shows", Code::kSourceMissing},
      {".", Code::kSourceMissing},
      {"nothing", Code::kSourceMissing},
      {"nothing/film", Code::kSourceMissing},
      {"film/part", Code::kSourceMissing},
      {"film/", Code::kSourceMissing},
      {"", Code::kBadRequest},
  };
  for (const Case& c : cases) {
    if (!CHECK(refusal(folder.at("root"), c.path) == c.refused))
      std::cerr << "  " << c.path << "\n";
  }
  const std::string nul("film\0.txt", 9);
  CHECK(refusal(folder.at("root"), nul) == Code::kBadRequest);
  CHECK(refusal(folder.at("root"), std::string(5'000, 'x')) == Code::kSourceMissing);
  CHECK(refusal(folder.at("no-root"), "film") == Code::kSourceMissing);
  CHECK(refusal(folder.at("root/film"), "film") == Code::kSourceMissing);
}

/// As in old kernels, and in services that systemd keeps from making set-user-ID files.
void testWithoutOpenat2(const test::Folder& folder) {
  const pid_t process = ::fork();
  if (process == 0) {
    const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
    CHECK(::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0) == 0);
    CHECK(::seccomp_load(filter) == 0);
    testPaths(folder);
    ::_exit(test::failures > 0 ? 1 : 0);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  CHECK_EQ(status, 0);
}

void testUnreadable(const test::Folder& folder) {
  if (::geteuid() == 0) return;  // root may read everything
  ::chmod(folder.at("root/film").c_str(), 0);
  CHECK(refusal(folder.at("root"), "film") == Code::kReadFailed);
  ::chmod(folder.at("root/film").c_str(), 0600);
}

void testReading(const test::Folder& folder) {
  File file = File::open(folder.at("root"), "film", std::nullopt);
  CHECK_EQ(file.version().size, static_cast<int64_t>(kSize));
  std::array<uint8_t, 1'000> buffer{};
  CHECK_EQ(file.readAt(300, buffer), buffer.size());
  for (size_t i = 0; i < buffer.size(); ++i) {
    if (!CHECK_EQ(+buffer[i], +static_cast<uint8_t>(300 + i))) break;
  }
  CHECK_EQ(file.readAt(kSize - 10, buffer), 10u);
  CHECK_EQ(file.readAt(kSize - 1, buffer), 1u);
  CHECK_EQ(file.readAt(kSize, buffer), 0u);
  CHECK_EQ(file.readAt(kSize + 1, buffer), 0u);
  CHECK_EQ(file.readAt(std::numeric_limits<int64_t>::max(), buffer), 0u);
  CHECK_EQ(file.bytesRead(), 1'011u);
  const uint64_t before = av::totalBytesRead();
  file.readAt(0, buffer);
  CHECK_EQ(av::totalBytesRead() - before, buffer.size());
  File moved = std::move(file);
  CHECK_EQ(moved.readAt(0, buffer), buffer.size());
  moved = File::open(folder.at("root"), "empty", std::nullopt);
  CHECK_EQ(moved.readAt(0, buffer), 0u);
}

template <typename Call>
std::optional<Code> codeOf(Call call) {
  try {
    call();
  } catch (const av::Error& error) {
    return error.code();
  }
  return std::nullopt;
}

void testVersions(const test::Folder& folder) {
  const std::string path = folder.at("root/film");
  File file = File::open(folder.at("root"), "film", std::nullopt);
  const av::FileVersion version = file.version();
  CHECK(!refusal(folder.at("root"), "film", version));
  file.ensureUnchanged();
  std::array<uint8_t, 100> buffer{};

  std::filesystem::resize_file(path, kSize / 2);
  CHECK(codeOf([&] { file.ensureUnchanged(); }) == Code::kSourceChanged);
  CHECK(codeOf([&] { file.readAt(kSize / 2, buffer); }) == Code::kSourceChanged);
  CHECK(codeOf([&] { file.readAt(kSize - 1, buffer); }) == Code::kSourceChanged);
  CHECK_EQ(file.readAt(kSize / 2 - 10, buffer), 10u);  // short, and the next one tells
  CHECK(refusal(folder.at("root"), "film", version) == Code::kSourceChanged);

  // Grown: what was opened still ends where it did.
  write(path, kSize);
  File grown = File::open(folder.at("root"), "film", std::nullopt);
  std::ofstream(path, std::ios::app) << std::string(1'000, 'x');
  CHECK_EQ(grown.readAt(kSize, buffer), 0u);
  CHECK(codeOf([&] { grown.ensureUnchanged(); }) == Code::kSourceChanged);

  // Replaced by renaming: the descriptor still holds the old one, the path does not.
  File old = File::open(folder.at("root"), "film", std::nullopt);
  write(path + ".new", kSize);
  std::filesystem::rename(path + ".new", path);
  old.ensureUnchanged();
  CHECK_EQ(old.readAt(0, buffer), buffer.size());
  CHECK(refusal(folder.at("root"), "film", old.version()) == Code::kSourceChanged);
}

/// A recording that is still written: what was there when it was opened can be read on.
void testGrowing(const test::Folder& folder) {
  const std::string path = folder.at("root/recording");
  write(path, kSize);
  av::FileVersion version = File::open(folder.at("root"), "recording", std::nullopt).version();
  std::ofstream(path, std::ios::app) << std::string(1'000, 'x');
  CHECK(refusal(folder.at("root"), "recording", version) == Code::kSourceChanged);

  version.grown = true;
  File file = File::open(folder.at("root"), "recording", version);
  CHECK(file.version() == version);
  std::array<uint8_t, 100> buffer{};
  CHECK_EQ(file.readAt(kSize - 10, buffer), 10u);
  CHECK_EQ(+buffer[9], +static_cast<uint8_t>(kSize - 1));
  CHECK_EQ(file.readAt(kSize, buffer), 0u);
  std::ofstream(path, std::ios::app) << std::string(1'000, 'x');
  file.ensureUnchanged();
  std::filesystem::resize_file(path, kSize);
  file.ensureUnchanged();
  CHECK(!refusal(folder.at("root"), "recording", version));
  std::filesystem::resize_file(path, kSize - 1);
  CHECK(codeOf([&] { file.ensureUnchanged(); }) == Code::kSourceChanged);
  CHECK(refusal(folder.at("root"), "recording", version) == Code::kSourceChanged);
}

int64_t descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return std::distance(begin(entries), end(entries));
}

/// Neither success nor refusal leaves a descriptor behind.
void testDescriptors(const test::Folder& folder) {
  const int64_t before = descriptors();
  for (int i = 0; i < 50; ++i) {
    for (const char* path : {"film", "fifo", "shows", "leaves", "nothing", "../outside/secret"}) {
      refusal(folder.at("root"), path);
    }
    refusal(folder.at("root"), "film", av::FileVersion{1, 1});
  }
  CHECK_EQ(descriptors(), before);
}

}  // namespace

int main() {
  const test::Folder folder;
  makeTree(folder);
  testPaths(folder);
  testWithoutOpenat2(folder);
  testUnreadable(folder);
  testReading(folder);
  testDescriptors(folder);
  testVersions(folder);
  testGrowing(folder);
  return test::report();
}

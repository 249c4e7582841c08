// The line between two processes: messages, memory, ends.
#include "sys/link.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <future>
#include <numeric>
#include <system_error>
#include <vector>

#include "sys/errands.h"
#include "sys/launch.h"
#include "test/check.h"

using namespace haema::sys;

namespace {

std::vector<uint8_t> counted(size_t size) {
  std::vector<uint8_t> bytes(size);
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  return bytes;
}

template <typename Call>
int errorOf(Call call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

void testMessages() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours)), theirs(std::move(pair.theirs));
  for (const size_t textSize : {0, 1, 32 * 1024, 32 * 1024 + 1, 3'000'001}) {
    for (const size_t size : {0, 1, 4'400'000}) {
      const std::string text(textSize, 'x');
      const std::vector<uint8_t> bytes = counted(size);
      ours.send(text, bytes, Link::Full::kFail);
      const auto message = theirs.receive();
      CHECK(message && message->text() == text);
      const auto got = message->bytes();
      CHECK(std::equal(got.begin(), got.end(), bytes.begin(), bytes.end()));
      CHECK(reinterpret_cast<uintptr_t>(got.data()) % 8 == 0);
    }
  }
}

void waitForErrands() {
  std::promise<void> done;
  runLater([&] { done.set_value(); });
  done.get_future().wait();
}

/// What this process's memory files take.
uint64_t sharedBytes() {
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry, gone).string();
    struct stat status {};
    if (!target.starts_with("/memfd:haema") || ::stat(entry.path().c_str(), &status) != 0) continue;
    bytes += static_cast<uint64_t>(status.st_blocks) * 512;
  }
  return bytes;
}

bool mapsSharedMemory() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("/memfd:haema") != std::string::npos) return true;
  }
  return false;
}

/// Memory that is kept for the next large message holds that message alone, and is not much.
void testSpareMemory() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours)), theirs(std::move(pair.theirs));
  for (const size_t size : {4'400'000, 1'100'000, 3'000'001, 20'000'000, 2'000'000, 9'000'000}) {
    const std::vector<uint8_t> bytes = counted(size);
    ours.send("large", bytes, Link::Full::kFail);
    waitForErrands();
    CHECK(sharedBytes() <= size + (size_t{8} << 20) + 8192);
    const auto got = theirs.receive();
    CHECK(got && std::ranges::equal(got->bytes(), bytes));
    CHECK(mapsSharedMemory());
  }
  waitForErrands();
  CHECK(!mapsSharedMemory());
  CHECK(sharedBytes() > 0 && sharedBytes() <= (size_t{8} << 20) + 4096);
  ours.send("small", counted(1000), Link::Full::kFail);
  CHECK(theirs.receive());
}

void testEnds() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours));
  {
    const Link theirs(std::move(pair.theirs));
    int sent = 0;
    const int error = errorOf([&] {
      for (;; ++sent) ours.send("nobody reads", {}, Link::Full::kFail);
    });
    CHECK(error == EAGAIN && sent > 10);
  }
  while (ours.receive()) {
  }
  CHECK(errorOf([&] { ours.send("nobody is there", {}, Link::Full::kWait); }) == EPIPE);
}

/// Sends a packet that is no message.
void sendRaw(const Descriptor& socket, std::vector<uint64_t> words, int file) {
  iovec part{words.data(), words.size() * sizeof(uint64_t)};
  msghdr packet{};
  packet.msg_iov = &part;
  packet.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (file >= 0) {
    packet.msg_control = control.data();
    packet.msg_controllen = control.size();
    cmsghdr* const rights = CMSG_FIRSTHDR(&packet);
    *rights = {
        .cmsg_len = CMSG_LEN(sizeof file), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    *reinterpret_cast<int*>(CMSG_DATA(rights)) = file;
  }
  CHECK(::sendmsg(socket.get(), &packet, 0) > 0);
}

/// What a child that was broken into might send, to bring the server down.
void testHostile() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours));
  const Descriptor open(::memfd_create("open", MFD_ALLOW_SEALING));
  CHECK(::ftruncate(open.get(), 4096) == 0);
  sendRaw(pair.theirs, {0, 4096}, open.get());  // it could still be shortened
  CHECK(errorOf([&] { ours.receive(); }) == EINVAL);
  const Descriptor null(::open("/dev/null", O_RDONLY));
  sendRaw(pair.theirs, {0, 4096}, null.get());
  CHECK(errorOf([&] { ours.receive(); }) == EINVAL);
  sendRaw(pair.theirs, {0, 4096}, -1);
  CHECK(errorOf([&] { ours.receive(); }) == EBADMSG);
  sendRaw(pair.theirs, {0}, -1);
  CHECK(errorOf([&] { ours.receive(); }) == EBADMSG);
  const std::vector<uint8_t> bytes = counted(100);
  for (const auto& [text, size] : std::vector<std::pair<uint64_t, uint64_t>>{
           {0, 99}, {101, 0}, {~0ULL, 100}, {~0ULL - 3, 104}, {64, ~0ULL}}) {
    sendRaw(pair.theirs, {text, size}, shareBytes({bytes}).get());
    const int error = errorOf([&] { ours.receive(); });
    CHECK(error == EBADMSG || error == EMSGSIZE);
  }
}

/// A memory file of this size, of which no page is there.
Descriptor sealedHole(size_t size) {
  Descriptor file(::memfd_create("hole", MFD_ALLOW_SEALING));
  CHECK(::ftruncate(file.get(), static_cast<off_t>(size)) == 0);
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  CHECK(::fcntl(file.get(), F_ADD_SEALS, seals) == 0);
  return file;
}

void testTooLarge() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours));
  const std::vector<std::pair<uint64_t, uint64_t>> cases{
      {kMaxText + 8, 0}, {0, kMaxBytes + 8}, {0, uint64_t{1} << 40}};
  for (const auto& [text, size] : cases) {
    sendRaw(pair.theirs, {text, size}, sealedHole(text + size).get());
    CHECK(errorOf([&] { ours.receive(); }) == EMSGSIZE);
  }
  const std::string text(kMaxText + 1, 'x');
  CHECK(errorOf([&] { ours.send(text, {}, Link::Full::kFail); }) == EMSGSIZE);
}

void testLaunch() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours));
  // It has the three descriptors of everybody and the line; the fifth is that of the listing.
  const auto child = launch({.file = "/bin/sh",
                             .args = {"-c",
                                      "[ \"$A$HOME\" = 1 ] && "
                                      "[ $(cat /proc/self/oom_score_adj) = 500 ] && "
                                      "[ $(ls /proc/self/fd | wc -l) = 5 ] && exit 7"},
                             .env = {"A=1", "PATH=/usr/bin:/bin"}},
                            std::move(pair.theirs));
  const Ending ending = child->wait();
  CHECK(ending.code == 7 && ending.signal == 0);
  CHECK(!ours.receive());
}

void testLaunchFails() {
  LinkPair pair = connectedPair();
  const Link ours(std::move(pair.ours));
  const int error = errorOf(
      [&] { launch({.file = "/is/not/there", .args = {}, .env = {}}, std::move(pair.theirs)); });
  CHECK(error == ENOENT);
  CHECK(!ours.receive());
}

void testKilled() {
  LinkPair pair = connectedPair();
  const auto child =
      launch({.file = "/bin/sleep", .args = {"100"}, .env = {}}, std::move(pair.theirs));
  child->kill();
  CHECK(child->wait().signal == SIGKILL);
  CHECK(child->wait().signal == SIGKILL);
}

/// A child without a handle on it would run on, or stay in the table of processes.
void testForgotten() {
  LinkPair pair = connectedPair();
  launch({.file = "/bin/sleep", .args = {"100"}, .env = {}}, std::move(pair.theirs));
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD);
}

}  // namespace

int main() {
  testMessages();
  testSpareMemory();
  testEnds();
  testHostile();
  testTooLarge();
  testLaunch();
  testLaunchFails();
  testKilled();
  testForgotten();
  return haema::test::report();
}

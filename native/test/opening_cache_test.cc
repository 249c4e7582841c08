// What openings of the same file share, and what they do not.
#include "av/opening_cache.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <thread>

#include "av/input.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/mp4_builder.h"

using namespace haema;
using namespace std::chrono_literals;
using av::CancelToken;
using av::Code;
using av::Extents;
using av::Input;
using av::OpeningCache;

namespace {

constexpr size_t kPadding = 3 << 20;
constexpr size_t kMiB = 1 << 20;

std::vector<uint8_t> counted(size_t size, int from = 0) {
  std::vector<uint8_t> bytes(size);
  std::iota(bytes.begin(), bytes.end(), static_cast<uint8_t>(from));
  return bytes;
}

void testExtents() {
  Extents extents;
  const auto bytes = counted(256);
  const std::span<const uint8_t> all(bytes);
  extents.add(100, all.subspan(100, 20));
  extents.add(120, all.subspan(120, 10));  // continues
  CHECK_EQ(extents.count(), 1u);
  extents.add(110, all.subspan(110, 10));  // known
  extents.add(125, all.subspan(125, 10));  // half of it known
  CHECK_EQ(extents.bytes(), 35u);
  extents.add(200, all.subspan(200, 10));
  CHECK_EQ(extents.count(), 2u);
  extents.add(90, all.subspan(90, 150));  // around both
  CHECK_EQ(extents.bytes(), 150u);
  extents.shrink();
  std::array<uint8_t, 256> buffer{};
  CHECK_EQ(extents.copy(0, buffer), 0u);
  CHECK_EQ(extents.copy(89, buffer), 0u);
  CHECK_EQ(extents.copy(240, buffer), 0u);
  CHECK_EQ(extents.copy(95, std::span(buffer).first(0)), 0u);
  for (size_t offset = 90; offset < 240;) {
    const size_t count = extents.copy(static_cast<int64_t>(offset), buffer);
    if (!CHECK(count > 0 && offset + count <= 240)) break;
    CHECK(std::memcmp(buffer.data(), bytes.data() + offset, count) == 0);
    offset += count;
  }
}

void keep(OpeningCache& cache, uint64_t inode, size_t size) {
  auto turn = cache.begin({1, inode, 0, 0}, CancelToken());
  if (!CHECK(turn.first && !turn.known)) return;
  turn.first->record(0, counted(size));
  turn.first->keep();
}

bool knows(OpeningCache& cache, uint64_t inode) {
  return cache.begin({1, inode, 0, 0}, CancelToken()).known != nullptr;
}

void testBounds() {
  OpeningCache cache({.bytes = 4 * kMiB, .entryBytes = 2 * kMiB});
  for (const uint64_t inode : {1, 2, 3}) keep(cache, inode, kMiB);
  CHECK_EQ(cache.count(), 3u);
  const auto used = cache.begin({1, 1, 0, 0}, CancelToken()).known;
  keep(cache, 4, kMiB);  // with what each one costs beside its bytes, three have a place
  CHECK(knows(cache, 1) && !knows(cache, 2) && knows(cache, 3) && knows(cache, 4));
  CHECK(cache.bytes() <= 4 * kMiB);
  keep(cache, 5, 10 * kMiB);
  CHECK(cache.bytes() <= 4 * kMiB);
  const auto large = cache.begin({1, 5, 0, 0}, CancelToken()).known;
  CHECK(large && large->memory() <= 2 * kMiB && large->bytes() > kMiB);
  keep(cache, 6, 10 * kMiB);
  CHECK(!knows(cache, 1));
  std::array<uint8_t, 10> buffer{};
  CHECK(used && used->copy(5, buffer) == 10 && buffer[9] == 14);  // dropped, and still whole
  for (uint64_t inode = 100; inode < 1'100; ++inode) keep(cache, inode, 1);
  CHECK(cache.count() <= 256);
  CHECK(!cache.begin({1, 1'099, 1, 0}, CancelToken()).known);  // another version
  CHECK(!cache.begin({1, 1'099, 0, 1}, CancelToken()).known);
  CHECK(!cache.begin({2, 1'099, 0, 0}, CancelToken()).known);
}

void testSpoilt() {
  OpeningCache cache;
  {
    auto turn = cache.begin({}, CancelToken());
    turn.first->record(0, counted(10));
    turn.first->spoil();
    turn.first->record(10, counted(10));
    CHECK(!turn.first->keep());
  }
  CHECK(cache.begin({}, CancelToken()).first);
  CHECK_EQ(cache.count(), 0u);
}

/// The first opening ends without a result: the second takes its turn. One that is cancelled while
/// it waits does not wait for that.
void testWaiting() {
  OpeningCache cache;
  auto first = cache.begin({}, CancelToken()).first;
  CancelToken token;
  std::atomic<bool> refused = false, followed = false;
  std::thread cancelled([&] {
    try {
      cache.begin({}, token);
    } catch (const av::Error& error) {
      refused = error.code() == Code::kCancelled;
    }
  });
  std::thread second([&] {
    const CancelToken never;
    auto turn = cache.begin({}, never);
    if (!turn.first) return;
    turn.first->record(0, counted(10));
    turn.first->keep();
    followed = true;
  });
  std::this_thread::sleep_for(20ms);
  token.cancel();
  cancelled.join();
  CHECK(refused);
  CHECK(!followed);
  first.reset();
  second.join();
  CHECK(followed);
  CHECK_EQ(cache.count(), 1u);
}

/// A film with an index of megabytes before its media, as that of a long one is.
std::string writeFilm(const test::Folder& folder, const char* name) {
  test::Clip clip;
  clip.frames = 50;
  writeClip(folder.at("clip.mp4"), clip);
  std::ifstream in(folder.at("clip.mp4"), std::ios::binary);
  test::Data bytes{std::istreambuf_iterator<char>(in), {}};
  const std::array<uint8_t, 4> moov{'m', 'o', 'o', 'v'};
  const auto found = std::search(bytes.begin(), bytes.end(), moov.begin(), moov.end());
  if (!CHECK(found != bytes.end())) return {};
  const auto size = found - 4;
  const size_t length =
      (size_t{size[0]} << 24) + (size_t{size[1]} << 16) + (size_t{size[2]} << 8) + size_t{size[3]};
  const bool last = static_cast<size_t>(bytes.end() - size) == length;
  CHECK(last);  // else the chunk offsets would have to move
  // Box by box, since the demuxer skips a large one.
  const test::Data free = test::box("free", {test::zeros(1'024 - 8)});
  test::Data padding;
  for (size_t i = 0; i < kPadding / free.size(); ++i) {
    padding.insert(padding.end(), free.begin(), free.end());
  }
  const test::Data tags = test::box("udta", {padding});
  const test::Data grown = test::u32(length + tags.size());
  std::copy(grown.begin(), grown.end(), size);
  bytes.insert(bytes.end(), tags.begin(), tags.end());
  std::ofstream out(folder.at(name), std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  return folder.at(name);
}

/// All that the demuxer delivers.
std::vector<uint8_t> packetsOf(Input& input, const CancelToken& token) {
  const Input::Lease lease(input, token);
  av::PacketHandle packet = av::makePacket();
  std::vector<uint8_t> bytes;
  while (input.read(packet)) {
    bytes.insert(bytes.end(), packet->data, packet->data + packet->size);
    av_packet_unref(packet.get());
  }
  return bytes;
}

std::unique_ptr<Input> open(const test::Folder& folder, const char* name, const CancelToken& token,
                            av::Analysis analysis = av::Analysis::kHeaders) {
  return Input::open(av::File::open(folder.path(), name, std::nullopt), analysis, token);
}

void testInputs(const test::Folder& folder) {
  const auto path = writeFilm(folder, "film.mp4");
  const CancelToken token;
  const uint64_t start = av::totalBytesRead();
  const auto first = open(folder, "film.mp4", token);
  const uint64_t cold = av::totalBytesRead() - start;
  CHECK(cold > kPadding / 2);
  CHECK_EQ(first->bytesRead(), cold);
  const auto second = open(folder, "film.mp4", token);
  const auto third = open(folder, "film.mp4", token, av::Analysis::kFull);
  first->restart(token);
  CHECK_EQ(first->bytesRead(), cold);
  CHECK_EQ(second->bytesRead(), 0u);
  std::vector<uint8_t> index(kPadding);
  const auto tail = static_cast<uint64_t>(first->size() - 1'000);
  CHECK(second->reader()(tail, std::span(index).first(1'000)) && !second->reader()(tail, index));
  CHECK(av::totalBytesRead() - start < cold + 256 * 1024);
  const auto packets = packetsOf(*first, token);
  CHECK(packets.size() > 1'000);
  CHECK(packetsOf(*second, token) == packets && packetsOf(*third, token) == packets);

  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + 10s);
  const uint64_t before = av::totalBytesRead();
  const auto changed = open(folder, "film.mp4", token);
  CHECK_EQ(av::totalBytesRead() - before, cold);
  CHECK(packetsOf(*changed, token) == packets);
}

void testConcurrentInputs(const test::Folder& folder) {
  writeFilm(folder, "crowd.mp4");
  const uint64_t start = av::totalBytesRead();
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const CancelToken token;
      if (open(folder, "crowd.mp4", token)->context()->nb_streams == 2) ++opened;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(opened.load(), 4);
  const uint64_t read = av::totalBytesRead() - start;
  CHECK(read > kPadding / 2 && read < kPadding * 3 / 2);
}

/// Neither what a cancelled opening had read is kept, nor what one that failed had.
void testFailures(const test::Folder& folder) {
  writeFilm(folder, "cancelled.mp4");
  CancelToken cancelled;
  cancelled.cancel();
  const CancelToken token;
  const size_t before = OpeningCache::shared().count();
  const auto refusal = [&](const char* name, const CancelToken& with) {
    try {
      open(folder, name, with);
    } catch (const av::Error& error) {
      return error.code();
    }
    return Code::kEngineFailed;
  };
  CHECK(refusal("cancelled.mp4", cancelled) == Code::kCancelled);
  CHECK_EQ(OpeningCache::shared().count(), before);
  CHECK_EQ(open(folder, "cancelled.mp4", token)->context()->nb_streams, 2u);
  CHECK_EQ(OpeningCache::shared().count(), before + 1);
  std::ofstream(folder.at("noise"), std::ios::binary) << std::string(100'000, 'x');
  CHECK(refusal("noise", token) == Code::kMediaInvalid);
  CHECK(refusal("noise", token) == Code::kMediaInvalid);
  CHECK_EQ(OpeningCache::shared().count(), before + 1);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testExtents();
  testBounds();
  testSpoilt();
  testWaiting();
  testInputs(folder);
  testConcurrentInputs(folder);
  testFailures(folder);
  return test::report();
}

// The blocks of synthetic Matroska files; then of the same files damaged at random.
#include "av/matroska_blocks.h"

#include <algorithm>
#include <random>

#include "test/check.h"
#include "test/ebml.h"

using namespace haema;
using namespace haema::test;
using av::MatroskaBlock;
using av::MatroskaBlocks;

namespace {

constexpr uint32_t kCluster = 0x1F43B675, kTimestamp = 0xE7, kSimpleBlock = 0xA3,
                   kBlockGroup = 0xA0, kBlock = 0xA1, kBlockDuration = 0x9B, kVoid = 0xEC;

Bytes payload(uint8_t track, int16_t relative, uint8_t flags, size_t size) {
  Bytes bytes{static_cast<uint8_t>(0x80 | track)};
  bytes = bytes + bigEndian(static_cast<uint16_t>(relative), 2) + Bytes{flags};
  bytes.resize(bytes.size() + size, track);
  return bytes;
}
Bytes time(uint64_t value) { return element(kTimestamp, bigEndian(value, 3)); }

/// Blocks at 1000, 1040 − 80 (in a group) and 2000, the last in a Cluster of unknown size.
Bytes blocksOf(size_t size) {
  const Bytes first =
      time(1000) + element(kSimpleBlock, payload(1, 0, 0x80, size)) + element(kVoid, Bytes(5000)) +
      element(kBlockGroup, element(kBlockDuration, {1}) + element(kBlock, payload(2, -40, 0, 7)));
  return element(kCluster, first) + header(kCluster, kUnknown) + time(2000) +
         element(kSimpleBlock, payload(1, 0, 0x02, 20));
}

MatroskaBlocks reader(const Bytes& data, const av::CancelToken& token) {
  const av::ReadAt read = [&](uint64_t offset, std::span<uint8_t> into) {
    if (offset > data.size() || into.size() > data.size() - offset) return false;
    std::copy_n(data.begin() + static_cast<ptrdiff_t>(offset), into.size(), into.begin());
    return true;
  };
  MatroskaBlocks blocks(read, data.size(), token);
  blocks.startAt(0);
  return blocks;
}

void testBlocks(size_t size) {
  const Bytes data = blocksOf(size);
  const av::CancelToken token;
  MatroskaBlocks blocks = reader(data, token);
  const auto first = blocks.next();
  if (!CHECK(first)) return;
  CHECK_EQ(first->track, 1U);
  CHECK_EQ(first->time, 1000);
  CHECK_EQ(first->size, size);
  const auto head = blocks.head(*first, 4096);
  if (!CHECK(head)) return;
  CHECK_EQ(head->size(), std::min<size_t>(size, 4096));
  CHECK(std::ranges::all_of(*head, [](uint8_t byte) { return byte == 1; }));
  const auto second = blocks.next();
  if (!CHECK(second)) return;
  CHECK_EQ(second->track, 2U);
  CHECK_EQ(second->time, 960);
  CHECK(second->start > first->data + size);
  const auto third = blocks.next();
  if (!CHECK(third)) return;
  CHECK_EQ(third->time, 2000);
  CHECK_EQ(third->size, 0U);  // several frames
  CHECK(!blocks.next());
}

void testDamage() {
  std::mt19937 random(5);
  const av::CancelToken token;
  for (int round = 0; round < 5'000; ++round) {
    Bytes data = blocksOf(300);
    for (int i = 0; i < 3; ++i) data[random() % data.size()] = static_cast<uint8_t>(random());
    data.resize(random() % data.size());
    MatroskaBlocks blocks = reader(data, token);
    while (const auto block = blocks.next()) blocks.head(*block, 100);
  }
  CHECK(true);
}

void testCancelled() {
  const Bytes data = blocksOf(10);
  av::CancelToken token;
  token.cancel();
  MatroskaBlocks blocks = reader(data, token);
  try {
    blocks.next();
    CHECK(!"is cancelled");
  } catch (const av::Error& error) {
    CHECK(error.code() == av::Code::kCancelled);
  }
}

}  // namespace

int main() {
  for (const size_t size : {size_t{10}, size_t{4090}, size_t{4096}, size_t{100'000}}) {
    testBlocks(size);
  }
  testDamage();
  testCancelled();
  return report();
}

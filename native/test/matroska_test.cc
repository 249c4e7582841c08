// Synthetic EBML, sound and hostile, then the same mutated.
#include "av/matroska.h"

#include <cstring>
#include <initializer_list>
#include <limits>
#include <random>

#include "av/error.h"
#include "test/check.h"
#include "test/ebml.h"

using namespace haema;
using namespace haema::test;

namespace {

const Bytes kInfo = element(0x1549A966, element(0x2AD7B1, bigEndian(1'000'000, 3)));
const Bytes kTracks = element(0x1654AE6B, element(0xAE, element(0xD7, {1})));
const Bytes kCues = element(0x1C53BB6B, element(0xBB, element(0xB3, {0})));
const Bytes kBlock = element(0xA3, {0x81, 0, 0, 0x80, 1, 2, 3});

Bytes cluster(uint64_t time) {
  return element(0x1F43B675, element(0xE7, bigEndian(time, 4)) + kBlock);
}
Bytes seekEntry(uint32_t id, uint64_t position) {
  return element(0x4DBB, element(0x53AB, idOf(id)) + element(0x53AC, bigEndian(position, 8)));
}
Bytes seekHead(const Bytes& entries) { return element(0x114D9B74, entries); }

av::ReadAt readerOf(const Bytes& bytes, uint64_t* read = nullptr) {
  return [&bytes, read](uint64_t offset, std::span<uint8_t> into) {
    if (offset > bytes.size() || into.size() > bytes.size() - offset) return false;
    if (read) *read += into.size();
    if (!into.empty()) std::memcpy(into.data(), bytes.data() + offset, into.size());
    return true;
  };
}

av::MatroskaFacts facts(const Bytes& bytes) {
  const av::CancelToken token;
  return av::readMatroskaFacts(readerOf(bytes), bytes.size(), token);
}

const size_t kHeadBytes = seekHead(seekEntry(0x1C53BB6B, 0)).size();

/// Cues behind two Clusters, named by a SeekHead whose entry is off by `error`.
Bytes cuesBehind(uint64_t error = 0, const Bytes& cues = kCues) {
  const Bytes media = kInfo + kTracks + cluster(0) + cluster(5000);
  return file(seekHead(seekEntry(0x1C53BB6B, kHeadBytes + media.size() + error)) + media + cues);
}

void testCues() {
  CHECK(facts(cuesBehind()).hasCues);
  CHECK(!facts(cuesBehind(1)).hasCues);
  CHECK(!facts(cuesBehind(std::numeric_limits<uint64_t>::max() - 20)).hasCues);
  CHECK(!facts(cuesBehind(0, element(0x1C53BB6B, {}))).hasCues);
  CHECK(!facts(cuesBehind(0, element(0x1C53BB6B, element(0xEC, {0, 0})))).hasCues);
  CHECK(facts(cuesBehind(0, element(0x1C53BB6B, element(0xBF, {1, 2, 3, 4}) +
                                                    element(0xBB, element(0xB3, {0})))))
            .hasCues);
  CHECK(facts(file(kInfo + kCues + cluster(0))).hasCues);
  // Behind the Clusters and nowhere named: libav does not find it either.
  CHECK(!facts(file(kInfo + kTracks + cluster(0) + kCues)).hasCues);
  CHECK(!facts(file({})).hasCues);
  CHECK(!facts({}).hasCues);
  CHECK(!facts({1, 2, 3}).hasCues);
}

void testLinkedSeekHeads() {
  const Bytes media = kInfo + cluster(0);
  const uint64_t second = kHeadBytes + media.size();
  const Bytes first = seekHead(seekEntry(0x114D9B74, second));
  CHECK(facts(file(first + media + seekHead(seekEntry(0x1C53BB6B, second + kHeadBytes)) + kCues))
            .hasCues);
  // Two that name each other, and one that names itself.
  CHECK(!facts(file(first + media + seekHead(seekEntry(0x114D9B74, 0)))).hasCues);
  CHECK(!facts(file(seekHead(seekEntry(0x114D9B74, 0)) + media)).hasCues);
}

void testCompleteness() {
  const Bytes whole = cuesBehind();
  CHECK(facts(whole).complete);
  CHECK_EQ(facts(whole).segmentEnd, whole.size());
  CHECK(facts(whole + Bytes(100)).complete);
  CHECK_EQ(facts(whole + Bytes(100)).segmentEnd, whole.size());

  const Bytes cut(whole.begin(), whole.end() - 5);
  CHECK(!facts(cut).complete);
  CHECK(!facts(cut).hasCues);  // its last five bytes were Cues
  CHECK_EQ(facts(cut).segmentEnd, whole.size());

  const Bytes live = kEbml + header(0x18538067, kUnknown) + kInfo + kTracks + cluster(0);
  CHECK(!facts(live).complete);
  CHECK_EQ(facts(live).segmentEnd, live.size());
  const Bytes liveWithCues = kEbml + header(0x18538067, kUnknown) + kInfo + kCues + cluster(0);
  CHECK(facts(liveWithCues).hasCues);
}

void testHostileSizes() {
  for (const uint64_t size : {kUnknown - 1, uint64_t{1} << 55, uint64_t{1} << 40, uint64_t{1000}}) {
    CHECK(!facts(header(0x1A45DFA3, size) + kInfo).hasCues);
    CHECK(!facts(kEbml + header(0x18538067, size) + kInfo).complete);
    CHECK(!facts(file(header(0x114D9B74, size) + seekEntry(0x1C53BB6B, 0))).hasCues);
    CHECK(!facts(file(header(0x1C53BB6B, size) + header(0xBB, 0))).hasCues);
    CHECK(!facts(file(element(0x1C53BB6B, header(0xBB, size)))).hasCues);
  }
  // A SeekPosition of nine bytes, an id of five, endless empty elements.
  const Bytes wide = element(0x4DBB, element(0x53AB, idOf(0x1C53BB6B)) + element(0x53AC, Bytes(9)));
  CHECK(!facts(file(seekHead(wide) + kInfo)).hasCues);
  CHECK(!facts(file({0x08, 0, 0, 0, 0, 0x80})).hasCues);
  Bytes empty;
  for (int i = 0; i < 100'000; ++i) empty = std::move(empty) + Bytes{0xEC, 0x80};
  const Bytes endless = file(empty + kCues);
  uint64_t read = 0;
  const av::CancelToken token;
  CHECK(!av::readMatroskaFacts(readerOf(endless, &read), endless.size(), token).hasCues);
  CHECK(read < 20'000);
}

void testTail() {
  const av::CancelToken token;
  Bytes content = kInfo + kTracks;
  for (uint64_t i = 0; i < 100; ++i) content = std::move(content) + cluster(i * 1000);
  const Bytes whole = file(content);
  const size_t size = cluster(0).size();
  const Bytes head = kEbml + header(0x18538067, kUnknown) + kInfo + kTracks;
  const auto tail = [&](const Bytes& bytes, uint64_t length) {
    return av::readMatroskaTail(readerOf(bytes), bytes.size(), length, token);
  };
  CHECK(tail(whole, size) == head + cluster(99'000));
  CHECK(tail(whole, size * 2 + 7) == head + cluster(98'000) + cluster(99'000));
  CHECK(tail(whole, 1 << 30)->size() == head.size() + 100 * size);
  CHECK(tail(whole + Bytes(500), size) == head + cluster(99'000));  // what follows is no Segment
  CHECK(!tail(whole, size - 1));
  CHECK(!tail(whole, 0));
  CHECK(!tail(file(kInfo + cluster(0)), 1000));  // no Tracks
  // A Cluster's id in media data.
  const Bytes fake = element(0xA3, {0x1F, 0x43, 0xB6, 0x75, 0x85, 0xA3, 0x83, 1, 2, 3});
  CHECK(tail(file(kInfo + kTracks + fake + cluster(7)), 1000) == head + cluster(7));
}

void testCancellation() {
  av::CancelToken token;
  token.cancel();
  const Bytes bytes = cuesBehind();
  try {
    av::readMatroskaFacts(readerOf(bytes), bytes.size(), token);
    CHECK(false);
  } catch (const av::Error& error) {
    CHECK(error.code() == av::Code::kCancelled);
  }
}

/// No crash, no endless reading, nothing claimed that is not there.
void testMutations() {
  const Bytes media = kInfo + cluster(0);
  const uint64_t second = kHeadBytes + media.size();
  const Bytes seeds[] = {cuesBehind(), file(kInfo + kCues + kTracks + cluster(0) + cluster(1)),
                         file(seekHead(seekEntry(0x114D9B74, second)) + media +
                              seekHead(seekEntry(0x1C53BB6B, second + kHeadBytes)) + kCues)};
  const av::CancelToken token;
  std::mt19937 random(20'240'917);
  const auto below = [&](size_t limit) { return random() % limit; };
  uint64_t most = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes = seeds[below(std::size(seeds))];
    for (size_t i = 1 + below(6); i > 0; --i) {
      uint8_t& byte = bytes[below(bytes.size())];
      byte = below(2) ? static_cast<uint8_t>(random()) : static_cast<uint8_t>(byte ^ 1 << below(8));
    }
    if (below(4) == 0) bytes.resize(below(bytes.size()));
    uint64_t read = 0;
    const auto result = av::readMatroskaFacts(readerOf(bytes, &read), bytes.size(), token);
    most = std::max(most, read);
    if (result.complete && result.segmentEnd > bytes.size()) CHECK(false);
    const auto tail = av::readMatroskaTail(readerOf(bytes), bytes.size(), below(400), token);
    if (tail && tail->size() > 2 * bytes.size() + 12) CHECK(false);
  }
  CHECK(most < 4'000);
}

}  // namespace

int main() {
  testCues();
  testLinkedSeekHeads();
  testCompleteness();
  testHostileSizes();
  testTail();
  testCancellation();
  testMutations();
  return test::report();
}

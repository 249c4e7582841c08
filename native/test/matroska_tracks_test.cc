// Synthetic EBML: which tracks hold subtitles, where the index has their blocks, and small files of
// some of these.
#include "av/matroska_tracks.h"

#include <cstring>
#include <random>

#include "test/check.h"
#include "test/ebml.h"

using namespace haema;
using namespace haema::test;

namespace {

constexpr uint32_t kCues = 0x1C53BB6B;

Bytes track(uint8_t number, uint8_t type, const Bytes& codec) {
  return element(0xAE, element(0xD7, {number}) + element(0x83, {type}) + element(0x86, codec));
}
Bytes positions(uint8_t of, uint64_t cluster, const Bytes& more) {
  return element(0xB7, element(0xF7, {of}) + element(0xF1, bigEndian(cluster, 4)) + more);
}
Bytes point(uint64_t time, const Bytes& content) {
  return element(0xBB, element(0xB3, bigEndian(time, 4)) + content);
}
Bytes relative(uint64_t place) { return element(0xF0, bigEndian(place, 2)); }
Bytes duration(uint64_t time) { return element(0xB2, bigEndian(time, 2)); }

const Bytes kInfo = element(0x1549A966, element(0x2AD7B1, bigEndian(2'000'000, 3)));
const Bytes kText{'S', '_', 'T', 'E', 'X', 'T', '/', 'U', 'T', 'F', '8'};
const Bytes kTracks = element(0x1654AE6B, track(1, 1, {'V'}) + track(7, 0x11, kText) +
                                              track(8, 0x11, {}) + track(3, 0x11, kText));

av::ReadAt readerOf(const Bytes& bytes) {
  return [&bytes](uint64_t offset, std::span<uint8_t> into) {
    if (offset > bytes.size() || into.size() > bytes.size() - offset) return false;
    if (!into.empty()) std::memcpy(into.data(), bytes.data() + offset, into.size());
    return true;
  };
}
auto headOf(const Bytes& bytes) {
  return av::readMatroskaHead(readerOf(bytes), bytes.size(), av::CancelToken{});
}
auto cuesOf(const Bytes& bytes, uint64_t of) {
  return av::readMatroskaCues(readerOf(bytes), bytes.size(), of, av::CancelToken{});
}

void testTracks() {
  const auto head = headOf(file(kInfo + kTracks));
  if (!CHECK(head)) return;
  CHECK_EQ(head->scale, 2'000'000u);
  CHECK_EQ(head->tracks.size(), 2u);  // one without a codec is no stream of libav's either
  CHECK_EQ(head->tracks[0].number, 7u);
  CHECK_EQ(head->tracks[1].number, 3u);
  CHECK(head->tracks[1].entry == track(3, 0x11, kText));
  CHECK_EQ(head->firstCluster, 0u);
  CHECK(!headOf(file(kInfo)));
  CHECK(!headOf({1, 2, 3}));
}

void testCues() {
  const Bytes points = point(50, positions(7, 100, relative(20) + duration(9))) +
                       point(10, positions(1, 90, {}) + positions(7, 80, relative(5)));
  const Bytes bytes = file(kInfo + element(kCues, points) + kTracks);
  const auto cues = cuesOf(bytes, 7);
  if (!CHECK(cues && cues->size() == 2)) return;
  const uint64_t content = kEbml.size() + header(0x18538067, 0).size();
  CHECK_EQ(cues->at(0).time, 10);
  CHECK_EQ(cues->at(0).duration, -1);
  CHECK_EQ(cues->at(0).cluster, content + 80);
  CHECK_EQ(cues->at(1).time, 50);
  CHECK_EQ(cues->at(1).duration, 9);
  CHECK_EQ(cues->at(1).relative, 20u);
  CHECK(cuesOf(bytes, 3)->empty());
  CHECK(!cuesOf(bytes, 1));  // where in its Cluster a block lies is not said
  CHECK(!cuesOf(file(kInfo + kTracks), 7));
}

void testExcerpt() {
  const auto head = headOf(file(kInfo + kTracks));
  if (!CHECK(head)) return;
  const Bytes simple = element(0xA3, {0x83, 0, 1, 0x80, 'a'});
  const Bytes group = element(0xA0, element(0x9B, {5}) + element(0xA1, {0x87, 0, 1, 0, 'b'}));
  CHECK_EQ(av::trackOfBlock(simple).value_or(0), 3u);
  CHECK_EQ(av::trackOfBlock(group).value_or(0), 7u);
  CHECK(!av::trackOfBlock(kInfo));
  av::MatroskaExcerpt excerpt(*head, head->tracks[1]);
  CHECK(excerpt.empty());
  excerpt.add(77, simple);
  const Bytes made(excerpt.bytes().begin(), excerpt.bytes().end());
  const auto again = headOf(made);
  if (!CHECK(again && again->tracks.size() == 1)) return;
  CHECK_EQ(again->tracks[0].number, 3u);
  CHECK(again->firstCluster > 0);
  CHECK(Bytes(made.end() - static_cast<std::ptrdiff_t>(simple.size()), made.end()) == simple);
}

void testMutants() {
  const Bytes points = point(50, positions(7, 100, relative(20) + duration(9)));
  const Bytes bytes = file(kInfo + element(kCues, points) + kTracks);
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    Bytes mutant = bytes;
    for (int hits = 1 + i % 3; hits-- > 0;) {
      mutant[random() % mutant.size()] = static_cast<uint8_t>(random());
    }
    if (const auto head = headOf(mutant)) CHECK(head->tracks.size() <= 4);
    if (const auto cues = cuesOf(mutant, 7)) CHECK(cues->size() <= 2);
  }
}

}  // namespace

int main() {
  testTracks();
  testCues();
  testExcerpt();
  testMutants();
  return report();
}

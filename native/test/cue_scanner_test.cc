// Subtitles of a small Matroska file, written block by block: read by its index, and through.
#include "engine/cue_scanner.h"

#include <algorithm>
#include <fstream>
#include <random>

#include "engine/subtitle_cues.h"
#include "engine/subtitle_packets.h"
#include "engine/subtitle_scan.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/ebml.h"

using namespace haema;
using namespace haema::test;
using engine::CueScan;
using engine::CueScanner;

namespace {

constexpr int kClusters = 30;
constexpr uint64_t kApart = 5'000;  // milliseconds from one to the next

Bytes text(const std::string& value) { return {value.begin(), value.end()}; }
Bytes track(uint8_t number, uint8_t type, const std::string& codec) {
  return element(0xAE, element(0xD7, {number}) + element(0x73C5, {number}) + element(0x83, {type}) +
                           element(0x86, text(codec)));
}
Bytes block(uint8_t of, uint64_t time, const std::string& content) {
  return Bytes{static_cast<uint8_t>(0x80 | of)} + bigEndian(time, 2) + Bytes{0} + text(content);
}
Bytes group(uint8_t of, uint64_t time, const std::string& content, uint64_t duration) {
  const Bytes lasting = duration == 0 ? Bytes() : element(0x9B, bigEndian(duration, 2));
  return element(0xA0, element(0xA1, block(of, time, content)) + lasting);
}

/// One line in each Cluster, amid sound; every third does not say when it ends.
Bytes clusterOf(int i) {
  const std::string line = "line " + std::to_string(i);
  const Bytes sound = element(0xA3, block(1, 10, std::string(900, 'x')));
  return element(0x1F43B675, element(0xE7, bigEndian(kApart * static_cast<uint64_t>(i), 4)) +
                                 sound + group(2, 500, line, i % 3 == 2 ? 0 : 1500) + sound);
}

Bytes head() {
  return element(0x1549A966, element(0x2AD7B1, bigEndian(1'000'000, 3))) +
         element(0x1654AE6B, track(1, 2, "A_VORBIS") + track(2, 0x11, "S_TEXT/UTF8"));
}

Bytes media(int clusters = kClusters) {
  Bytes bytes = head();
  for (int i = 0; i < clusters; ++i) bytes = bytes + clusterOf(i);
  return bytes;
}

/// An index before the Clusters, which names each line.
Bytes cuesOf(int clusters) {
  const Bytes first = clusterOf(0);
  const Bytes line = text("line 0");
  const auto found = std::search(first.begin(), first.end(), line.begin(), line.end());
  const size_t inBlock = header(0xA0, 0).size() + header(0xA1, 0).size() + 4;
  const auto relative =
      static_cast<uint64_t>(found - first.begin()) - inBlock - header(0x1F43B675, 0).size();
  Bytes points;
  const auto size = [&] { return head().size() + header(0x1C53BB6B, 0).size(); };
  const auto pointOf = [&](int i, uint64_t at) {
    const Bytes lasting = i % 3 == 2 ? Bytes() : element(0xB2, bigEndian(1500, 2));
    const Bytes place = element(0xF7, {2}) + element(0xF1, bigEndian(at, 4)) +
                        element(0xF0, bigEndian(relative, 4)) + lasting;
    const uint64_t time = kApart * static_cast<uint64_t>(i) + 500;
    return element(0xBB, element(0xB3, bigEndian(time, 4)) + element(0xB7, place));
  };
  uint64_t all = size();
  for (int i = 0; i < clusters; ++i) all += pointOf(i, 0).size();
  for (int i = 0; i < clusters; ++i) {
    points = points + pointOf(i, all);
    all += clusterOf(i).size();
  }
  return element(0x1C53BB6B, points);
}

Bytes indexed(int clusters) {
  Bytes bytes = head() + cuesOf(clusters);
  for (int i = 0; i < clusters; ++i) bytes = bytes + clusterOf(i);
  return file(bytes);
}

void write(const std::string& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

struct Scan {
  std::vector<av::ScriptEvent> cues;
  std::vector<int64_t> places;
};

/// Goes on to `stop` at most, then to the end.
Scan scanOf(const Folder& folder, const char* name, std::optional<int64_t> stop = {}) {
  const av::CancelToken token;
  av::File file = av::File::open(folder.path(), name, {});
  CueScanner scanner(av::Input::open(std::move(file), av::Analysis::kHeaders, token), {{1}, 0},
                     token);
  Scan scan;
  for (bool more = true; more; stop.reset()) {
    CueScan part = scanner.next(stop, token);
    for (av::ScriptEvent& cue : part.tracks.at(0).cues) scan.cues.push_back(std::move(cue));
    more = part.place.has_value();
    if (more) scan.places.push_back(*part.place);
    if (more)
      CHECK(scan.cues.empty() || part.upTo <= scan.cues.back().start + 20 * 90'000);
    else
      CHECK_EQ(part.upTo, av::kLongestPresentation);
  }
  return scan;
}

void checkWhole(const Scan& scan, int missing = -1) {
  size_t at = 0;
  for (int i = 0; i < kClusters; ++i) {
    if (i == missing) continue;
    if (!CHECK(at < scan.cues.size())) return;
    const av::ScriptEvent& cue = scan.cues[at++];
    const av::Ticks start = (static_cast<av::Ticks>(kApart) * i + 500) * 90;
    CHECK_EQ(cue.text, "line " + std::to_string(i));
    CHECK_EQ(cue.start, start);
    const bool last = i == kClusters - 1;
    const av::Ticks open = last || i + 1 == missing ? 10'000 : 5'000;
    CHECK_EQ(cue.end, start + 90 * (i % 3 == 2 ? open : 1500));
  }
  CHECK_EQ(at, scan.cues.size());
}

void testParts(const Folder& folder) {
  write(folder.at("whole.mkv"), file(media()));
  const Scan whole = scanOf(folder, "whole.mkv");
  checkWhole(whole);
  // Wherever a part ends: amid what is open, too.
  for (int64_t stop = 1; stop < 3 * kClusters; stop += 7) {
    const Scan parts = scanOf(folder, "whole.mkv", stop);
    CHECK_EQ(parts.places.at(0), stop);
    checkWhole(parts);
  }
}

/// A damaged Cluster costs what it holds.
void testDamage(const Folder& folder) {
  Bytes bytes = file(media());
  const Bytes hit = clusterOf(12);
  const auto at = std::search(bytes.begin(), bytes.end(), hit.begin(), hit.end());
  if (!CHECK(at != bytes.end())) return;
  std::fill(at + 12, at + static_cast<std::ptrdiff_t>(hit.size()), uint8_t{0xFF});
  write(folder.at("damaged.mkv"), bytes);
  checkWhole(scanOf(folder, "damaged.mkv"), 12);
}

void testNoIndex(const Folder& folder) {
  const av::CancelToken token;
  const auto packets =
      engine::SubtitlePackets::open(av::File::open(folder.path(), "whole.mkv", {}), {1}, token);
  CHECK(!packets->isIndexed());
  CHECK(!packets->shownWithin(0, 1'000'000, 10, token));
}

void testIndex(const Folder& folder) {
  write(folder.at("indexed.mkv"), indexed(kClusters));
  const av::CancelToken token;
  engine::SourcePool pool(1 << 24);
  const engine::SourceRef source{folder.path(), "indexed.mkv", {}};
  Scan whole;
  whole.cues = readCues({source, 1, 0, 0, 300 * 90'000}, pool, token)->cues;
  checkWhole(whole);
  const auto some = readCues({source, 1, 0, 26 * 90'000, 31 * 90'000}, pool, token);
  if (!CHECK(some && some->cues.size() == 2)) return;
  CHECK_EQ(some->cues[0].text, "line 5");
  CHECK_EQ(some->cues[1].text, "line 6");
  CHECK(some->bytesRead < 4096);
}

/// Damage is told or costs what it hit; it ends nothing else.
void testMutants(const Folder& folder) {
  const Bytes original = indexed(4);
  std::mt19937 random(12);
  const av::CancelToken token;
  engine::SourcePool pool(0);
  for (int i = 0; i < 300; ++i) {
    Bytes mutant = original;
    for (int hits = 1 + i % 12; hits-- > 0;) {
      mutant[random() % mutant.size()] = static_cast<uint8_t>(random());
    }
    if (i % 5 == 0) mutant.resize(random() % mutant.size());
    const std::string name = "mutant" + std::to_string(i) + ".mkv";
    write(folder.at(name), mutant);
    const engine::SourceRef source{folder.path(), name, {}};
    try {
      const auto cues = readCues({source, 1, 0, 0, 300 * 90'000}, pool, token);
      if (cues) CHECK(cues->cues.size() <= 100);
    } catch (const av::Error&) {
    }
    try {
      const auto part = engine::scanCues({source, {1}, 0, 0}, pool, token);
      CHECK(part.tracks.at(0).cues.size() <= 100);
    } catch (const av::Error&) {
    }
  }
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const Folder folder;
  testParts(folder);
  testDamage(folder);
  testNoIndex(folder);
  testIndex(folder);
  testMutants(folder);
  return report();
}

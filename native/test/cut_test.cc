// Copied segments of clips: together they hold the source's pictures, each once and at its own
// time, and they are the same bytes however they were come by.
#include "engine/cut.h"

#include <algorithm>
#include <fstream>
#include <numeric>

#include "av/ts_writer.h"
#include "engine/inspect.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"
#include "test/two_descriptions.h"

using namespace haema;
using av::Ticks;
using engine::CutFacts;
using engine::CutKind;
using test::Clip;
using test::Film;
using test::kWarm;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;

/// A film cut at every key frame of its index, or of those that reading it has found.
class Copies {
 public:
  explicit Copies(const Film& film)
      : film_(film), any_(film.request(0)), keys_(film.facts().index.keyframes) {
    if (keys_.empty()) keys_ = scanCuts(scan(), {}).cuts;
  }

  const std::vector<engine::KeyFrame>& keys() const { return keys_; }
  size_t count() const { return keys().size(); }

  engine::SegmentRequest request(size_t index, engine::Container container) const {
    engine::SegmentRequest request = any_;
    const bool last = index + 1 == count();
    request.container = container;
    request.index = static_cast<uint32_t>(index);
    request.start = index == 0 ? 0 : keys()[index].time;
    request.end = last ? film_.facts().duration : keys()[index + 1].time;
    request.first = index == 0;
    request.last = last;
    request.key = keys()[index];
    if (!last) request.nextKey = keys()[index + 1];
    request.video.reset();
    request.copiedVideo = engine::StreamCopy{film_.facts().video};
    if (container == engine::Container::kFmp4) request.audio.reset();
    return request;
  }

  engine::CutRequest cuts() const {
    return {any_.source, film_.facts().video, film_.facts().origin, keys()};
  }

  engine::CutScanRequest scan() const {
    return {any_.source, film_.facts().video, film_.facts().origin};
  }

  engine::CopyInitRequest init() const {
    return {any_.source, engine::StreamCopy{film_.facts().video}, std::nullopt};
  }

 private:
  const Film& film_;
  engine::SegmentRequest any_;
  std::vector<engine::KeyFrame> keys_;
};

struct Pictures {
  std::vector<Ticks> times;
  std::vector<int> numbers;
};

Pictures picturesOf(engine::InspectRequest request) {
  constexpr size_t kSize = size_t{engine::kPictureWidth} * engine::kPictureHeight;
  const engine::Inspection seen = engine::inspect(request, {});
  CHECK_EQ(seen.decodeErrors, 0);
  Pictures pictures{seen.times, {}};
  for (size_t i = 0; i < seen.times.size(); ++i) {
    pictures.numbers.push_back(test::numberOf(seen.pictures.data() + i * kSize,
                                              engine::kPictureWidth, engine::kPictureHeight));
  }
  return pictures;
}

engine::InspectRequest inspectVideo(int stream) {
  return {.source = std::nullopt,
          .bytes = {},
          .video = stream,
          .audio = -1,
          .from = std::nullopt,
          .to = std::nullopt,
          .rotation = 0,
          .mirrored = false,
          .sampleRate = 0};
}

std::vector<av::Bytes> makeInOrder(const Copies& copies, engine::Container container,
                                   std::span<const size_t> order, size_t limit) {
  engine::SourcePool pool(limit);
  std::vector<av::Bytes> segments(copies.count());
  for (const size_t i : order) {
    segments[i] = test::make(copies.request(i, container), pool).data;
  }
  return segments;
}

std::vector<size_t> upTo(size_t count) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  return order;
}

void testPictures(const Film& film, engine::Container container,
                  const std::vector<av::Bytes>& segments) {
  engine::InspectRequest source = inspectVideo(film.facts().video);
  source.source = film.request(0).source;
  const Pictures expected = picturesOf(source);

  engine::InspectRequest copy = inspectVideo(0);
  if (container == engine::Container::kFmp4) copy.bytes = makeCopyInit(Copies(film).init(), {});
  for (const av::Bytes& segment : segments) {
    copy.bytes.insert(copy.bytes.end(), segment.begin(), segment.end());
  }
  const Pictures got = picturesOf(copy);
  CHECK(got.numbers == expected.numbers);
  if (container == engine::Container::kFmp4 || !CHECK_EQ(got.times.size(), expected.times.size())) {
    return;  // of fragments libav moves the times
  }
  for (size_t i = 0; i < got.times.size(); ++i) {
    CHECK_EQ(got.times[i] - av::kTsOffset, expected.times[i] - film.facts().origin);
  }
}

void testCopies(const Film& film, engine::Container container) {
  const Copies copies(film);
  const std::vector<size_t> forward = upTo(copies.count());
  const auto segments = makeInOrder(copies, container, forward, kWarm);
  testPictures(film, container, segments);
  std::vector<size_t> backward(forward.rbegin(), forward.rend());
  CHECK(makeInOrder(copies, container, backward, 0) == segments);
  std::rotate(backward.begin(), backward.begin() + 2, backward.end());
  CHECK(makeInOrder(copies, container, backward, kWarm) == segments);
}

void testWarm(const Film& film) {
  const Copies copies(film);
  engine::SourcePool pool(kWarm);
  for (size_t i = 0; i < copies.count(); ++i) {
    const auto stats = test::make(copies.request(i, engine::Container::kFmp4), pool).stats;
    CHECK(stats.seeks == 0 || i == 0);
    CHECK(i == 0 || stats.warm);
    CHECK(stats.packetsRead > 0);
  }
  CHECK_EQ(pool.count(), size_t{1});
}

struct Kind {
  const char* name;
  Clip clip;
  CutKind inner = CutKind::kClosed;
  bool ts = true;
};

void testKind(const Kind& kind) {
  std::cout << kind.name << "\n";
  const test::Folder folder;
  test::writeClip(folder.at("clip"), kind.clip);
  const Film film(folder.path(), "clip");
  const Copies copies(film);
  if (!CHECK(copies.count() >= 4)) return;
  const bool indexed = !film.facts().index.keyframes.empty();
  const CutFacts facts = indexed ? cutFacts(copies.cuts(), {}) : scanCuts(copies.scan(), {}).facts;
  CHECK_EQ(facts.refusal.value_or(""), "");
  // Not every key picture of an open GOP has leading pictures; one with number 0 is no cut then.
  CHECK(std::find(facts.kinds.begin() + 1, facts.kinds.end(), kind.inner) != facts.kinds.end());
  const bool mayBeUnusable = kind.clip.openGop;
  CHECK(mayBeUnusable || std::ranges::count(facts.kinds, CutKind::kUnusable) == 0);
  testCopies(film, engine::Container::kFmp4);
  if (kind.ts) testCopies(film, engine::Container::kTs);
  testWarm(film);
}

void testKinds() {
  for (const Kind& kind : std::initializer_list<Kind>{
           {"H.264 in mp4", {.gop = 30}},
           {"H.264 in mkv", {.muxer = "matroska", .gop = 30}},
           {"H.264 without sound in mkv", {.muxer = "matroska", .sound = nullptr, .gop = 30}},
           {"open H.264 in mp4", {.gop = 30, .openGop = true}, CutKind::kOpen},
           {"open H.264 in mkv", {.muxer = "matroska", .gop = 30, .openGop = true}, CutKind::kOpen},
           {"HEVC in mp4", {.picture = "libx265", .gop = 30}, CutKind::kOpen},
           {"HEVC in mkv", {.muxer = "matroska", .picture = "libx265", .gop = 30}, CutKind::kOpen},
           {"VP9 in mkv",
            {.muxer = "matroska", .picture = "libvpx-vp9", .sound = "libopus", .gop = 30},
            CutKind::kClosed,
            false},
           {"H.264 in ts", {.muxer = "mpegts", .gop = 30}},
           {"H.264 without sound in ts", {.muxer = "mpegts", .sound = nullptr, .gop = 30}},
           {"open H.264 in ts", {.muxer = "mpegts", .gop = 30, .openGop = true}, CutKind::kOpen},
           {"HEVC in ts", {.muxer = "mpegts", .picture = "libx265", .gop = 30}, CutKind::kOpen},
           {"H.264 in mkv without Cues", {.muxer = "matroska", .gop = 30, .live = true}},
           {"VP9 in mkv without Cues",
            {.muxer = "matroska",
            .picture = "libvpx-vp9",
            .sound = "libopus",
            .gop = 30,
            .live = true},
            CutKind::kClosed,
            false}}) {
    testKind(kind);
  }
}

template <typename Call>
void checkFails(av::Code code, const Call& call) {
  try {
    call();
    CHECK(!"fails");
  } catch (const av::Error& error) {
    CHECK_EQ(av::codeName(error.code()), std::string(av::codeName(code)));
  }
}

void testRefusals() {
  const test::Folder folder;
  test::writeClip(folder.at("clip"), {.gop = 30});
  const Film film(folder.path(), "clip");
  const Copies copies(film);
  engine::SourcePool pool(kWarm);
  const auto fails = [&](av::Code code, auto change) {
    auto request = copies.request(1, engine::Container::kFmp4);
    change(request);
    checkFails(code, [&] { test::make(request, pool); });
  };
  using Request = engine::SegmentRequest;
  fails(av::Code::kBadRequest, [](Request& r) { r.nextKey.reset(); });
  fails(av::Code::kBadRequest, [](Request& r) { r.key->time += kSecond; });
  fails(av::Code::kBadRequest, [](Request& r) { r.copiedVideo->stream = 9; });
  fails(av::Code::kBadRequest, [](Request& r) { r.copiedVideo->stream = 1; });
  fails(av::Code::kBadRequest, [](Request& r) { r.copiedAudio = engine::StreamCopy{1}; });
  fails(av::Code::kMediaInvalid, [](Request& r) {
    r.nextKey->time += kSecond / 10;
    r.end += kSecond / 10;
  });
  fails(av::Code::kMediaInvalid, [](Request& r) {
    r.key->time += kSecond / 10;
    r.start += kSecond / 10;
  });
  auto cuts = copies.cuts();
  cuts.cuts.clear();
  checkFails(av::Code::kBadRequest, [&] { cutFacts(cuts, {}); });
  av::CancelToken token;
  token.cancel();
  checkFails(av::Code::kCancelled, [&] { cutFacts(copies.cuts(), token); });
  checkFails(av::Code::kCancelled,
             [&] { test::make(copies.request(1, engine::Container::kFmp4), pool, token); });
  test::writeClip(folder.at("clip"), {.gop = 20});
  checkFails(av::Code::kSourceChanged, [&] { cutFacts(copies.cuts(), {}); });
  fails(av::Code::kSourceChanged, [](Request&) {});
}

/// Codecs that nobody plays are not copied, and neither is what has no times.
void testUnfitStreams() {
  const test::Folder folder;
  test::writeClip(folder.at("clip"),
                  {.muxer = "avi", .picture = "mpeg4", .sound = "mp2", .gop = 30, .bFrames = 0});
  const Film film(folder.path(), "clip");
  const CutFacts facts = cutFacts(Copies(film).cuts(), {});
  CHECK(facts.refusal.has_value());
}

std::string readFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void writeFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string refusalOfScan(const test::Folder& folder) {
  const Film film(folder.path(), "clip");
  return scanCuts(Copies(film).scan(), {}).facts.refusal.value_or("");
}

/// Files that turn out not to be fit only when they are read through.
void testUnfitFiles() {
  const test::Folder folder;
  test::writeClip(folder.at("clip"), {.muxer = "vob", .sound = "mp2", .gop = 30});
  CHECK_EQ(refusalOfScan(folder), "the container does not say when each picture is shown");
  test::writeClip(folder.at("clip"), {.muxer = "mpegts", .gop = 30});
  CHECK_EQ(refusalOfScan(folder), "");
  constexpr size_t kPacket = 188;
  std::string bytes = readFile(folder.at("clip"));
  const std::string whole = bytes;
  bytes.erase(bytes.size() / 2 / kPacket * kPacket, kPacket * 3);
  writeFile(folder.at("clip"), bytes);
  CHECK_EQ(refusalOfScan(folder), "it is damaged in places");
  writeFile(folder.at("clip"), whole.substr(0, whole.size() / 2 / kPacket * kPacket));
  CHECK_EQ(refusalOfScan(folder), "");  // a recording that was cut off
}

void testChangingParameters() {
  const test::Folder folder;
  test::writeClip(folder.at("clip"), {.gop = 30});
  writeFile(folder.at("clip"),
            test::withTwoDescriptions(readFile(folder.at("clip")), 0, "avcC", 7));
  const Film film(folder.path(), "clip");
  const Copies copies(film);
  CHECK_EQ(copies.count(), size_t{5});
  CHECK_EQ(cutFacts(copies.cuts(), {}).refusal.value_or(""), "its parameter sets change");
  for (const size_t limit : {size_t{0}, kWarm}) {
    engine::SourcePool pool(limit);
    const auto part = [&](size_t i) {
      return test::make(copies.request(i, engine::Container::kFmp4), pool).data.size();
    };
    CHECK(part(0) > 0);
    checkFails(av::Code::kMediaInvalid, [&] { part(2); });
    checkFails(av::Code::kMediaInvalid, [&] { part(3); });
    CHECK(part(1) > 0);
    checkFails(av::Code::kMediaInvalid, [&] { part(4); });
  }
}

/// A recording begins at any picture: what cannot be decoded is no part of its copy.
void testLateBeginning() {
  const test::Folder folder;
  test::writeClip(folder.at("clip"), {.muxer = "mpegts", .gop = 30, .openGop = true});
  std::string bytes = readFile(folder.at("clip"));
  size_t second = 0;
  {
    const Film film(folder.path(), "clip");
    second = static_cast<size_t>(Copies(film).keys()[1].place);
  }
  constexpr size_t kTables = 3 * 188;
  writeFile(folder.at("clip"), bytes.substr(0, kTables) + bytes.substr(second - 188 * 40));
  const Film film(folder.path(), "clip");
  const Copies copies(film);
  const std::vector<size_t> order = upTo(copies.count());
  const auto segments = makeInOrder(copies, engine::Container::kTs, order, kWarm);
  engine::InspectRequest copy = inspectVideo(0);
  for (const av::Bytes& segment : segments) {
    copy.bytes.insert(copy.bytes.end(), segment.begin(), segment.end());
  }
  const Pictures got = picturesOf(copy);
  CHECK_EQ(got.times.size(), size_t{150 - 30});
  if (!CHECK(!got.times.empty())) return;
  CHECK_EQ(got.numbers.front(), 30);
  CHECK_EQ(got.times.front() - av::kTsOffset, copies.keys().front().time);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  testKinds();
  testRefusals();
  testUnfitStreams();
  testUnfitFiles();
  testLateBeginning();
  testChangingParameters();
  return test::report();
}

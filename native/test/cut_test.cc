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

using namespace haema;
using av::Ticks;
using engine::CutFacts;
using engine::CutKind;
using test::Clip;
using test::Film;
using test::kWarm;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;

/// A film cut at every key frame of its index.
class Copies {
 public:
  explicit Copies(const Film& film) : film_(film), any_(film.request(0)) {}

  const std::vector<engine::KeyFrame>& keys() const { return film_.facts().index.keyframes; }
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

  engine::CopyInitRequest init() const {
    return {any_.source, engine::StreamCopy{film_.facts().video}, std::nullopt};
  }

 private:
  const Film& film_;
  engine::SegmentRequest any_;
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
  std::ranges::rotate(backward, backward.begin() + 2);
  CHECK(makeInOrder(copies, container, backward, kWarm) == segments);
}

void testWarm(const Film& film) {
  const Copies copies(film);
  engine::SourcePool pool(kWarm);
  for (size_t i = 0; i < copies.count(); ++i) {
    const auto stats = test::make(copies.request(i, engine::Container::kFmp4), pool).stats;
    CHECK_EQ(stats.seeks, uint64_t{0});
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
  const CutFacts facts = cutFacts(copies.cuts(), {});
  CHECK_EQ(facts.refusal.value_or(""), "");
  // Not every key picture of an open GOP has leading pictures.
  CHECK(*std::max_element(facts.kinds.begin() + 1, facts.kinds.end()) == kind.inner);
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

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  testKinds();
  testRefusals();
  testUnfitStreams();
  return test::report();
}

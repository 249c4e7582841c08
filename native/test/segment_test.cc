// Segments of clips of every kind: they hold the source's frames, each once and at its own time,
// and they are the same bytes however they were come by.
#include "engine/segment.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <random>

#include "av/ts_writer.h"
#include "engine/inspect.h"
#include "engine/video_track.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using av::Ticks;
using test::Clip;
using test::Film;
using test::kWarm;
using test::sameBytes;
using test::Segments;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;

struct Kind {
  const char* name;
  Clip clip;
  Ticks piece = 2 * kSecond;
};

Ticks irregular(int i) { return i * 3'600 + (i * 7919 % 13) * 200; }
Ticks slide(int i) { return i * 5 * kSecond; }

std::vector<Kind> kinds() {
  return {
      {"long GOP in mp4", {}},
      {"many key frames in mp4", {.gop = 20}},
      {"long GOP in mkv", {.muxer = "matroska"}},
      {"key frames in mkv", {.muxer = "matroska", .gop = 30}},
      {"long GOP in ts", {.muxer = "mpegts"}},
      {"key frames in ts", {.muxer = "mpegts", .gop = 30}},
      {"fragmented flv", {.muxer = "flv", .gop = 40}},
      {"mpeg4 in avi",
       {.muxer = "avi", .picture = "mpeg4", .sound = "mp2", .gop = 30, .bFrames = 0}},
      {"mpeg2 in mpg",
       {.muxer = "vob", .picture = "mpeg2video", .sound = "mp2", .gop = 15, .bFrames = 2}},
      {"no reorder depth in mp4", {.gop = 60, .bFrames = 4, .statesReorderDepth = false}},
      {"no reorder depth in mkv",
       {.muxer = "matroska", .gop = 60, .bFrames = 4, .statesReorderDepth = false}},
      {"no sound", {.sound = nullptr, .gop = 50}},
      {"no pictures", {.picture = nullptr}},
      {"varying rate in mp4", {.gop = 60, .timeOf = irregular}},
      {"varying rate in mkv", {.muxer = "matroska", .gop = 60, .timeOf = irregular}},
      {"29.97 a second", {.rate = {30'000, 1'001}, .gop = 45}, kSecond},
      {"slides", {.frames = 4, .rate = {1, 5}, .bFrames = 0, .timeOf = slide}, 5 * kSecond / 2},
      {"10 bit", {.frames = 75, .format = AV_PIX_FMT_YUV420P10LE}},
      {"4:2:2", {.frames = 75, .format = AV_PIX_FMT_YUV422P}},
      {"4:4:4", {.frames = 75, .format = AV_PIX_FMT_YUV444P}},
      {"odd size", {.frames = 75, .width = 317, .height = 181, .format = AV_PIX_FMT_YUV444P}},
      {"turned", {.frames = 75, .rotation = -90}},
      {"wide pixels", {.frames = 75, .aspect = {4, 3}}},
  };
}

struct Pictures {
  std::vector<Ticks> times;
  std::vector<int> numbers;
};

void append(Pictures& pictures, const engine::Inspection& seen, Ticks zero) {
  constexpr size_t kSize = size_t{engine::kPictureWidth} * engine::kPictureHeight;
  for (size_t i = 0; i < seen.times.size(); ++i) {
    pictures.times.push_back(seen.times[i] - zero);
    pictures.numbers.push_back(test::numberOf(seen.pictures.data() + i * kSize,
                                              engine::kPictureWidth, engine::kPictureHeight));
  }
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

Pictures picturesOf(const engine::SegmentRequest& any, const Film& film) {
  engine::InspectRequest request = inspectVideo(film.facts().video);
  request.source = any.source;
  Pictures pictures;
  append(pictures, engine::inspect(request, {}), film.facts().origin);
  return pictures;
}

Segments makeInOrder(const Film& film, std::span<const size_t> order, size_t limit,
                     const test::Rung& rung = {}) {
  engine::SourcePool pool(limit);
  Segments segments(film.count());
  for (const size_t i : order) segments[i] = test::make(film.request(i, rung), pool);
  return segments;
}

void checkFrames(const Film& film, const Segments& segments, int frames) {
  const Pictures source = picturesOf(film.request(0), film);
  CHECK(!source.times.empty());
  Pictures made;
  for (const engine::Segment& segment : segments) {
    engine::InspectRequest request = inspectVideo(0);
    request.bytes = segment.data;
    const engine::Inspection seen = engine::inspect(request, {});
    CHECK(seen.decodeErrors == 0 && !seen.keys.empty() && seen.keys[0] == 1);
    CHECK(std::ranges::adjacent_find(seen.keys, [](int a, int b) { return a && b; }) ==
          seen.keys.end());
    CHECK(!segment.stats.careful);
    CHECK_EQ(segment.stats.framesHeld, 0);
    CHECK_EQ(seen.width, segments.empty() ? 0 : film.request(0).video->scaling.width);
    append(made, seen, av::kTsOffset);
  }
  CHECK_EQ(made.times.size(), source.times.size());
  CHECK_EQ(made.times.size(), static_cast<size_t>(frames));
  CHECK(made.times == source.times);
  if (film.video().rotation == 0) CHECK(made.numbers == source.numbers);
}

/// A slide is on screen for several segments: each shows it, the number of held ones is told.
void checkHeld(const Film& film, const Segments& segments) {
  int64_t held = 0;
  for (size_t i = 0; i < segments.size(); ++i) {
    engine::InspectRequest request = inspectVideo(0);
    request.bytes = segments[i].data;
    Pictures made;
    append(made, engine::inspect(request, {}), av::kTsOffset);
    CHECK_EQ(static_cast<int64_t>(made.times.size()), segments[i].stats.framesEncoded);
    const Ticks start = film.start(i);
    if (!made.times.empty()) CHECK_EQ(made.numbers[0], static_cast<int>(start / slide(1)));
    const bool own = start % slide(1) == 0;
    CHECK_EQ(segments[i].stats.framesHeld, own ? 0 : 1);
    if (!own && !made.times.empty()) CHECK_EQ(made.times[0], start);
    held += segments[i].stats.framesHeld;
  }
  CHECK(held > 0);
}

void checkSound(const Film& film, const Segments& segments) {
  int64_t frames = 0;
  for (const engine::Segment& segment : segments) frames += segment.stats.audioFrames;
  const int rate = film.request(0).audio->encoding.sampleRate;
  CHECK_EQ(frames, av_rescale_rnd(film.facts().duration, rate,
                                  int64_t{av::kAacFrameSamples} * kSecond, AV_ROUND_UP));
}

void checkIdentity(const Film& film, const Segments& warm, const test::Rung& rung) {
  std::mt19937 random(3);
  std::vector<size_t> order = film.inOrder();
  std::ranges::shuffle(order, random);
  CHECK(sameBytes(warm, makeInOrder(film, order, 0, rung)));
  std::ranges::shuffle(order, random);
  CHECK(sameBytes(warm, makeInOrder(film, order, kWarm, rung)));
}

/// Two readers of one pool, in opposite directions.
void checkTwoAtOnce(const Film& film, const Segments& warm) {
  engine::SourcePool pool(kWarm);
  const auto walk = [&](bool back) {
    Segments segments(film.count());
    for (size_t n = 0; n < film.count(); ++n) {
      const size_t i = back ? film.count() - 1 - n : n;
      segments[i] = test::make(film.request(i), pool);
    }
    return segments;
  };
  auto other = std::async(std::launch::async, walk, true);
  CHECK(sameBytes(warm, walk(false)));
  CHECK(sameBytes(warm, other.get()));
}

void checkKind(const test::Folder& folder, const Kind& kind) {
  const int failures = test::failures;
  test::writeClip(folder.at("clip"), kind.clip);
  const Film film(folder.path(), "clip", kind.piece);
  const Segments warm = makeInOrder(film, film.inOrder(), kWarm);
  const bool slides = kind.clip.frames < 10;
  if (film.hasVideo() && !slides) checkFrames(film, warm, kind.clip.frames);
  if (slides) checkHeld(film, warm);
  if (film.hasSound()) checkSound(film, warm);
  checkIdentity(film, warm, {});
  if (film.hasVideo()) {
    const test::Rung small{.container = engine::Container::kFmp4, .height = 90, .sound = false};
    checkIdentity(film, makeInOrder(film, film.inOrder(), kWarm, small), small);
  }
  checkTwoAtOnce(film, warm);
  if (test::failures > failures) std::cerr << "  in: " << kind.name << "\n";
}

/// Sound goes on for a minute after the last picture, which is held. The way to it is read once.
void checkEarlyEnd(const test::Folder& folder) {
  for (const char* muxer : {"mp4", "matroska", "mpegts", "flv"}) {
    const int failures = test::failures;
    test::writeClip(folder.at("clip"), Clip{.muxer = muxer, .gop = 50, .silentFrames = 1'500});
    const Film film(folder.path(), "clip");
    CHECK(film.count() > 30);
    const test::Rung pictures{.container = engine::Container::kFmp4, .sound = false};
    const Segments warm = makeInOrder(film, film.inOrder(), kWarm, pictures);
    int64_t made = 0;
    uint64_t bytes = 0;
    for (size_t i = 0; i < film.count(); ++i) {
      bytes += warm[i].stats.bytesRead;
      CHECK_EQ(warm[i].stats.framesHeld, film.start(i) < 6 * kSecond ? 0 : 1);
      made += warm[i].stats.framesEncoded - warm[i].stats.framesHeld;
    }
    CHECK_EQ(made, 150);
    checkIdentity(film, warm, pictures);
    const auto size = std::filesystem::file_size(folder.at("clip"));
    CHECK(bytes < 2 * size);
    engine::SourcePool cold(0);
    CHECK(test::make(film.request(25, pictures), cold).stats.bytesRead < 4 * size);
    if (test::failures > failures) std::cerr << "  early end in " << muxer << "\n";
  }
}

/// A second of pictures, then one and a half without: boundaries lie within those.
Ticks paused(int i) { return i * 3'600 + i / 25 * (3 * kSecond / 2); }

/// Where a stretch's own first picture comes late, the one on screen until then goes first.
Pictures shownIn(const engine::SegmentRequest& request, const Pictures& source) {
  const auto at = [&](Ticks time) {
    return static_cast<size_t>(std::ranges::lower_bound(source.times, time) - source.times.begin());
  };
  Pictures shown;
  const size_t first = at(request.start), end = at(request.end);
  const Ticks late = request.start + 2 * engine::frameTicks(*request.video);
  if (first > 0 && (first == end || source.times[first] > late)) {
    shown = {{request.start}, {source.numbers[first - 1]}};
  }
  for (size_t i = first; i < end; ++i) {
    shown.times.push_back(source.times[i]);
    shown.numbers.push_back(source.numbers[i]);
  }
  return shown;
}

void checkPauses(const test::Folder& folder) {
  test::writeClip(folder.at("clip"),
                  Clip{.muxer = "matroska", .frames = 125, .gop = 60, .timeOf = paused});
  const Film film(folder.path(), "clip");
  const Pictures source = picturesOf(film.request(0), film);
  const Segments warm = makeInOrder(film, film.inOrder(), kWarm);
  int64_t held = 0;
  for (size_t i = 0; i < film.count(); ++i) {
    engine::InspectRequest request = inspectVideo(0);
    request.bytes = warm[i].data;
    Pictures made;
    append(made, engine::inspect(request, {}), av::kTsOffset);
    const Pictures shown = shownIn(film.request(i), source);
    CHECK(made.times == shown.times && made.numbers == shown.numbers);
    held += warm[i].stats.framesHeld;
  }
  CHECK(held >= 3 && held < static_cast<int64_t>(film.count()));
  checkIdentity(film, warm, {});
}

/// A seek to the end costs no more than its GOP, its stretch and the decoder's delay.
void checkWork(const test::Folder& folder) {
  for (const char* muxer : {"mp4", "matroska", "mpegts"}) {
    const Clip clip{.muxer = muxer, .frames = 1'500, .gop = 100, .width = 160, .height = 90};
    test::writeClip(folder.at("clip"), clip);
    const Film film(folder.path(), "clip");
    engine::SourcePool cold(0);
    for (const size_t i : {film.count() - 2, film.count() / 2}) {
      const engine::Segment segment = test::make(film.request(i), cold);
      CHECK(segment.stats.framesDecoded <= 100 + 50 + 32);
    }
    engine::SourcePool warm(kWarm);
    test::make(film.request(10), warm);
    const engine::Segment next = test::make(film.request(11), warm);
    CHECK(next.stats.warm);
    CHECK_EQ(next.stats.seeks, 1u);  // the sound's
    CHECK(next.stats.framesDecoded <= 50 + 32);
  }
}

}  // namespace

int main(int count, char** names) {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  for (const Kind& kind : kinds()) {
    if (count < 2 || std::string(names[1]) == kind.name) checkKind(folder, kind);
  }
  checkEarlyEnd(folder);
  checkPauses(folder);
  checkWork(folder);
  return test::report();
}

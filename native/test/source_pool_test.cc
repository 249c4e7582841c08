// Which idle source is handed out, and which are dropped.
#include "engine/source_pool.h"

#include <functional>

#include "engine/segment.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using engine::SourcePool;
using test::Film;

namespace {

constexpr size_t kAmple = size_t{512} << 20;
constexpr test::Rung kPictures{.sound = false};
constexpr test::Rung kSound{.pictures = false};

bool isWarm(const Film& film, size_t index, SourcePool& pool) {
  return test::make(film.request(index, kPictures), pool).stats.warm;
}

bool isOpened(const engine::SegmentRequest& request, SourcePool& pool) {
  const size_t before = pool.count();
  test::make(request, pool);
  return pool.count() > before;  // one that was taken comes back
}

void testWarmth(const Film& film) {
  SourcePool pool(kAmple);
  CHECK(!isWarm(film, 0, pool));
  CHECK_EQ(pool.count(), 1u);
  CHECK(isWarm(film, 1, pool));
  CHECK(isWarm(film, 2, pool));
  CHECK(!isWarm(film, 0, pool));  // a step back begins anew, with the same source
  CHECK_EQ(pool.count(), 1u);
  CHECK(!isWarm(film, 2, pool));
  CHECK(isWarm(film, 3, pool));
}

engine::VideoSpec picturesOf(const Film& film) {
  const engine::SegmentRequest request = film.request(0, kPictures);
  return {.stream = request.video->stream,
          .origin = request.origin,
          .progressive = request.video->progressive,
          .neighbours = request.video->deinterlaces,
          .shape = request.video->shape};
}

engine::AudioSpec soundOf(const Film& film) {
  const engine::SegmentRequest request = film.request(0, kSound);
  return {request.audio->stream, request.origin, request.audio->start, request.audio->sourceRate};
}

template <typename Spec>
engine::SourceKey keyFor(const Film& film, const Spec& spec) {
  const engine::SegmentRequest request = film.request(0);
  return {request.source.root, request.source.path, *request.source.version, spec};
}

engine::SourceKey keyOf(const Film& film) { return keyFor(film, picturesOf(film)); }

/// Two viewers of one film: each goes on with the source that stands where he is.
void testTwoViewers(const Film& film) {
  SourcePool pool(kAmple);
  test::make(film.request(1, kPictures), pool);
  auto away = pool.takeVideo(keyOf(film), film.start(2), av::CancelToken());
  if (!CHECK(away != nullptr)) return;
  CHECK(away->continuesAt(film.start(2)));
  test::make(film.request(3, kPictures), pool);  // opens another
  pool.give(keyOf(film), std::move(away));
  CHECK_EQ(pool.count(), 2u);
  CHECK(isWarm(film, 4, pool));
  CHECK(isWarm(film, 2, pool));
  CHECK(isWarm(film, 5, pool));
  CHECK(isWarm(film, 3, pool));
  CHECK_EQ(pool.count(), 2u);
}

void testKeys(const Film& film) {
  SourcePool pool(kAmple);
  test::make(film.request(1, kPictures), pool);
  const engine::SourceKey key = keyOf(film);
  engine::SourceKey changed = key;
  changed.version.mtimeUs++;
  CHECK(pool.takeVideo(changed, film.start(2), av::CancelToken()) == nullptr);
  engine::SourceKey grown = key;
  grown.version.grown = true;
  CHECK(pool.takeVideo(grown, film.start(2), av::CancelToken()) == nullptr);
  const auto refuses = [&](const std::function<void(engine::VideoSpec&)>& change) {
    engine::VideoSpec spec = picturesOf(film);
    change(spec);
    return pool.takeVideo(keyFor(film, spec), film.start(2), av::CancelToken()) == nullptr;
  };
  CHECK(refuses([](engine::VideoSpec& spec) { ++spec.stream; }));
  CHECK(refuses([](engine::VideoSpec& spec) { ++spec.origin; }));
  CHECK(refuses([](engine::VideoSpec& spec) { spec.progressive = !spec.progressive; }));
  CHECK(refuses([](engine::VideoSpec& spec) { spec.neighbours = !spec.neighbours; }));
  CHECK(refuses([](engine::VideoSpec& spec) { spec.captions = !spec.captions; }));
  CHECK(refuses([](engine::VideoSpec& spec) { ++spec.shape.width; }));
  CHECK(refuses([](engine::VideoSpec& spec) { ++spec.shape.pixel.num; }));
  CHECK(pool.takeAudio(key) == nullptr);  // a source of pictures is none of sound
  CHECK(pool.takeVideo(key, film.start(2), av::CancelToken()) != nullptr);
  CHECK(pool.takeVideo(key, film.start(2), av::CancelToken()) == nullptr);  // it is out
  CHECK_EQ(pool.count(), 0u);
  CHECK_EQ(pool.bytes(), 0u);
}

void testSoundKeys(const Film& film) {
  SourcePool pool(kAmple);
  test::make(film.request(1, kSound), pool);
  const auto [stream, origin, start, rate] = soundOf(film);
  const auto refuses = [&](engine::AudioSpec spec) {
    return pool.takeAudio(keyFor(film, spec)) == nullptr;
  };
  CHECK(refuses({stream + 1, origin, start, rate}));
  CHECK(refuses({stream, origin + 1, start, rate}));
  CHECK(refuses({stream, origin, start + 1, rate}));
  CHECK(refuses({stream, origin, start, rate + 1}));
  CHECK(pool.takeAudio(keyFor(film, soundOf(film))) != nullptr);
}

/// What a source was first used for does not bind it: whether there is a key frame to seek by is a
/// matter of each request.
void testSoundWithAndWithoutKey(const Film& film) {
  for (const bool first : {false, true}) {
    SourcePool pool(kAmple);
    for (const bool indexed : {first, !first}) {
      engine::SegmentRequest request = film.request(3, kSound);
      if (!indexed) request.key.reset();
      SourcePool empty(0);
      CHECK(test::make(request, pool).data == test::make(request, empty).data);
    }
    CHECK_EQ(pool.count(), 1u);
  }
}

/// The longest unused goes first, and a limit of nothing keeps nothing.
void testLimits(const Film& film, const Film& second) {
  SourcePool pool(kAmple);
  test::make(film.request(0, kPictures), pool);
  const size_t one = pool.bytes();
  CHECK(one > 0);
  test::make(second.request(0, kPictures), pool);
  test::make(film.request(0, kSound), pool);
  CHECK_EQ(pool.count(), 3u);
  test::make(film.request(1, kPictures), pool);  // used again: no longer the oldest
  pool.setLimit(pool.bytes() - 1);
  CHECK_EQ(pool.count(), 2u);
  CHECK(isOpened(second.request(1, kPictures), pool) || pool.bytes() < 2 * one);
  pool.setLimit(0);
  CHECK_EQ(pool.count(), 0u);
  CHECK_EQ(pool.bytes(), 0u);
  CHECK(!isWarm(film, 2, pool));
  CHECK_EQ(pool.count(), 0u);
}

void testOldestGoes(const Film& film, const Film& second) {
  SourcePool pool(kAmple);
  test::make(film.request(0, kPictures), pool);
  test::make(second.request(0, kPictures), pool);
  pool.setLimit(pool.bytes() - 1);
  CHECK_EQ(pool.count(), 1u);
  CHECK(isWarm(second, 1, pool));
  pool.setLimit(kAmple);
  CHECK(!isWarm(film, 1, pool));
}

/// The pictures that wait behind a stretch are counted; behind the last one there are none.
void testPicturesCount(const Film& film) {
  SourcePool pool(kAmple);
  test::make(film.request(film.count() - 1, kPictures), pool);
  const size_t without = pool.bytes();
  test::make(film.request(0, kPictures), pool);
  CHECK_EQ(pool.count(), 1u);
  const test::Clip clip;
  CHECK(pool.bytes() >= without + static_cast<size_t>(clip.width * clip.height * 3 / 2));
}

/// A source whose job failed is not given back.
void testFailure(const Film& film) {
  SourcePool pool(kAmple);
  test::make(film.request(0, kPictures), pool);
  engine::SegmentRequest request = film.request(1, kPictures);
  request.video->encoding.width = -1;
  bool failed = false;
  try {
    test::make(request, pool);
  } catch (const av::Error&) {
    failed = true;
  }
  CHECK(failed);
  CHECK_EQ(pool.count(), 0u);
  CHECK(!isWarm(film, 1, pool));
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  test::writeClip(folder.at("film"), {});
  test::writeClip(folder.at("second"), {.muxer = "matroska", .gop = 30});
  const av::Ticks piece = av::kTicksPerSecond;
  const Film film(folder.path(), "film", piece), second(folder.path(), "second", piece);
  testWarmth(film);
  testTwoViewers(film);
  testKeys(film);
  testSoundKeys(film);
  testSoundWithAndWithoutKey(film);
  testSoundWithAndWithoutKey(second);
  testLimits(film, second);
  testOldestGoes(film, second);
  testPicturesCount(film);
  testFailure(film);
  return test::report();
}

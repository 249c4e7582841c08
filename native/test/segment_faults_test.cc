// Segments of sources that are damaged, that change under the reader, and of jobs that are given
// up: the right bytes or the right error, and no harm to those who come after.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <thread>

#include "engine/segment.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using test::Clip;
using test::Film;
using test::kWarm;
using test::sameBytes;
using test::Segments;

namespace {

Segments makeAll(const Film& film, size_t limit, bool backwards = false) {
  engine::SourcePool pool(limit);
  Segments segments(film.count());
  for (size_t n = 0; n < film.count(); ++n) {
    const size_t i = backwards ? film.count() - 1 - n : n;
    segments[i] = test::make(film.request(i), pool);
  }
  return segments;
}

/// Overwrites `count` bytes in the middle half of the file, each somewhere else.
void damage(const std::string& path, int count, unsigned seed) {
  std::mt19937 random(seed);
  const auto size = static_cast<unsigned>(std::filesystem::file_size(path));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (int i = 0; i < count; ++i) {
    file.seekp(size / 4 + random() % (size / 2));
    file.put(static_cast<char>(random()));
  }
}

/// Damage costs the segments around it, which come out the same every time all the same.
void testDamage(const test::Folder& folder, const Clip& clip, unsigned seed = 0) {
  for (const int bytes : {1, 40, 400}) {
    test::writeClip(folder.at("damaged"), clip);
    damage(folder.at("damaged"), bytes, static_cast<unsigned>(bytes) + seed);
    const Film film(folder.path(), "damaged");
    const Segments warm = makeAll(film, kWarm);
    const int failures = test::failures;
    CHECK(sameBytes(warm, makeAll(film, 0, true)));
    CHECK(sameBytes(warm, makeAll(film, kWarm, true)));
    const auto careful = [](const engine::Segment& s) { return s.stats.careful; };
    CHECK(bytes < 400 || seed > 0 || std::ranges::any_of(warm, careful));
    if (test::failures == failures) continue;
    std::cerr << "  " << clip.picture << " in " << clip.muxer << ", " << bytes
              << " bytes damaged, seed " << seed << "\n";
  }
}

void testDamages(const test::Folder& folder) {
  for (const char* muxer : {"mp4", "matroska", "mpegts"}) {
    testDamage(folder, Clip{.muxer = muxer, .gop = 75});
  }
  // Whose decoders do not tell of all damage.
  for (unsigned seed = 0; seed < 2; ++seed) {
    testDamage(folder, Clip{.muxer = "matroska", .picture = "libx265", .gop = 75}, seed);
    testDamage(folder, Clip{.muxer = "webm", .picture = "libvpx", .sound = nullptr, .gop = 40},
               seed);
  }
  testDamage(folder, Clip{.muxer = "matroska", .picture = "mpeg4", .gop = 75, .bFrames = 0});
  testDamage(folder, Clip{.muxer = "matroska", .picture = "mpeg2video", .gop = 15, .bFrames = 2});
}

/// One late key picture that cannot be decoded: what needs it begins a GOP earlier, not at zero.
void testBrokenKeyPicture(const test::Folder& folder) {
  constexpr int kGop = 25;
  test::writeClip(folder.at("clip"), {.sound = nullptr, .frames = 24 * kGop, .gop = kGop});
  int64_t place = 0;
  {
    const auto input = av::Input::open(av::File::open(folder.path(), "clip", std::nullopt),
                                       av::Analysis::kFull, {});
    const auto* entry = avformat_index_get_entry(input->stream(0), 21 * kGop);
    CHECK(entry->flags & AVINDEX_KEYFRAME);
    place = entry->pos + 4;  // behind the length of its slice
  }
  std::fstream file(folder.at("clip"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(place);
  file << std::string(64, '\xff');
  file.close();
  const Film film(folder.path(), "clip");
  const Segments warm = makeAll(film, kWarm);
  CHECK(sameBytes(warm, makeAll(film, 0, true)));
  engine::SourcePool pool(kWarm);
  test::make(film.request(0), pool);  // the demuxer stands far before the last segment
  const engine::Segment last = test::make(film.request(film.count() - 1), pool);
  CHECK_EQ(last.stats.framesHeld, 0);
  CHECK(last.stats.framesDecoded < 6 * kGop);
}

/// The bytes that a request gives, undisturbed.
av::Bytes undisturbed(const engine::SegmentRequest& request) {
  engine::SourcePool pool(0);
  return test::make(request, pool).data;
}

/// Cancels after a random while; whether the job had a result before that.
bool cancelAfter(const engine::SegmentRequest& request, engine::SourcePool& pool,
                 std::chrono::microseconds wait, const av::Bytes& expected) {
  engine::FrameBudget budget(test::kFrameBytes);
  av::CancelToken token;
  std::thread canceller([&] {
    std::this_thread::sleep_for(wait);
    token.cancel();
  });
  bool finished = false;
  try {
    const engine::Segment segment = engine::makeSegment(request, pool, budget, token);
    finished = true;
    CHECK(segment.data == expected);
  } catch (const av::Error& error) {
    const bool cancelled = error.code() == av::Code::kCancelled;
    if (!CHECK(cancelled && token.cancelled())) std::cerr << "  " << error.what() << "\n";
  }
  canceller.join();
  return finished;
}

void testCancel(const test::Folder& folder) {
  test::writeClip(folder.at("clip"), Clip{.muxer = "matroska", .gop = 40});
  const Film film(folder.path(), "clip");
  engine::SourcePool pool(kWarm);
  std::mt19937 random(5);
  std::vector<av::Bytes> expected;
  const auto begin = std::chrono::steady_clock::now();
  for (size_t i = 0; i < film.count(); ++i) expected.push_back(undisturbed(film.request(i)));
  const auto all = std::chrono::steady_clock::now() - begin;
  const auto longest =
      std::chrono::duration_cast<std::chrono::microseconds>(all).count() / film.count();
  int cancelled = 0;
  for (int round = 0; round < 60; ++round) {
    const size_t i = random() % film.count();
    const std::chrono::microseconds wait(random() % longest);
    if (!cancelAfter(film.request(i), pool, wait, expected[i])) ++cancelled;
    if (round % 4 == 0) CHECK(test::make(film.request(i), pool).data == expected[i]);
  }
  CHECK(cancelled > 10);
}

/// A token that is set beforehand: nothing is read at all.
void testCancelledBefore(const test::Folder& folder) {
  test::writeClip(folder.at("clip"), {});
  const Film film(folder.path(), "clip");
  engine::SourcePool pool(kWarm);
  engine::FrameBudget budget(test::kFrameBytes);
  av::CancelToken token;
  token.cancel();
  for (size_t i = 0; i < film.count(); ++i) {
    av::Code code = av::Code::kEngineFailed;
    try {
      engine::makeSegment(film.request(i), pool, budget, token);
    } catch (const av::Error& error) {
      code = error.code();
    }
    CHECK(code == av::Code::kCancelled);
  }
  CHECK_EQ(pool.count(), 0u);
}

/// Times that no file can have are refused; the farthest that are not are reckoned with exactly.
void testFarTimes(const test::Folder& folder) {
  test::writeClip(folder.at("clip"), Clip{.muxer = "matroska", .frames = 50});
  const Film film(folder.path(), "clip");
  engine::SourcePool pool(kWarm);
  const auto codeOf = [&](const std::function<void(engine::SegmentRequest&)>& change) {
    engine::SegmentRequest request = film.request(0);
    request.first = false;
    change(request);
    try {
      test::make(request, pool);
    } catch (const av::Error& error) {
      return error.code();
    }
    return av::Code::kEngineFailed;
  };
  using Request = engine::SegmentRequest;
  constexpr av::Ticks kMost = std::numeric_limits<av::Ticks>::max();
  CHECK(codeOf([](Request& r) { r.start = kMost - 9, r.end = kMost; }) == av::Code::kBadRequest);
  CHECK(codeOf([](Request& r) { r.origin = -kMost; }) == av::Code::kBadRequest);
  CHECK(codeOf([](Request& r) { r.audio->start = kMost; }) == av::Code::kBadRequest);
  CHECK(codeOf([](Request& r) { r.key = {kMost, 0}; }) == av::Code::kBadRequest);

  engine::SegmentRequest request = film.request(0);
  request.end = av::kLongestPresentation;
  request.start = request.end - av::kTicksPerSecond;
  request.origin = -av::kFarthest;
  request.first = false;
  const engine::Segment segment = test::make(request, pool);
  CHECK_EQ(segment.stats.framesHeld, 1);
  CHECK(segment.stats.audioFrames >= 46 && segment.stats.audioFrames <= 47);
}

/// A file, and the segments that it makes.
struct Unchanged {
  const char* muxer;
  std::string path;
  Segments segments;
};

Unchanged writeUnchanged(const test::Folder& folder, const char* muxer) {
  const std::string path = folder.at("unchanged");
  test::writeClip(path, Clip{.muxer = muxer, .gop = 50});
  return {.muxer = muxer, .path = path, .segments = makeAll(Film(folder.path(), "unchanged"), 0)};
}

/// Makes segments over and over while `change` happens to the file, until one is refused. Those
/// made before are right; the refusal says that the file has changed.
void testChange(const test::Folder& folder, const char* name, const Unchanged& before,
                const std::function<void(const std::string&)>& change, int afterMs, size_t limit) {
  std::filesystem::copy_file(before.path, folder.at("clip"),
                             std::filesystem::copy_options::overwrite_existing);
  // So that no clock is too coarse for the change.
  std::filesystem::last_write_time(
      folder.at("clip"), std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  const Film film(folder.path(), "clip");
  engine::SourcePool pool(limit);
  std::thread changer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(afterMs));
    change(folder.at("clip"));
  });
  bool refused = false;
  for (int round = 0; !refused && round < 20'000; ++round) {
    const size_t i = static_cast<size_t>(round) % film.count();
    try {
      CHECK(test::make(film.request(i), pool).data == before.segments[i].data);
    } catch (const av::Error& error) {
      refused = true;
      if (!CHECK(error.code() == av::Code::kSourceChanged)) {
        std::cerr << "  " << name << ", " << before.muxer << ": " << error.what() << "\n";
      }
    }
  }
  changer.join();
  CHECK(refused);
}

/// Another content of the same length, written in place as by a download manager.
void overwrite(const std::string& path) {
  const auto size = static_cast<std::streamsize>(std::filesystem::file_size(path));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const std::string noise(4'096, '\x5a');
  for (std::streamsize at = 0; at < size; at += 4'096) {
    file.write(noise.data(), std::min<std::streamsize>(4'096, size - at));
  }
}

void testChanges(const test::Folder& folder) {
  const auto truncate = [](const std::string& path) {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 3);
  };
  const auto append = [](const std::string& path) {
    std::ofstream(path, std::ios::app | std::ios::binary) << "more";
  };
  const auto replace = [](const std::string& path) {
    test::writeClip(path + ".new", Clip{.frames = 60});
    std::filesystem::rename(path + ".new", path);
  };
  const auto touch = [](const std::string& path) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
  };
  for (const char* muxer : {"mp4", "matroska", "mpegts"}) {
    const Unchanged before = writeUnchanged(folder, muxer);
    for (const size_t limit : {size_t{0}, kWarm}) {
      for (const int wait : {3, 20, 61}) {
        testChange(folder, "truncated", before, truncate, wait, limit);
        testChange(folder, "overwritten", before, overwrite, wait, limit);
      }
      testChange(folder, "appended", before, append, 11, limit);
      testChange(folder, "replaced", before, replace, 9, limit);
      testChange(folder, "touched", before, touch, 15, limit);
    }
  }
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testDamages(folder);
  testBrokenKeyPicture(folder);
  testCancelledBefore(folder);
  testFarTimes(folder);
  testCancel(folder);
  testChanges(folder);
  return test::report();
}

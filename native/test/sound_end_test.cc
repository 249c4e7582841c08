// Films whose sound ends early: no segment behind that reads the rest of the file for it.
#include "engine/sound_end.h"

#include <filesystem>

#include "engine/segment.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using test::Film;

namespace {

constexpr int kFrames = 60 * 25;

const test::Rung kSoundOnly{.pictures = false};

engine::Segment soundOf(const Film& film, size_t index, engine::SourcePool& pool) {
  return test::make(film.request(index, kSoundOnly), pool);
}

/// Where the sound ends after ten of sixty seconds. `heldBack`: its last packet comes out at the
/// end of the file, which has to be read for it.
void testEarlyEnd(const test::Folder& folder, const char* sound, bool heldBack) {
  test::writeClip(folder.at("clip"), {.muxer = "avi",
                                      .picture = "mpeg4",
                                      .sound = sound,
                                      .frames = kFrames,
                                      .gop = 25,
                                      .bFrames = 0,
                                      .mutedFrames = kFrames - 10 * 25});
  const Film film(folder.path(), "clip");
  const auto size = std::filesystem::file_size(folder.at("clip"));
  engine::SourcePool warm(test::kWarm);
  for (size_t i = 0; i < film.count(); ++i) {
    engine::SourcePool cold(0);
    const engine::Segment segment = soundOf(film, i, cold);
    CHECK(segment.data == soundOf(film, i, warm).data);
    // The index at the end is read whenever the file is opened; the last ten seconds are not known.
    const bool known = !heldBack && film.start(i) < 45 * av::kTicksPerSecond;
    CHECK(!known || segment.stats.bytesRead < size / 8);
  }
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testEarlyEnd(folder, "mp2", false);
  testEarlyEnd(folder, "ac3", true);
  return test::report();
}

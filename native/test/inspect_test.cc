// What a plain decoder makes of a file: the second opinion has to be a true one.
#include "engine/inspect.h"

#include <algorithm>
#include <cmath>

#include "test/check.h"
#include "test/clips.h"

using namespace haema;

namespace {

constexpr int kRate = 48'000;

engine::Inspection heard(const test::Folder& folder, int rate) {
  return engine::inspect({.source = engine::SourceRef{folder.path(), "clip", std::nullopt, {}},
                          .bytes = {},
                          .video = -1,
                          .audio = 0,
                          .from = std::nullopt,
                          .to = std::nullopt,
                          .rotation = 0,
                          .mirrored = false,
                          .sampleRate = rate},
                         {});
}

/// Resampling holds back some samples, which are no reason to be late.
void soundIsWhereItBelongs() {
  const test::Folder folder;
  test::writeClip(folder.at("clip"),
                  {.muxer = "matroska", .picture = nullptr, .sound = "flac", .frames = 75});
  const engine::Inspection plain = heard(folder, kRate), finer = heard(folder, 2 * kRate);
  CHECK_EQ(plain.pcmStart, 0);
  CHECK_EQ(finer.pcmStart, 0);
  const size_t count = std::min(plain.pcm.size(), finer.pcm.size() / 2);
  CHECK(count > size_t{2} * kRate);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += std::pow(finer.pcm[2 * i] - plain.pcm[i], 2);
  CHECK(std::sqrt(sum / static_cast<double>(count)) < 0.01);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  soundIsWhereItBelongs();
  return test::report();
}

// What is said of a file's streams, at less cost, against what the full analysis says.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "av/copy_writer.h"
#include "av/input.h"
#include "engine/audio_copy.h"
#include "engine/cut.h"
#include "engine/cut_source.h"
#include "engine/probe.h"
#include "test/check.h"
#include "test/clips.h"

namespace {

using namespace haema;
using av::Analysis;
using av::Input;

std::unique_ptr<Input> open(const test::Folder& folder, const char* name, Analysis analysis) {
  return Input::open(av::File::open(folder.path(), name, std::nullopt), analysis,
                     av::CancelToken());
}

void checkSame(AVStream* a, AVStream* b) {
  const AVCodecParameters *p = a->codecpar, *q = b->codecpar;
  CHECK_EQ(a->start_time, b->start_time);
  CHECK_EQ(a->duration, b->duration);
  CHECK_EQ(a->avg_frame_rate.num, b->avg_frame_rate.num);
  CHECK_EQ(a->avg_frame_rate.den, b->avg_frame_rate.den);
  CHECK(av_cmp_q(p->sample_aspect_ratio, q->sample_aspect_ratio) == 0);
  CHECK_EQ(p->bit_rate, q->bit_rate);
  CHECK_EQ(p->format, q->format);
  CHECK_EQ(p->profile, q->profile);
  CHECK_EQ(p->level, q->level);
  CHECK(p->width == q->width && p->height == q->height);
  CHECK(p->field_order == q->field_order && p->color_range == q->color_range);
  CHECK(p->color_space == q->color_space && p->color_trc == q->color_trc);
  CHECK(p->sample_rate == q->sample_rate && p->frame_size == q->frame_size);
}

void checkSame(const Input& a, const Input& b) {
  CHECK_EQ(a.context()->duration, b.context()->duration);
  CHECK_EQ(a.context()->bit_rate, b.context()->bit_rate);
  for (int i = 0; i < 2; ++i) checkSame(a.stream(i), b.stream(i));
}

void checkSame(const test::Folder& folder, const char* name, bool isExcerpt) {
  const auto described = open(folder, name, Analysis::kDescription);
  CHECK_EQ(described->isExcerpt(), isExcerpt);
  checkSame(*described, *open(folder, name, Analysis::kFull));
  const auto started = open(folder, name, Analysis::kStart);
  CHECK_EQ(started->isExcerpt(), isExcerpt);
  checkSame(*started, *open(folder, name, Analysis::kHeaders));
}

void describesPictures(const test::Folder& folder) {
  test::Clip clip;
  clip.format = AV_PIX_FMT_YUV422P10;
  clip.aspect = {4, 3};
  test::writeClip(folder.at("deep.mp4"), clip);
  checkSame(folder, "deep.mp4", false);
  CHECK_EQ(open(folder, "deep.mp4", Analysis::kDescription)->stream(0)->codecpar->format,
           static_cast<int>(AV_PIX_FMT_YUV422P10));
}

/// Where its packets say nothing, a stream is what the full analysis makes of it.
void describesDamage(const test::Folder& folder) {
  test::writeClip(folder.at("empty.mp4"), {});
  std::fstream file(folder.at("empty.mp4"), std::ios::binary | std::ios::in | std::ios::out);
  const auto size = std::filesystem::file_size(folder.at("empty.mp4"));
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  const size_t from = bytes.find("mdat") + 4, to = bytes.find("moov") - 4;
  if (!CHECK(from < to && to < size)) return;
  file.seekp(static_cast<std::streamoff>(from));
  file << std::string(to - from, '\0') << std::flush;
  checkSame(folder, "empty.mp4", false);
}

/// Against what the whole index gives.
void describesCopies(const test::Folder& folder, const char* name, const engine::Probe& probe) {
  const engine::SourceRef source{folder.path(), name, {}};
  const av::CancelToken token;
  const auto facts = engine::cutFacts(
      {.source = source, .stream = 0, .origin = probe.origin, .cuts = probe.index.keyframes},
      token);
  CHECK(!facts.refusal);
  CHECK_EQ(facts.kinds.size(), probe.index.keyframes.size());
  engine::CutSource video(open(folder, name, Analysis::kHeaders), {0});
  CHECK(engine::makeCopyInit({.source = source, .video = {{0}}, .audio = {}}, token) ==
        av::writeInit(video.format(token)));
  const engine::AudioCopySource audio(open(folder, name, Analysis::kHeaders), {1, 0}, token);
  CHECK(engine::makeCopyInit({.source = source, .video = {}, .audio = {{1}}}, token) ==
        av::writeInit(audio.format()));
}

/// Four minutes of tiny pictures: the index is cut, what is told of the file is not.
void describesLongFiles(const test::Folder& folder) {
  test::Clip clip;
  clip.frames = 6'000;
  clip.gop = 250;
  clip.width = clip.height = 32;
  test::writeClip(folder.at("long.mp4"), clip);
  checkSame(folder, "long.mp4", true);
  const auto probe = engine::probe({folder.path(), "long.mp4", {}}, av::CancelToken());
  CHECK_EQ(probe.index.frames.size(), 6'000U);
  CHECK_EQ(probe.index.keyframes.size(), 24U);
  CHECK(probe.streams[0].constantRate);
  CHECK(std::abs(probe.duration - 240 * av::kTicksPerSecond) < av::kTicksPerSecond / 10);
  describesCopies(folder, "long.mp4", probe);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  describesPictures(folder);
  describesDamage(folder);
  describesLongFiles(folder);
  return test::report();
}

// Copies of VP9 with pictures that are not shown in packets of their own.
#include "engine/shown_pictures.h"

#include <algorithm>
#include <fstream>

#include "engine/segment.h"
#include "test/box_reader.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using av::Ticks;
using test::Film;

namespace {

/// Makes some pictures of a clip such that are not shown.
void hidePictures(const test::Folder& folder, std::initializer_list<int> hidden) {
  const auto input =
      av::Input::open(av::File::open(folder.path(), "clip", std::nullopt), av::Analysis::kFull, {});
  const int stream = 0;
  input->select(std::span(&stream, 1));
  std::ifstream in(folder.at("clip"), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  av::PacketHandle packet = av::makePacket();
  for (int number = 0; input->read(packet); ++number) {
    const av::PacketTurn turn(packet);
    if (std::ranges::find(hidden, number) == hidden.end()) continue;
    const auto* data = reinterpret_cast<const char*>(packet->data);
    const size_t at = bytes.find(std::string(data, static_cast<size_t>(packet->size)));
    if (CHECK(at != std::string::npos)) bytes[at] &= ~2;  // show_frame
  }
  std::ofstream(folder.at("clip"), std::ios::binary) << bytes;
}

std::vector<av::Bytes> copiesOf(const Film& film, size_t limit, bool backwards) {
  const auto& keys = film.facts().index.keyframes;
  engine::SourcePool pool(limit);
  std::vector<av::Bytes> segments(keys.size());
  for (size_t n = 0; n < keys.size(); ++n) {
    const size_t i = backwards ? keys.size() - 1 - n : n;
    const bool last = i + 1 == keys.size();
    engine::SegmentRequest request = film.request(0);
    request.container = engine::Container::kFmp4;
    request.start = keys[i].time;
    request.end = last ? film.facts().duration : keys[i + 1].time;
    request.first = i == 0;
    request.last = last;
    request.key = keys[i];
    if (!last) request.nextKey = keys[i + 1];
    request.video.reset();
    request.copiedVideo = engine::StreamCopy{film.facts().video};
    segments[i] = test::make(request, pool).data;
  }
  return segments;
}

}  // namespace

/// A sample for each picture that is shown: players would show the others as pictures, too.
int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  constexpr int kFrames = 90;
  test::writeClip(
      folder.at("clip"),
      {.muxer = "webm", .picture = "libvpx-vp9", .sound = nullptr, .frames = kFrames, .gop = 30});
  const std::initializer_list<int> hidden{10, 40, 41, 59};  // the last one before a key picture
  hidePictures(folder, hidden);
  const Film film(folder.path(), "clip");
  const auto segments = copiesOf(film, test::kWarm, false);
  CHECK_EQ(segments.size(), 3u);
  CHECK(copiesOf(film, 0, true) == segments);
  std::vector<Ticks> times;
  for (const av::Bytes& segment : segments) {
    for (const test::Sample& it : test::videoRun(segment)) times.push_back(it.decode + it.offset);
  }
  CHECK_EQ(times.size(), kFrames - hidden.size());
  for (size_t i = 1; i < times.size(); ++i) {
    CHECK(times[i] - times[i - 1] > av::kTicksPerSecond / 50);
  }
  return test::report();
}

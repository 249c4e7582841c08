// Interlaced clips: their pictures show one moment each, and whole frames stay as they are.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "av/deinterlacer.h"
#include "av/field_marks.h"
#include "av/ts_writer.h"
#include "engine/segment.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using av::Ticks;
using test::Clip;
using test::Fields;
using test::Film;
using test::kWarm;
using test::sameBytes;
using test::Segments;

namespace {

constexpr int kWidth = 192;
constexpr int kHeight = 128;
constexpr int kBar = 24;
constexpr int kStill = 32;  // lines at the top that do not move
constexpr int kFrames = 75;
constexpr Ticks kSecond = av::kTicksPerSecond;

/// A bar that moves on by 4 columns from each moment to the next; above it fine lines that stand.
int scene(int t, int x, int y) {
  if (y < kStill) return y / 2 % 2 == 0 ? 70 : 170;
  const int left = 4 * t % (kWidth - kBar);
  return x >= left && x < left + kBar ? 200 : 50;
}

/// Film that was telecined for good: 4 pictures in 10 fields.
int telecined(int t, int x, int y) { return scene(4 * (t * 2 / 5), x, y); }

struct Kind {
  const char* name;
  Clip clip;
};

std::vector<Kind> kinds() {
  const auto clip = [](const char* muxer, const char* picture, Fields fields) {
    return Clip{.muxer = muxer,
                .picture = picture,
                .sound = nullptr,
                .frames = kFrames,
                .gop = 15,
                .bFrames = 2,
                .width = kWidth,
                .height = kHeight,
                .fields = fields,
                .luma = scene};
  };
  return {{"H.264, top first, in mp4", clip("mp4", "libx264", Fields::kTopFirst)},
          {"H.264, bottom first, in ts", clip("mpegts", "libx264", Fields::kBottomFirst)},
          {"H.264, top first, in mkv", clip("matroska", "libx264", Fields::kTopFirst)},
          {"MPEG-2, top first, in ts", clip("mpegts", "mpeg2video", Fields::kTopFirst)},
          {"MPEG-2, bottom first, in mpg", clip("vob", "mpeg2video", Fields::kBottomFirst)}};
}

using Frames = std::vector<av::FrameHandle>;  // in order of time

Frames decode(av::Input& input, int stream) {
  const av::CancelToken token;
  const av::Input::Lease lease(input, token);
  const AVStream* chosen = input.stream(stream);
  input.select({&stream, 1});
  av::Decoder decoder(chosen->codecpar, chosen->time_base, {.threads = 4});
  Frames frames;
  const auto receive = [&] {
    for (av::FrameHandle frame = av::makeFrame(); decoder.receive(frame); frame = av::makeFrame()) {
      frames.push_back(std::move(frame));
    }
  };
  av::PacketHandle packet = av::makePacket();
  while (input.read(packet)) {
    const av::PacketTurn turn(packet);
    decoder.send(packet.get());
    receive();
  }
  decoder.send(nullptr);
  receive();
  CHECK_EQ(decoder.errors(), 0);
  return frames;
}

Frames framesOf(const test::Folder& folder, const Film& film) {
  const auto input = av::Input::open(av::File::open(folder.path(), "clip", std::nullopt),
                                     av::Analysis::kFull, av::CancelToken());
  return decode(*input, film.facts().video);
}

Segments make(const Film& film, const std::vector<size_t>& order, size_t limit,
              bool deinterlaces = true) {
  engine::SourcePool pool(limit);
  Segments segments(film.count());
  for (const size_t i : order) {
    engine::SegmentRequest request = film.request(i);
    request.video->encoding.crf = 10;
    request.video->deinterlaces = deinterlaces && request.video->deinterlaces;
    segments[i] = test::make(request, pool);
    CHECK(!segments[i].stats.careful);
  }
  return segments;
}

/// What viewers see: times from presentation zero.
struct Shown {
  std::vector<Ticks> times;
  Frames frames;
};

Shown watch(const Segments& segments) {
  Shown shown;
  for (const engine::Segment& segment : segments) {
    const auto input = av::Input::open(std::span(segment.data), av::CancelToken());
    for (av::FrameHandle& frame : decode(*input, 0)) {
      shown.times.push_back(frame->pts - av::kTsOffset);
      shown.frames.push_back(std::move(frame));
    }
  }
  return shown;
}

/// Mean difference of a picture's luma from moment t of a scene, below and above `kStill`.
struct Distance {
  double moving, still;
};

Distance distance(const av::FrameHandle& frame, const std::function<int(int, int, int)>& luma,
                  int t) {
  double moving = 0, still = 0;
  for (int y = 0; y < kHeight; ++y) {
    const uint8_t* row = frame->data[0] + static_cast<ptrdiff_t>(y) * frame->linesize[0];
    for (int x = 0; x < kWidth; ++x)
      (y < kStill ? still : moving) += std::abs(row[x] - luma(t, x, y));
  }
  return {moving / ((kHeight - kStill) * kWidth), still / (kStill * kWidth)};
}

/// How much each line differs from both of its neighbours in one direction: fields side by side.
double combing(const av::FrameHandle& frame) {
  double sum = 0;
  for (int y = kStill + 1; y + 1 < kHeight; ++y) {
    const uint8_t* row = frame->data[0] + static_cast<ptrdiff_t>(y) * frame->linesize[0];
    for (int x = 0; x < kWidth; ++x) {
      const int above = row[x] - row[x - frame->linesize[0]];
      const int below = row[x] - row[x + frame->linesize[0]];
      if (above * below > 0) sum += std::min(std::abs(above), std::abs(below));
    }
  }
  return sum / ((kHeight - kStill - 2) * kWidth);
}

void checkIdentity(const Film& film, const Segments& warm) {
  std::mt19937 random(5);
  std::vector<size_t> order = film.inOrder();
  CHECK(sameBytes(warm, make(film, order, 0)));
  std::ranges::shuffle(order, random);
  CHECK(sameBytes(warm, make(film, order, 0)));
  std::ranges::shuffle(order, random);
  CHECK(sameBytes(warm, make(film, order, kWarm)));
}

/// Every picture shows the moment of its first field, whole, and at its time.
void checkKind(const test::Folder& folder, const Kind& kind) {
  const int failures = test::failures;
  test::writeClip(folder.at("clip"), kind.clip);
  const Film film(folder.path(), "clip", kSecond / 2);
  CHECK(film.video().mayHaveFields);
  CHECK(film.count() > 4);
  const Frames source = framesOf(folder, film);
  CHECK_EQ(source.size(), size_t{kFrames});
  CHECK(combing(source[source.size() / 2]) > 4);
  const Segments segments = make(film, film.inOrder(), kWarm);
  const Shown shown = watch(segments);
  CHECK_EQ(shown.frames.size(), size_t{kFrames});
  for (size_t i = 0; i < shown.frames.size(); ++i) {
    const auto t = static_cast<int>(2 * i);
    CHECK_EQ(shown.times[i], static_cast<Ticks>(i) * kSecond / 25);
    const Distance own = distance(shown.frames[i], scene, t);
    CHECK(own.moving < 4);
    CHECK(i == 0 || own.still < 8);  // nothing tells of the first one what stands
    CHECK(own.moving < distance(shown.frames[i], scene, t + 1).moving);
    CHECK(combing(shown.frames[i]) < 1);
  }
  checkIdentity(film, segments);
  if (test::failures > failures) std::cerr << "  in: " << kind.name << "\n";
}

/// The bits of MPEG-2's picture coding extension (H.262 6.2.3.1) behind its start code and id.
uint8_t* pictureExtension(std::span<uint8_t> picture) {
  for (size_t i = 0; i + 9 < picture.size(); ++i) {
    if (picture[i] == 0 && picture[i + 1] == 0 && picture[i + 2] == 1 && picture[i + 3] == 0xb5 &&
        picture[i + 4] >> 4 == 8) {
      return picture.data() + i + 4;
    }
  }
  throw std::runtime_error("an MPEG-2 picture without its extension");
}

/// Pictures 30 to 44 claim to be whole frames. So they stay as they are, and the others do not.
void checkFlagsOfPictures(const test::Folder& folder) {
  const auto whole = [](int i) { return i >= 30 && i < 45; };
  Clip clip = kinds()[3].clip;
  clip.bFrames = 0;
  clip.mark = [&](int i, std::span<uint8_t> picture) {
    if (whole(i)) pictureExtension(picture)[4] |= 0x80;
  };
  test::writeClip(folder.at("clip"), clip);
  const Film film(folder.path(), "clip", kSecond / 2);
  const Segments segments = make(film, film.inOrder(), kWarm);
  const Shown shown = watch(segments);
  CHECK_EQ(shown.frames.size(), size_t{kFrames});
  for (size_t i = 0; i < shown.frames.size(); ++i) {
    CHECK((combing(shown.frames[i]) > 4) == whole(static_cast<int>(i)));
  }
  checkIdentity(film, segments);
}

/// The flags of film that players are to telecine: whole frames, of which every other one begins
/// with the bottom field, and every other one shows its first field twice.
void telecineByFlags(int i, std::span<uint8_t> picture) {
  for (size_t at = 0; at + 6 < picture.size(); ++at) {  // not a progressive sequence (6.2.2.3)
    if (picture[at] == 0 && picture[at + 1] == 0 && picture[at + 2] == 1 &&
        picture[at + 3] == 0xb5 && picture[at + 4] >> 4 == 1) {
      picture[at + 5] &= 0xf7;
    }
  }
  uint8_t* extension = pictureExtension(picture);
  const bool bottom = i % 4 == 1 || i % 4 == 2;
  const bool repeats = i % 2 == 0;
  extension[3] =
      static_cast<uint8_t>((extension[3] & 0x7d) | (bottom ? 0 : 0x80) | (repeats ? 0x02 : 0));
}

/// Neither frames nor times nor pictures change.
void checkSoftTelecine(const test::Folder& folder) {
  Clip clip = kinds()[3].clip;
  clip.fields = Fields::kNone;
  clip.bFrames = 0;
  clip.rate = {24, 1};
  clip.mark = telecineByFlags;
  test::writeClip(folder.at("clip"), clip);
  const Film film(folder.path(), "clip", kSecond / 2);
  CHECK(film.video().mayHaveFields);
  const Frames source = framesOf(folder, film);
  CHECK(std::ranges::count_if(source, [](const auto& frame) { return frame->repeat_pict > 0; }) >
        kFrames / 3);
  const Segments segments = make(film, film.inOrder(), kWarm);
  CHECK(sameBytes(segments, make(film, film.inOrder(), kWarm, false)));
  const Shown shown = watch(segments);
  CHECK_EQ(shown.frames.size(), size_t{kFrames});
  for (size_t i = 0; i < shown.frames.size(); ++i) {
    CHECK_EQ(shown.times[i], static_cast<Ticks>(i) * kSecond / 24);
    CHECK(distance(shown.frames[i], scene, static_cast<int>(2 * i)).moving < 4);
  }
  checkIdentity(film, segments);
}

/// Telecined pictures stay as many as they are, and those that mix two of the film's are not
/// combed.
void checkHardTelecine(const test::Folder& folder) {
  Clip clip = kinds()[1].clip;
  clip.luma = telecined;
  test::writeClip(folder.at("clip"), clip);
  const Film film(folder.path(), "clip", kSecond / 2);
  const Frames source = framesOf(folder, film);
  CHECK(std::ranges::count_if(source, [](const auto& f) { return combing(f) > 4; }) > kFrames / 4);
  const Shown shown = watch(make(film, film.inOrder(), kWarm));
  CHECK_EQ(shown.frames.size(), size_t{kFrames});
  for (size_t i = 0; i < shown.frames.size(); ++i) {
    CHECK(combing(shown.frames[i]) < 1);
    CHECK(distance(shown.frames[i], telecined, static_cast<int>(2 * i)).moving < 4);
  }
}

bool samePicture(const AVFrame* a, const AVFrame* b) {
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < a->height >> shift; ++y) {
      if (!std::equal(a->data[plane] + y * a->linesize[plane],
                      a->data[plane] + y * a->linesize[plane] + (a->width >> shift),
                      b->data[plane] + y * b->linesize[plane])) {
        return false;
      }
    }
  }
  return true;
}

/// One that has seen the whole film gives what one gives that sees three pictures alone.
void checkReach(const test::Folder& folder) {
  Clip clip = kinds()[0].clip;
  clip.frames = 30;
  test::writeClip(folder.at("clip"), clip);
  const Frames source = framesOf(folder, Film(folder.path(), "clip"));
  const av::FrameHandle none;
  av::Deinterlacer whole;
  int touched = 0;
  for (size_t i = 0; i < source.size(); ++i) {
    const av::FrameHandle& before = i > 0 ? source[i - 1] : none;
    const av::FrameHandle& after = i + 1 < source.size() ? source[i + 1] : none;
    av::FrameHandle one, other;
    CHECK(whole.convert(before, source[i], after, one));
    CHECK(av::Deinterlacer().convert(before, source[i], after, other));
    CHECK(samePicture(one.get(), other.get()));
    CHECK(!av::hasFields(one.get()));
    if (!samePicture(one.get(), source[i].get())) ++touched;
  }
  CHECK_EQ(touched, 30);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  for (const Kind& kind : kinds()) checkKind(folder, kind);
  checkFlagsOfPictures(folder);
  checkSoftTelecine(folder);
  checkHardTelecine(folder);
  checkReach(folder);
  return test::report();
}

// The shape of pixels is the same wherever decoding began, and what the container says is believed
// of pictures of its size alone.
#include "av/pixel_shape.h"

extern "C" {
#include <libavutil/intreadwrite.h>
}

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <string_view>

#include "engine/inspect.h"
#include "engine/key_decoder.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using namespace std::string_view_literals;
using test::Clip;
using test::Film;
using test::Segments;

namespace {

constexpr int kFrames = 25;  // of a group, and of a segment
constexpr int kDark = 80;

/// Fine enough to make a file through which to seek.
int noise(int t, int x, int y) { return 2 * kDark + (t * 7919 + x * 104'729 + y * 1'299'709) % 61; }

/// Where a start code with this last byte is.
uint8_t* unitIn(std::span<uint8_t> packet, uint8_t kind) {
  const std::array<uint8_t, 4> code{0, 0, 1, kind};
  const auto found = std::search(packet.begin(), packet.end(), code.begin(), code.end());
  return found == packet.end() ? nullptr : &*found;
}

/// Says that the pictures are 4:3 and where `wider`, by a display extension, that this holds for
/// 144 of the 192 columns: all of it is 16:9. The extension takes the place of the header of the
/// group; as its last five bits are zero it may share the byte behind it.
void setShape(std::span<uint8_t> packet, bool wider) {
  constexpr std::array<uint8_t, 8> kDisplay{0, 0, 1, 0xb5, 0x2a, 144 >> 6, (144 & 63) << 2 | 2, 4};
  constexpr uint8_t kFourThirds = 2;
  uint8_t* sequence = unitIn(packet, 0xb3);
  if (!sequence) return;
  sequence[7] = static_cast<uint8_t>(kFourThirds << 4 | (sequence[7] & 15));
  if (wider) std::ranges::copy(kDisplay, unitIn(packet, 0xb8));
}

void writeChanging(const std::string& path, bool widerAmid) {
  test::writeClip(path, {.muxer = "mpegts",
                         .picture = "mpeg2video",
                         .sound = nullptr,
                         .frames = 6 * kFrames,
                         .gop = kFrames,
                         .bFrames = 0,
                         .width = 192,
                         .height = 128,
                         .luma = noise,
                         .mark = [&](int i, std::span<uint8_t> packet) {
                           setShape(packet, (i / kFrames / 2 == 1) == widerAmid);
                         }});
}

Segments make(const Film& film, const std::vector<size_t>& order, size_t limit) {
  engine::SourcePool pool(limit);
  Segments segments(film.count());
  for (const size_t i : order) segments[i] = test::make(film.request(i), pool);
  return segments;
}

/// In a corner, which is black on each side.
bool hasBars(const engine::Segment& segment) {
  const engine::Inspection seen = engine::inspect({.source = std::nullopt,
                                                   .bytes = segment.data,
                                                   .video = 0,
                                                   .audio = -1,
                                                   .from = std::nullopt,
                                                   .to = std::nullopt,
                                                   .rotation = 0,
                                                   .mirrored = false,
                                                   .sampleRate = 0},
                                                  {});
  return seen.pictures[0] < kDark;
}

void aFormerDisplayExtensionIsForgotten(bool widerAmid) {
  const test::Folder folder;
  writeChanging(folder.at("clip"), widerAmid);
  const Film film(folder.path(), "clip", av::kTicksPerSecond);
  CHECK_EQ(film.count(), size_t{6});
  const Segments warm = make(film, film.inOrder(), test::kWarm);
  CHECK(test::sameBytes(warm, make(film, {5, 4, 3, 2, 1, 0}, 0)));
  CHECK(test::sameBytes(warm, make(film, {3, 4, 5, 0, 1, 2}, test::kWarm)));
  for (size_t i = 0; i < warm.size(); ++i) CHECK_EQ(hasBars(warm[i]), i / 2 == 1);
}

using Edit = std::function<void(av::Bytes&)>;

void editFile(const std::string& path, const Edit& edit) {
  std::ifstream in(path, std::ios::binary);
  av::Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  edit(bytes);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// From the type of the box that it stands in.
constexpr int kFirstEntry = 16, kCodedSize = 28, kShownSize = 80;

/// Where a box of MP4 holds its type.
uint8_t* boxIn(av::Bytes& file, std::string_view type) {
  const auto found = std::search(file.begin(), file.end(), type.begin(), type.end());
  return found == file.end() ? nullptr : &*found;
}

/// Only the pictures say of what shape they are: the track is shown as large as they are coded.
void hideShape(av::Bytes& file) {
  if (uint8_t* box = boxIn(file, "pasp")) std::ranges::copy("free"sv, box);
  const uint8_t* size = boxIn(file, "stsd") + kFirstEntry + kCodedSize;
  uint8_t* shown = boxIn(file, "tkhd") + kShownSize;
  AV_WB32(shown, AV_RB16(size) << 16);
  AV_WB32(shown + 4, AV_RB16(size + 2) << 16);
}

/// The size of its pictures and the shape of their pixels are others than the codec's.
void tellOther(av::Bytes& file) {
  AV_WB16(boxIn(file, "stsd") + kFirstEntry + kCodedSize, 256);
  uint8_t* pixel = boxIn(file, "pasp") + 4;
  AV_WB32(pixel, 2);
  AV_WB32(pixel + 4, 1);
}

void aWholeTitleHasNoBars(const Clip& clip, const Edit& edit, AVRational pixel) {
  const test::Folder folder;
  Clip made = clip;
  made.sound = nullptr;
  made.frames = 3 * kFrames;
  made.gop = kFrames;
  made.bFrames = 0;
  made.luma = noise;
  test::writeClip(folder.at("clip"), made);
  editFile(folder.at("clip"), edit);
  const Film film(folder.path(), "clip", av::kTicksPerSecond);
  CHECK_EQ(av_cmp_q(film.video().sampleAspect, pixel), 0);
  CHECK_EQ(film.count(), size_t{3});
  for (const engine::Segment& segment : make(film, film.inOrder(), test::kWarm)) {
    CHECK(!hasBars(segment));
  }
}

void headersOfTheContainerTellNotAll() {
  aWholeTitleHasNoBars(
      {.muxer = "mov", .picture = "dvvideo", .width = 720, .height = 576, .aspect = {64, 45}},
      hideShape, {64, 45});
  aWholeTitleHasNoBars({.picture = "mpeg4", .aspect = {4, 3}}, hideShape, {4, 3});
  aWholeTitleHasNoBars({.picture = "mpeg2video", .height = 96, .aspect = {8, 9}}, hideShape,
                       {8, 9});
  aWholeTitleHasNoBars({.height = 128, .aspect = {4, 3}}, tellOther, {2, 1});
}

/// Makes a user's data of what stands ahead of the first picture.
void hideHeader(AVPacket* packet) {
  constexpr uint8_t kGroup = 0xb8, kUserData = 0xb2;
  av::check(av_packet_make_writable(packet), "change a packet");
  const std::span header(packet->data, unitIn({packet->data, packet->data + packet->size}, kGroup));
  for (const uint8_t kind : {0xb3, 0xb5}) {
    if (uint8_t* unit = unitIn(header, kind)) unit[3] = kUserData;
  }
}

engine::KeyPacket keyOf(const AVPacket* packet) {
  engine::KeyPacket key;
  key.packets.emplace_back(av_packet_clone(packet));
  return key;
}

/// Of key pictures with a header, which says 4:3, and without one.
void whatSaysNothingIsAsItsTitle() {
  const test::Folder folder;
  writeChanging(folder.at("clip"), true);
  const av::CancelToken token;
  const auto input = av::Input::open(av::File::open(folder.path(), "clip", std::nullopt),
                                     av::Analysis::kFull, token);
  const av::Input::Lease lease(*input, token);
  const av::PacketHandle packet = av::makePacket();
  CHECK(av_read_frame(input->context(), packet.get()) >= 0);
  const engine::KeyPacket said = keyOf(packet.get());
  hideHeader(packet.get());
  const engine::KeyPacket silent = keyOf(packet.get());

  const AVStream* stream = input->stream(0);
  const engine::KeyStream described{.parameters = av::copyParameters(stream->codecpar),
                                    .timeBase = stream->time_base,
                                    .orientation = {},
                                    .pixel = {0, 1},
                                    .shape = {192, 128, {32, 27}}};
  for (const int width : {160, 64}) {
    engine::KeyDecoder decoder(described, {.width = width, .height = 0});
    const auto heightOf = [&](const engine::KeyPacket& key) {
      av::FrameHandle picture;
      CHECK(decoder.decode(key) && decoder.take(picture));
      return picture ? picture->height : 0;
    };
    CHECK_EQ(heightOf(silent), width * 9 / 16);
    CHECK_EQ(heightOf(said), width * 3 / 4);
    CHECK_EQ(heightOf(silent), width * 9 / 16);
  }
}

bool has(AVRational shape, AVRational expected) { return av_cmp_q(shape, expected) == 0; }

void theContainerIsBelievedOfItsSize() {
  const av::PictureShape title{720, 576, {16, 11}};
  AVCodecID codec = AV_CODEC_ID_H264;
  const av::FrameHandle frame = av::makeFrame();
  const auto shape = [&](int width, AVRational own, AVRational container) {
    frame->width = width;
    frame->height = 576;
    frame->sample_aspect_ratio = own;
    return av::pixelShapeOf(container, title, codec, frame.get());
  };
  CHECK(has(shape(720, {12, 11}, {64, 45}), {64, 45}));
  CHECK(has(shape(1024, {1, 1}, {64, 45}), {1, 1}));
  CHECK(has(shape(720, {12, 11}, {0, 1}), {12, 11}));
  // What says nothing is as its title is.
  CHECK(has(shape(720, {0, 1}, {0, 1}), {16, 11}));
  CHECK(has(shape(1024, {0, 1}, {64, 45}), {0, 1}));
  // Where it may be what was said of another picture, only the size counts.
  codec = AV_CODEC_ID_VC1;
  CHECK(has(shape(720, {12, 11}, {0, 1}), {16, 11}));
  CHECK(has(shape(1024, {12, 11}, {0, 1}), {16, 11}));
}

}  // namespace

int main() {
  aFormerDisplayExtensionIsForgotten(false);
  aFormerDisplayExtensionIsForgotten(true);
  theContainerIsBelievedOfItsSize();
  headersOfTheContainerTellNotAll();
  whatSaysNothingIsAsItsTitle();
  return test::report();
}

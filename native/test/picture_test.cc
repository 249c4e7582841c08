// Pictures of clips: the right ones, in the right shape, and nothing of files that are none.
#include "engine/picture.h"

#include <filesystem>
#include <fstream>

#include "av/mean_colour.h"
#include "av/picture_fit.h"
#include "av/still.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using av::Ticks;
using test::Clip;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;

void write(const std::string& path, const av::Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// The picture as a decoder sees it.
av::FrameHandle seen(const test::Folder& folder, const engine::Picture& picture) {
  write(folder.at("seen.jpg"), picture.data);
  av::File file = av::File::open(folder.path(), "seen.jpg", std::nullopt);
  av::FrameHandle frame = av::decodeStill(file, {}).frame;
  CHECK_EQ(frame->width, picture.width);
  CHECK_EQ(frame->height, picture.height);
  return frame;
}

int numberAt(const AVFrame* sheet, int left, int top, int width, int height) {
  std::vector<uint8_t> luma;
  for (int y = top; y < top + height; ++y) {
    const uint8_t* row = sheet->data[0] + static_cast<ptrdiff_t>(y) * sheet->linesize[0] + left;
    luma.insert(luma.end(), row, row + width);
  }
  return test::numberOf(luma.data(), width, height);
}

int lumaAt(const AVFrame* frame, int x, int y) {
  return frame->data[0][static_cast<ptrdiff_t>(y) * frame->linesize[0] + x];
}

/// For all key pictures of the clip.
engine::PictureRequest requestFor(const test::Folder& folder, const std::string& name) {
  const test::Film film(folder.path(), name);
  engine::PictureRequest request{
      {folder.path(), name, std::nullopt}, film.facts().video, film.facts().origin, {}, 192, 0, 0};
  for (const engine::KeyFrame& key : film.facts().index.keyframes) {
    request.places.push_back({key.time, key.seek});
  }
  return request;
}

engine::Picture made(const engine::PictureRequest& request, const av::CancelToken& token = {}) {
  engine::SourcePool pool(test::kWarm);
  return engine::makePicture(request, pool, token);
}

av::Code codeOf(const engine::PictureRequest& request, const av::CancelToken& token = {}) {
  try {
    made(request, token);
  } catch (const av::Error& error) {
    return error.code();
  }
  return av::Code::kEngineFailed;
}

void testTiles() {
  const Clip kinds[] = {{.gop = 25},
                        {.muxer = "matroska", .gop = 25},
                        {.gop = 25, .openGop = true},
                        {.picture = "mpeg4", .gop = 25, .bFrames = 0, .width = 640, .height = 360}};
  for (const Clip& clip : kinds) {
    const test::Folder folder;
    test::writeClip(folder.at("clip"), clip);
    engine::PictureRequest request = requestFor(folder, "clip");
    CHECK_EQ(request.places.size(), size_t{6});
    request.places.insert(request.places.begin() + 2, request.places[1]);  // one shown twice
    request.width = 96;
    request.height = 54;
    request.columns = 4;
    const engine::Picture picture = made(request);
    CHECK_EQ(picture.width, 4 * 96);
    CHECK_EQ(picture.height, 2 * 54);
    CHECK_EQ(picture.framesDecoded, uint64_t{6});
    const av::FrameHandle sheet = seen(folder, picture);
    for (int i = 0; i < 7; ++i) {
      const int number = 25 * (i < 2 ? i : i - 1);
      CHECK_EQ(numberAt(sheet.get(), i % 4 * 96, i / 4 * 54, 96, 54), number);
    }
    CHECK(lumaAt(sheet.get(), 3 * 96 + 48, 54 + 27) < 8);  // no tile is left for this place
  }
}

/// Without an index what lies before the place is looked through.
void testTilesWithoutIndex() {
  const test::Folder folder;
  test::writeClip(folder.at("clip.ts"), {.muxer = "mpegts", .gop = 25});
  engine::PictureRequest request = requestFor(folder, "clip.ts");
  CHECK(request.places.empty());
  request.places = {{0, std::nullopt}, {9 * kSecond / 2, std::nullopt}};
  request.width = 96;
  request.height = 54;
  request.columns = 2;
  const av::FrameHandle sheet = seen(folder, made(request));
  CHECK_EQ(numberAt(sheet.get(), 0, 0, 96, 54), 0);
  const int later = numberAt(sheet.get(), 96, 0, 96, 54);
  CHECK_EQ(later, 100);
}

/// For clips whose pictures are one moment each.
std::function<int(int, int, int)> byFrame(int (*luma)(int frame, int x, int y)) {
  return [luma](int moment, int x, int y) { return luma(moment / 2, x, y); };
}

/// Two seconds of black, two of a logo on black, and a scene.
int openingOf(int frame, int x, int y) {
  if (frame < 50) return 16;
  if (frame < 100) return x > 80 && x < 110 && y > 40 && y < 60 ? 235 : 16;
  return 30 + (2 * x + 3 * y + (x * y * 7 + frame) % 31) % 190;
}

void testBest() {
  const test::Folder folder;
  test::writeClip(folder.at("clip.mp4"), {.gop = 25, .luma = byFrame(openingOf)});
  engine::PictureRequest request = requestFor(folder, "clip.mp4");
  CHECK_EQ(request.places.size(), size_t{6});
  const engine::Picture picture = made(request);
  CHECK(picture.time >= 4 * kSecond - 3'600);
  CHECK_EQ(picture.framesDecoded, uint64_t{5});  // the first good one ends the search
  request.places.resize(4);
  CHECK(made(request).time >= 2 * kSecond - 3'600);  // a logo is more than black
}

/// A second of black, and then a scene; there is one key picture.
int darkStartOf(int frame, int x, int y) { return frame < 25 ? 16 : openingOf(frame + 100, x, y); }

int blackOf(int, int, int) { return 16; }

void testDarkKeyPictures() {
  for (const char* muxer : {"mp4", "matroska", "mpegts"}) {
    const test::Folder folder;
    test::writeClip(folder.at("dark"), {.muxer = muxer, .luma = byFrame(darkStartOf)});
    engine::PictureRequest request = requestFor(folder, "dark");
    if (request.places.empty()) request.places = {{kSecond, std::nullopt}};
    CHECK_EQ(request.places.size(), size_t{1});
    const engine::Picture picture = made(request);
    CHECK(picture.time >= kSecond - 3'600);
    CHECK(lumaAt(seen(folder, picture).get(), 150, 90) > 30);
    test::writeClip(folder.at("black"), {.muxer = muxer, .gop = 25, .luma = byFrame(blackOf)});
    request = requestFor(folder, "black");
    if (request.places.empty()) request.places = {{kSecond, std::nullopt}};
    CHECK(lumaAt(seen(folder, made(request)).get(), 150, 90) < 8);
  }
}

int noiseOf(int frame, int x, int y) {
  auto mixed = static_cast<uint32_t>((frame * 1'000 + y) * 1'000 + x) * 2'654'435'761U;
  mixed = (mixed ^ mixed >> 15) * 2'246'822'519U;
  return 40 + static_cast<int>(mixed >> 24) % 160;
}

/// A good picture of a recording takes little of it.
void testBytesWithoutIndex() {
  const test::Folder folder;
  test::writeClip(folder.at("clip.ts"), {.muxer = "mpegts",
                                         .frames = 150,
                                         .gop = 25,
                                         .width = 480,
                                         .height = 270,
                                         .luma = byFrame(noiseOf)});
  CHECK(std::filesystem::file_size(folder.at("clip.ts")) > 6'000'000);
  engine::PictureRequest request = requestFor(folder, "clip.ts");
  for (const Ticks at : {2, 3, 1, 4}) request.places.push_back({at * kSecond, std::nullopt});
  const engine::Picture picture = made(request);
  CHECK(picture.bytesRead < 3'000'000);
  CHECK_EQ(picture.framesDecoded, uint64_t{1});
}

void testShapes() {
  const test::Folder folder;
  const auto madeOf = [&](const Clip& clip, int width, int height) {
    test::writeClip(folder.at("clip.mp4"), clip);
    engine::PictureRequest request = requestFor(folder, "clip.mp4");
    request.width = width;
    request.height = height;
    return made(request);
  };
  const auto sizeOf = [](const engine::Picture& p) { return std::pair(p.width, p.height); };
  const Clip plain{.frames = 10}, wide{.frames = 10, .aspect = {4, 3}};
  const Clip turned{.frames = 10, .rotation = -90};
  const auto isOf = [&](const Clip& clip, int width, int height, std::pair<int, int> size) {
    CHECK(sizeOf(madeOf(clip, width, height)) == size);
  };
  isOf(plain, 96, 0, {96, 54});
  isOf(plain, 1920, 0, {192, 108});  // never enlarged
  isOf(wide, 128, 0, {128, 54});
  isOf(turned, 54, 0, {54, 96});
  isOf(plain, 40, 60, {40, 60});
  isOf(plain, 400, 600, {72, 108});
  isOf(turned, 40, 60, {40, 60});
  // The bars above are on the left of the turned picture; those of frame 0 are all dark.
  const av::FrameHandle frame = seen(folder, madeOf(turned, 54, 0));
  const int left = lumaAt(frame.get(), 8, 6);
  CHECK(left > 40 && left < 60);
  CHECK(lumaAt(frame.get(), 40, 6) > 100);
}

/// White, and the left half of it not to be seen.
av::Bytes halfTransparent() {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_PNG);
  const av::CodecHandle context(avcodec_alloc_context3(codec));
  context->width = context->height = 64;
  context->pix_fmt = AV_PIX_FMT_RGBA;
  context->time_base = {1, 25};
  av::check(avcodec_open2(context.get(), codec, nullptr), "open");
  const av::FrameHandle frame = av::makeFrame();
  frame->width = frame->height = 64;
  frame->format = AV_PIX_FMT_RGBA;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate");
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 256; ++x) {
      frame->data[0][y * frame->linesize[0] + x] = x % 4 == 3 && x < 128 ? 0 : 255;
    }
  }
  av::check(avcodec_send_frame(context.get(), frame.get()), "encode");
  const av::PacketHandle packet = av::makePacket();
  av::check(avcodec_receive_packet(context.get(), packet.get()), "encode");
  return {packet->data, packet->data + packet->size};
}

engine::PictureRequest stillRequest(const test::Folder& folder, const std::string& name) {
  return {{folder.path(), name, std::nullopt}, -1, 0, {}, 32, 0, 0};
}

void testStills() {
  const test::Folder folder;
  const av::Bytes png = halfTransparent();
  write(folder.at("half.png"), png);
  const engine::Picture picture = made(stillRequest(folder, "half.png"));
  const av::FrameHandle frame = seen(folder, picture);
  CHECK_EQ(frame->width, 32);
  CHECK(lumaAt(frame.get(), 8, 16) < 8);
  CHECK(lumaAt(frame.get(), 24, 16) > 247);
  const uint32_t grey = picture.colour & 0xFF;
  CHECK(grey > 120 && grey < 136);
  CHECK_EQ(picture.colour, grey << 16 | grey << 8 | grey);

  av::Bytes huge = png;
  huge[16] = huge[20] = 0x7F;  // the highest bytes of width and height
  write(folder.at("huge.png"), huge);
  write(folder.at("cut.png"), {png.begin(), png.begin() + 40});
  write(folder.at("empty.jpg"), {});
  write(folder.at("text.jpg"), {'n', 'o', ' ', 'p', 'i', 'c', 't', 'u', 'r', 'e', '.', '\n'});
  for (const char* name : {"huge.png", "cut.png", "empty.jpg", "text.jpg"}) {
    CHECK(codeOf(stillRequest(folder, name)) == av::Code::kMediaInvalid);
  }
  CHECK(codeOf(stillRequest(folder, "none.jpg")) == av::Code::kSourceMissing);
}

void testColour() {
  const av::FrameHandle frame = av::makeFrame();
  frame->width = frame->height = 3;
  frame->format = AV_PIX_FMT_YUV420P;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate");
  constexpr uint8_t kRed[] = {76, 85, 255};
  for (int plane = 0; plane < 3; ++plane) {
    const int size = plane == 0 ? 3 : 2;
    for (int y = 0; y < size; ++y) {
      std::fill_n(frame->data[plane] + y * frame->linesize[plane], size, kRed[plane]);
    }
  }
  CHECK_EQ(av::meanColour(frame.get()), uint32_t{0xFE0000});
}

/// libav knows of sound in MP4, and of none of its packets.
void testSoundIsLeftUnread() {
  const test::Folder folder;
  test::writeClip(folder.at("clip.mp4"), {.frames = 3'000, .gop = 250});
  const engine::PictureRequest request = requestFor(folder, "clip.mp4");
  const auto soundOf = [&](av::Analysis analysis) {
    const auto input =
        av::Input::open(av::File::open(folder.path(), "clip.mp4", std::nullopt), analysis, {});
    CHECK_EQ(input->context()->nb_streams, 2U);
    return avformat_index_get_entries_count(input->stream(1));
  };
  CHECK(soundOf(av::Analysis::kHeaders) > 1'000);
  CHECK_EQ(soundOf(av::Analysis::kPictures), 0);
  CHECK_EQ(made(request).width, 192);
}

/// The same pictures, and nothing of the container is read again.
void testWarm() {
  for (const char* muxer : {"mp4", "matroska", "mpegts"}) {
    const test::Folder folder;
    test::writeClip(folder.at("clip"), {.muxer = muxer, .gop = 25});
    engine::PictureRequest request = requestFor(folder, "clip");
    if (request.places.empty()) request.places = {{kSecond, std::nullopt}};
    engine::SourcePool pool(test::kWarm);
    const engine::Picture cold = engine::makePicture(request, pool, {});
    CHECK_EQ(pool.count(), size_t{1});
    const engine::Picture warm = engine::makePicture(request, pool, {});
    CHECK_EQ(pool.count(), size_t{1});
    CHECK(cold.data == warm.data && cold.time == warm.time);
    std::filesystem::resize_file(folder.at("clip"), 1'000);
    engine::PictureRequest changed = request;
    changed.source.version = av::FileVersion{1, 1};
    CHECK(codeOf(changed) == av::Code::kSourceChanged);
  }
}

/// A light of 203 candela, white of BT.2408, by PQ: unmapped it would be a grey.
void testLightOfHdr() {
  const av::FrameHandle source = av::makeFrame();
  source->width = source->height = 64;
  source->format = av::kDeepFormat;
  source->color_trc = AVCOL_TRC_SMPTE2084;
  source->color_primaries = AVCOL_PRI_BT2020;
  source->colorspace = AVCOL_SPC_BT2020_NCL;
  av::check(av_frame_get_buffer(source.get(), 0), "allocate a picture");
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? 64 : 32;
    auto* const codes = reinterpret_cast<uint16_t*>(source->data[plane]);
    std::fill_n(codes, source->linesize[plane] / 2 * rows, plane == 0 ? 572 : 512);
  }
  av::PictureFitter fitter({}, {.width = 32, .height = 0});
  av::FrameHandle mapped, plain;
  fitter.fit(source.get(), mapped);
  source->color_trc = AVCOL_TRC_BT709;
  source->color_primaries = AVCOL_PRI_BT709;
  fitter.fit(source.get(), plain);
  CHECK(mapped->width == 32 && mapped->height == 32);
  CHECK(mapped->data[0][0] > plain->data[0][0] + 20);
  for (int plane = 1; plane < 3; ++plane) CHECK(std::abs(mapped->data[plane][0] - 128) <= 1);
}

void testRefusals() {
  const test::Folder folder;
  test::writeClip(folder.at("clip.mp4"), {.gop = 25});
  const engine::PictureRequest good = requestFor(folder, "clip.mp4");
  const auto refused = [&](const std::function<void(engine::PictureRequest&)>& change) {
    engine::PictureRequest request = good;
    change(request);
    return codeOf(request) == av::Code::kBadRequest;
  };
  CHECK(refused([](auto& request) { request.places.clear(); }));
  CHECK(refused([](auto& request) { request.width = 0; }));
  CHECK(refused([](auto& request) { request.width = 100'000; }));
  CHECK(refused([](auto& request) { request.columns = 3; }));  // of no height
  CHECK(refused([](auto& request) { request.stream = 1; }));   // sound
  CHECK(refused([](auto& request) { request.stream = 9; }));
  av::CancelToken token;
  token.cancel();
  CHECK(codeOf(good, token) == av::Code::kCancelled);
}

}  // namespace

int main() {
  testTiles();
  testTilesWithoutIndex();
  testBest();
  testDarkKeyPictures();
  testBytesWithoutIndex();
  testShapes();
  testStills();
  testColour();
  testSoundIsLeftUnread();
  testWarm();
  testLightOfHdr();
  testRefusals();
  return test::report();
}

// HDR and BT.2020 as BT.709: black, grey, white and hues stay what they are, and bytes the same.
#include "av/tone_map.h"

extern "C" {
#include <libavutil/cpu.h>
}

#include <algorithm>
#include <cmath>
#include <random>

#include "av/scaler.h"
#include "test/check.h"

using namespace haema;

namespace {

constexpr av::ToneMapSettings kPq{AVCOL_TRC_SMPTE2084, AVCOL_PRI_BT2020, AVCOL_SPC_BT2020_NCL,
                                  1000};
constexpr av::ToneMapSettings kHlg{AVCOL_TRC_ARIB_STD_B67, AVCOL_PRI_BT2020, AVCOL_SPC_BT2020_NCL,
                                   0};
constexpr av::ToneMapSettings kWide{AVCOL_TRC_BT2020_10, AVCOL_PRI_BT2020, AVCOL_SPC_BT2020_NCL, 0};

struct Codes {
  int y, cb, cr;
  bool operator==(const Codes&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Codes& c) {
  return out << c.y << " " << c.cb << " " << c.cr;
}

av::FrameHandle picture(AVPixelFormat format, int width, int height) {
  av::FrameHandle frame = av::makeFrame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate a picture");
  return frame;
}

uint16_t* deepRow(const av::FrameHandle& frame, int plane, int row) {
  return reinterpret_cast<uint16_t*>(frame->data[plane] + row * frame->linesize[plane]);
}

void fill(const av::FrameHandle& frame, Codes codes) {
  const int values[] = {codes.y, codes.cb, codes.cr};
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int row = 0; row < frame->height >> shift; ++row) {
      std::fill_n(deepRow(frame, plane, row), frame->width >> shift, values[plane]);
    }
  }
}

std::vector<uint8_t> bytesOf(const av::FrameHandle& frame) {
  std::vector<uint8_t> bytes;
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int row = 0; row < frame->height >> shift; ++row) {
      const uint8_t* begin = frame->data[plane] + row * frame->linesize[plane];
      bytes.insert(bytes.end(), begin, begin + (frame->width >> shift));
    }
  }
  return bytes;
}

/// What a picture of one colour becomes, which has to be of one colour, too.
Codes mapped(const av::ToneMapSettings& settings, Codes codes, int width = 16, int height = 4) {
  const av::FrameHandle source = picture(av::kDeepFormat, width, height);
  const av::FrameHandle target = picture(AV_PIX_FMT_YUV420P, width, height);
  fill(source, codes);
  av::ToneMapper(settings).convert(source.get(), target.get());
  const std::vector<uint8_t> bytes = bytesOf(target);
  const auto luma = static_cast<size_t>(width * height);
  const auto same = [&](size_t from, size_t count) {
    const auto begin = bytes.begin() + static_cast<ptrdiff_t>(from);
    return std::all_of(begin, begin + static_cast<ptrdiff_t>(count),
                       [&](uint8_t byte) { return byte == *begin; });
  };
  CHECK(same(0, luma) && same(luma, luma / 4) && same(luma * 5 / 4, luma / 4));
  return {bytes[0], bytes[luma], bytes[luma * 5 / 4]};
}

double pqSignal(double nits) {
  const double power = std::pow(nits / 10'000, 2610.0 / 16384);
  return std::pow((3424.0 / 4096 + 2413.0 / 128 * power) / (1 + 2392.0 / 128 * power), 2523.0 / 32);
}

int code(double signal) { return static_cast<int>(std::lround(64 + 876 * signal)); }

/// BT.709's light, 1 for 100 candela per square metre, as PQ in BT.2020 (BT.2087).
Codes asPq(double r, double g, double b) {
  const double red = pqSignal(100 * (0.6274 * r + 0.3293 * g + 0.0433 * b));
  const double green = pqSignal(100 * (0.0691 * r + 0.9195 * g + 0.0114 * b));
  const double blue = pqSignal(100 * (0.0164 * r + 0.0880 * g + 0.8956 * b));
  const double luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue;
  return {code(luma), static_cast<int>(std::lround(512 + 896 * (blue - luma) / 1.8814)),
          static_cast<int>(std::lround(512 + 896 * (red - luma) / 1.4746))};
}

/// BT.709's light as 8 bits for a screen.
Codes asScreen(double r, double g, double b) {
  for (double* c : {&r, &g, &b}) *c = std::pow(*c, 1 / 2.4);
  const double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return {static_cast<int>(std::lround(16 + 219 * luma)),
          static_cast<int>(std::lround(128 + 224 * (b - luma) / 1.8556)),
          static_cast<int>(std::lround(128 + 224 * (r - luma) / 1.5748))};
}

bool near(Codes a, Codes b, int most) {
  return std::abs(a.y - b.y) <= most && std::abs(a.cb - b.cb) <= most &&
         std::abs(a.cr - b.cr) <= most;
}

void greysStayGrey() {
  for (const auto& settings : {kPq, kHlg, kWide}) {
    CHECK_EQ(mapped(settings, {64, 512, 512}), (Codes{16, 128, 128}));
    CHECK_EQ(mapped(settings, {0, 512, 512}), (Codes{16, 128, 128}));
    int last = 16;
    for (int y = 64; y <= 1023; ++y) {
      const Codes grey = mapped(settings, {y, 512, 512}, 2, 2);
      CHECK(grey.cb == 128 && grey.cr == 128 && grey.y >= last);
      last = grey.y;
    }
    CHECK(settings == kWide ? last > 235 : last == 235);
  }
}

void brightnessIsKept() {
  CHECK_EQ(mapped(kPq, {code(pqSignal(1000)), 512, 512}).y, 235);
  CHECK_EQ(mapped(kHlg, {940, 512, 512}).y, 235);
  CHECK_EQ(mapped(kWide, {940, 512, 512}).y, 235);
  CHECK_EQ(mapped(kWide, {502, 512, 512}).y, 126);
  for (const double nits : {1.0, 5.0, 10.0, 20.0, 29.0}) {
    const Codes expected = asScreen(nits / 100, nits / 100, nits / 100);
    CHECK(near(mapped(kPq, {code(pqSignal(nits)), 512, 512}), expected, 1));
  }
  // What is brighter than the knee is told apart up to the film's own peak, and not beyond.
  const auto of = [](double nits, int peak) {
    return mapped({kPq.transfer, kPq.primaries, kPq.matrix, peak}, {code(pqSignal(nits)), 512, 512})
        .y;
  };
  CHECK(of(100, 1000) < of(203, 1000) && of(203, 1000) < of(600, 1000));
  CHECK(of(1000, 4000) < of(3000, 4000));
  CHECK_EQ(of(3000, 1000), 235);
}

void huesAreKept() {
  const double colours[][3] = {{0.2, 0.05, 0.05}, {0.05, 0.2, 0.05}, {0.05, 0.05, 0.2},
                               {0.2, 0.2, 0.05},  {0.25, 0.15, 0.1}, {0.05, 0.1, 0.25},
                               {0.2, 0.05, 0.2},  {0.05, 0.25, 0.25}};
  for (const auto& [r, g, b] : colours) {
    const Codes got = mapped(kPq, asPq(r, g, b)), expected = asScreen(r, g, b);
    if (!CHECK(near(got, expected, 3))) std::cerr << got << " for " << expected << "\n";
  }
  // BT.2020's own primaries lie outside BT.709: they become its purest.
  const Codes green = mapped(kWide, {code(0.678), 512 - 323, 512 - 412});
  CHECK(green.y > 160 && green.cb < 64 && green.cr < 40);
}

/// Rows are mapped in pieces, and have ends.
void sizesDoNotMatter() {
  const Codes skin = asPq(0.25, 0.15, 0.1);
  const Codes expected = mapped(kPq, skin);
  for (const int width : {2, 4, 14, 510, 512, 514, 1026}) {
    CHECK_EQ(mapped(kPq, skin, width, 2), expected);
  }
}

/// Names a table. Another value means other bytes for the same films.
uint64_t checksum(const av::ToneMapSettings& settings) {
  const auto table = av::colourTable(settings);
  uint64_t sum = 0xcbf29ce484222325;
  const auto add = [&](uint32_t value) { sum = (sum ^ value) * 0x100000001b3; };
  std::ranges::for_each(table->luma, add);
  std::ranges::for_each(table->chroma, add);
  return sum;
}

void tablesAreTheSameEverywhere() {
  CHECK_EQ(checksum(kPq), 17861512201233981213u);
  CHECK_EQ(checksum(kHlg), 14828349204084128636u);
  CHECK_EQ(checksum(kWide), 12451705336814198915u);
}

av::FrameHandle noise(int width, int height) {
  av::FrameHandle frame = picture(av::kDeepFormat, width, height);
  std::mt19937 random(1);
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int row = 0; row < height >> shift; ++row) {
      std::generate_n(deepRow(frame, plane, row), width >> shift, [&] { return random() & 1023; });
    }
  }
  return frame;
}

std::vector<uint8_t> scaled(const av::FrameHandle& source, int width, int height, int rotation) {
  av::Scaler scaler({.width = width,
                     .height = height,
                     .rotation = rotation,
                     .mirrored = false,
                     .matrix = AVCOL_SPC_BT709,
                     .toneMap = kPq});
  CHECK(!scaler.passes(source.get()));
  av::FrameHandle target;
  scaler.convert(source.get(), target);
  CHECK(target->format == AV_PIX_FMT_YUV420P && target->width == width);
  return bytesOf(target);
}

void scalersMap() {
  const av::FrameHandle source = noise(192, 108);
  const av::FrameHandle alone = picture(AV_PIX_FMT_YUV420P, 192, 108);
  av::ToneMapper(kPq).convert(source.get(), alone.get());
  const std::vector<uint8_t> direct = bytesOf(alone);
  CHECK(scaled(source, 192, 108, 0) == direct);
  std::vector<uint8_t> turned = scaled(source, 192, 108, 180);
  std::reverse(turned.begin(), turned.begin() + 192 * 108);
  CHECK(std::equal(turned.begin(), turned.begin() + 192 * 108, direct.begin()));

  const std::vector<uint8_t> fast = scaled(source, 128, 72, 0);
  const std::vector<uint8_t> upright = scaled(source, 72, 128, 90);
  av_force_cpu_flags(0);
  CHECK(scaled(source, 128, 72, 0) == fast);
  CHECK(scaled(source, 72, 128, 90) == upright);
  av_force_cpu_flags(-1);
}

/// SDR in BT.2020 may have 8 bits, and anything full range.
void othersAreReadToo() {
  const av::FrameHandle source = picture(AV_PIX_FMT_YUV420P, 64, 36);
  for (int plane = 0; plane < 3; ++plane) {
    std::fill_n(source->data[plane], source->linesize[plane] * (plane == 0 ? 36 : 18),
                plane == 0 ? 255 : 128);
  }
  av::Scaler scaler({.width = 64,
                     .height = 36,
                     .rotation = 0,
                     .mirrored = false,
                     .matrix = AVCOL_SPC_BT709,
                     .fullRange = true,
                     .toneMap = kWide});
  av::FrameHandle target;
  scaler.convert(source.get(), target);
  CHECK(std::abs(target->data[0][0] - 235) <= 1);
  CHECK_EQ(int{target->data[1][0]}, 128);
}

}  // namespace

int main() {
  greysStayGrey();
  brightnessIsKept();
  huesAreKept();
  sizesDoNotMatter();
  tablesAreTheSameEverywhere();
  scalersMap();
  othersAreReadToo();
  return test::report();
}

// What is drawn onto pictures: the right colours in the right places, whatever the canvas.
#include "av/overlay.h"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>

#include "test/check.h"
#include "test/flat_picture.h"

using namespace haema;

namespace {

constexpr int kWidth = 64, kHeight = 36;
constexpr uint8_t kGrey = 100;
constexpr av::OverlayTarget kTarget{kWidth, kHeight, kWidth, kHeight, AVCOL_SPC_BT709};

int lumaAt(const av::FrameHandle& frame, int x, int y) {
  return frame->data[0][y * frame->linesize[0] + x];
}

int chromaAt(const av::FrameHandle& frame, int plane, int x, int y) {
  return frame->data[plane][y / 2 * frame->linesize[plane] + x / 2];
}

av::OverlayRect rectOf(int x, int y, int width, int height, uint32_t colour) {
  av::OverlayRect rect{x, y, width, height, {}, {}};
  rect.pixels.assign(static_cast<size_t>(width * height), 1);
  rect.colours[1] = colour;
  return rect;
}

av::FrameHandle drawn(const av::OverlayImage& image, const av::OverlayTarget& target = kTarget) {
  av::FrameHandle frame = test::flatPicture(kWidth, kHeight, kGrey);
  av::Overlay(image, target).draw(frame.get());
  return frame;
}

void coloursAreThoseOfTheMatrix() {
  struct Case {
    uint32_t colour;
    int y, cb, cr;
  };
  for (const auto& [colour, y, cb, cr] :
       {Case{0xffffffff, 235, 128, 128}, Case{0xff000000, 16, 128, 128},
        Case{0xffff0000, 63, 102, 240}, Case{0xff0000ff, 32, 240, 118},
        Case{0x00ff0000, kGrey, 128, 128}}) {
    const av::FrameHandle frame = drawn({kWidth, kHeight, {rectOf(10, 10, 8, 8, colour)}});
    CHECK_EQ(lumaAt(frame, 14, 14), y);
    CHECK_EQ(chromaAt(frame, 1, 14, 14), cb);
    CHECK_EQ(chromaAt(frame, 2, 14, 14), cr);
  }
  const av::FrameHandle half = drawn({kWidth, kHeight, {rectOf(10, 10, 8, 8, 0x80ffffff)}});
  CHECK(std::abs(lumaAt(half, 14, 14) - 168) <= 1);
}

void edgesAreExactWithoutScaling() {
  const av::FrameHandle frame = drawn({kWidth, kHeight, {rectOf(11, 7, 5, 3, 0xffffffff)}});
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const bool inside = x >= 11 && x < 16 && y >= 7 && y < 10;
      if (lumaAt(frame, x, y) != (inside ? 235 : kGrey)) CHECK_EQ(x, y);
    }
  }
}

void otherSizesAreScaled() {
  for (const int times : {2, 3, 5}) {
    const int width = kWidth * times, height = kHeight * times;
    const auto rect = rectOf(20 * times, 10 * times, 12 * times, 8 * times, 0xffffffff);
    const av::FrameHandle frame = drawn({width, height, {rect}});
    CHECK_EQ(lumaAt(frame, 26, 14), 235);
    CHECK_EQ(lumaAt(frame, 17, 14), kGrey);
    CHECK_EQ(lumaAt(frame, 34, 14), kGrey);
    CHECK_EQ(lumaAt(frame, 26, 7), kGrey);
    CHECK_EQ(lumaAt(frame, 26, 20), kGrey);
  }
  const av::FrameHandle larger = drawn({32, 18, {rectOf(10, 5, 6, 4, 0xffffffff)}});
  CHECK_EQ(lumaAt(larger, 26, 14), 235);
  CHECK_EQ(lumaAt(larger, 16, 14), kGrey);
}

/// A film of 64:36 in a canvas twice as large, with bars of 12 above and beneath.
void barsAreCutOffAndTheirTextIsKept() {
  const av::OverlayImage canvas{128, 96, {}};
  const av::CanvasBox box = av::canvasBox(canvas, kTarget);
  CHECK_EQ(box.left, 0);
  CHECK_EQ(box.width, kWidth);
  CHECK_EQ(box.top, -6);
  CHECK_EQ(box.height, 48);
  const auto inPlace = rectOf(40, 40, 20, 12, 0xffffffff);
  CHECK_EQ(lumaAt(drawn({128, 96, {inPlace}}), 25, 16), 235);
  CHECK_EQ(lumaAt(drawn({128, 96, {inPlace}}), 25, 12), kGrey);
  // Two lines in the lower bar go up together.
  const av::OverlayImage lines{
      128, 96, {rectOf(40, 76, 20, 8, 0xffffffff), rectOf(40, 86, 20, 8, 0xff000000)}};
  const av::FrameHandle frame = drawn(lines);
  CHECK_EQ(lumaAt(frame, 25, 28), 235);
  CHECK_EQ(lumaAt(frame, 25, 33), 16);
  CHECK_EQ(lumaAt(frame, 25, 24), kGrey);
}

void shapesAreKept() {
  // Pillars at the sides.
  const av::OverlayTarget square{36, 36, 0, 0, AVCOL_SPC_BT709};
  const av::CanvasBox wide = av::canvasBox({1920, 1080, {}}, square);
  CHECK_EQ(wide.width, 64);
  CHECK_EQ(wide.left, -14);
  // A disc's pixels are not square: neither of a film that has kept its size, nor of another.
  const av::OverlayTarget disc{kWidth, kHeight, 720, 576, AVCOL_SPC_BT709};
  CHECK_EQ(av::canvasBox({720, 576, {}}, disc).height, kHeight);
  const av::CanvasBox other = av::canvasBox({720, 480, {}}, disc);
  CHECK_EQ(other.width, kWidth);
  CHECK_EQ(other.height, kHeight);
  // Nobody says how large the canvas is.
  CHECK_EQ(av::canvasBox({0, 0, {}}, kTarget).width, kWidth);
}

void whatLiesOutsideDoesNoHarm() {
  for (const auto& [x, y, width, height] :
       {std::array{-20, -20, 10, 10}, std::array{60, 30, 500, 400}, std::array{-5, -5, 500, 400},
        std::array{5000, 5000, 3, 3}, std::array{63, 35, 1, 1}}) {
    drawn({kWidth, kHeight, {rectOf(x, y, width, height, 0xffffffff)}});
    drawn({7, 9000, {rectOf(x, y, width, height, 0xffffffff)}});
    drawn({0, 0, {rectOf(x, y, width, height, 0xffffffff)}}, {kWidth, kHeight, 0, 0, {}});
  }
  CHECK(av::Overlay({kWidth, kHeight, {}}, kTarget).bytes() == 0);
}

/// One that is as high as may be and as wide as the picture: all of it, scaled across, would be
/// hundreds of megabytes.
void aNarrowCanvasCostsLittle() {
  constexpr int kTall = 16'384, kMostKilobytes = 128 * 1024;
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const av::OverlayImage image{256, kTall, {rectOf(0, 0, 256, kTall, 0xffffffff)}};
  const av::Overlay overlay(image, {1920, 1080, 0, 0, AVCOL_SPC_BT709});
  getrusage(RUSAGE_SELF, &after);
  CHECK(overlay.bytes() > 0);
  CHECK(after.ru_maxrss - before.ru_maxrss < kMostKilobytes);
}

}  // namespace

int main() {
  coloursAreThoseOfTheMatrix();
  edgesAreExactWithoutScaling();
  otherSizesAreScaled();
  barsAreCutOffAndTheirTextIsKept();
  shapesAreKept();
  whatLiesOutsideDoesNoHarm();
  aNarrowCanvasCostsLittle();
  return test::report();
}

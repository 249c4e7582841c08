// Pictures of another shape than their title's lie between bars, whichever way they are turned.
#include "av/title_scaler.h"

#include "test/check.h"
#include "test/flat_picture.h"

using namespace haema;

namespace {

constexpr uint8_t kBlack = 16, kLight = 200;

av::ScalerSettings settingsOf(int width, int height, int rotation) {
  return {.width = width,
          .height = height,
          .rotation = rotation,
          .mirrored = false,
          .matrix = AVCOL_SPC_BT709};
}

int lumaAt(const av::FrameHandle& frame, int x, int y) {
  return frame->data[0][y * frame->linesize[0] + x];
}

/// What becomes of a square picture.
av::FrameHandle converted(av::TitleScaler& scaler, AVRational pixel = {0, 1}) {
  const av::FrameHandle source = test::flatPicture(64, 64, kLight);
  source->sample_aspect_ratio = pixel;
  CHECK(!scaler.passes(source.get()));
  av::FrameHandle target;
  scaler.convert(source.get(), target);
  return target;
}

void barsAreWhereTheRoomIs() {
  av::TitleScaler wide(settingsOf(64, 32, 0), 2);
  const av::FrameHandle sides = converted(wide);
  CHECK_EQ(lumaAt(sides, 15, 16), kBlack);
  CHECK_EQ(lumaAt(sides, 16, 0), kLight);
  CHECK_EQ(lumaAt(sides, 47, 31), kLight);
  CHECK_EQ(lumaAt(sides, 48, 16), kBlack);
  CHECK_EQ(lumaAt(converted(wide, {2, 1}), 0, 16), kLight);
  av::TitleScaler high(settingsOf(32, 64, 0), 0.5);
  CHECK_EQ(lumaAt(converted(high), 16, 15), kBlack);
  CHECK_EQ(lumaAt(converted(high), 0, 16), kLight);
  CHECK_EQ(lumaAt(converted(high), 31, 47), kLight);
}

void aTurnedTitleHasThemAtTheOtherSides() {
  av::TitleScaler scaler(settingsOf(32, 64, 90), 2);
  CHECK_EQ(lumaAt(converted(scaler), 16, 15), kBlack);
  CHECK_EQ(lumaAt(converted(scaler), 16, 16), kLight);
  CHECK_EQ(lumaAt(converted(scaler), 16, 48), kBlack);
}

void whatIsNearlyTheSameFills() {
  av::TitleScaler scaler(settingsOf(64, 32, 0), 1.03);
  CHECK_EQ(lumaAt(converted(scaler), 0, 0), kLight);
  CHECK_EQ(lumaAt(converted(scaler, {104, 100}), 63, 31), kLight);
}

void withoutATitleEverythingFills() {
  av::TitleScaler scaler(settingsOf(64, 32, 0), 0);
  CHECK_EQ(lumaAt(converted(scaler), 0, 16), kLight);
}

/// Pixels may be of another shape, though the size is what is asked for.
void onlyTheRightShapePasses() {
  const av::TitleScaler scaler(settingsOf(64, 64, 0), 1);
  const av::FrameHandle source = test::flatPicture(64, 64, kLight);
  CHECK(scaler.passes(source.get()));
  source->sample_aspect_ratio = {2, 1};
  CHECK(!scaler.passes(source.get()));
}

/// A line would be left of it.
void whatCannotBeMeantFills() {
  av::TitleScaler scaler(settingsOf(64, 32, 0), 2);
  CHECK_EQ(lumaAt(converted(scaler, {1, 9}), 0, 16), kLight);
  CHECK_EQ(lumaAt(converted(scaler, {40, 1}), 16, 0), kLight);
  CHECK_EQ(lumaAt(converted(scaler, {1, 7}), 0, 16), kBlack);
  CHECK_EQ(lumaAt(converted(scaler, {30, 1}), 16, 0), kBlack);
}

}  // namespace

int main() {
  barsAreWhereTheRoomIs();
  aTurnedTitleHasThemAtTheOtherSides();
  whatIsNearlyTheSameFills();
  withoutATitleEverythingFills();
  onlyTheRightShapePasses();
  whatCannotBeMeantFills();
  return test::report();
}

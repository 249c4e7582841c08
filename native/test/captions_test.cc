// Closed captions: found in packets, and written again.
#include "av/captions.h"

#include "av/nal.h"
#include "test/check.h"

using namespace haema;

namespace {

using av::Bytes;

const Bytes kCaptions{0xfc, 0x94, 0x20, 0xfd, 0x80, 0x80, 0xfa, 0, 0, 0xfc, 0, 0, 0xfc, 0, 1};

Bytes written(const Bytes& captions) {
  Bytes unit;
  av::appendCaptions(unit, captions);
  return unit;
}

void whatIsWrittenIsFound() {
  const Bytes unit = written(kCaptions);
  CHECK(av::captionsIn(unit, AV_CODEC_ID_H264) == kCaptions);
  CHECK_EQ(av::splitAnnexB(unit).size(), size_t{1});
  CHECK(av::nalType(av::splitAnnexB(unit)[0]) == av::NalType::kSei);
  // Three zeros in a row must not look like a start code.
  for (size_t at = 4; at + 2 < unit.size(); ++at) {
    CHECK(unit[at] != 0 || unit[at + 1] != 0 || unit[at + 2] > 2);
  }
  CHECK(written({}).empty());
}

void manyTakeSeveralMessages() {
  Bytes many;
  for (uint8_t i = 0; i < 100; ++i) many.insert(many.end(), {0xfc, i, 0x80});
  CHECK(av::captionsIn(written(many), AV_CODEC_ID_H264) == many);
  CHECK_EQ(av::splitAnnexB(written(many)).size(), size_t{4});
}

void moreThanAnyPictureHasAreLeftOut() {
  Bytes many;
  for (int i = 0; i < 1000; ++i) many.insert(many.end(), {0xfc, 0x20, 0x80});
  const Bytes found = av::captionsIn(written(many), AV_CODEC_ID_H264);
  CHECK_EQ(found.size(), size_t{4 * 31 * 3});
  Bytes waiting = found;
  av::addCaptions(waiting, found);
  CHECK(waiting == found);
}

void inMpeg2NothingIsEscaped() {
  const Bytes picture{0,    0,    1,    0xb2, 'G', 'A',  '9', '4', 3,
                      0x42, 0xff, 0xfc, 0,    0,   0xfc, 3,   1,   0xff};
  CHECK(av::captionsIn(picture, AV_CODEC_ID_MPEG2VIDEO) == (Bytes{0xfc, 0, 0, 0xfc, 3, 1}));
}

void damageIsNone() {
  Bytes unit = written(kCaptions);
  for (size_t size = 0; size < unit.size() - 2; ++size) {
    CHECK(av::captionsIn(std::span(unit).first(size), AV_CODEC_ID_H264).empty());
  }
}

void channelsAreThoseThatAreUsed() {
  const auto of = [](const Bytes& captions) { return av::captionChannels(captions); };
  CHECK(of({0xfc, 0x80, 0x80, 0xfd, 0x80, 0x80}) == std::vector<std::string>{"CC1"});
  CHECK(of({0xfc, 0x94, 0x20, 0xfd, 0x15, 0x20}) == (std::vector<std::string>{"CC1", "CC3"}));
  CHECK(of({0xff, 2, 0x21, 0xfe, 0, 0}) == std::vector<std::string>{"SERVICE1"});
  CHECK(of({0xf8, 0x94, 0x20, 0xfa, 0, 0}).empty());
}

}  // namespace

int main() {
  whatIsWrittenIsFound();
  manyTakeSeveralMessages();
  moreThanAnyPictureHasAreLeftOut();
  inMpeg2NothingIsEscaped();
  damageIsNone();
  channelsAreThoseThatAreUsed();
  return test::report();
}

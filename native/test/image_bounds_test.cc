// What a packet of image subtitles may ask for.
#include "engine/image_bounds.h"

#include <vector>

#include "test/check.h"

using namespace haema;

namespace {

using Bytes = std::vector<uint8_t>;
using engine::ImageBounds;

/// A DVB region composition segment.
Bytes region(uint8_t id, int width, int height) {
  const auto high = [](int value) { return static_cast<uint8_t>(value >> 8); };
  const auto low = [](int value) { return static_cast<uint8_t>(value); };
  return {0x0f,       0x11,         0,           1, 0, 10, id, 0, high(width),
          low(width), high(height), low(height), 0, 0, 0,  0};
}

void manyRegionsAreDamage() {
  ImageBounds bounds(AV_CODEC_ID_DVB_SUBTITLE);
  for (int id = 0; id < 8; ++id) {
    CHECK(bounds.admits(region(static_cast<uint8_t>(id), 1920, 1080)));
  }
  for (int times = 0; times < 100; ++times) CHECK(bounds.admits(region(0, 1920, 1080)));
  Bytes many;
  for (int id = 0; id < 256; ++id) {
    const Bytes one = region(static_cast<uint8_t>(id), 4096, 4096);
    many.insert(many.end(), one.begin(), one.end());
  }
  CHECK(!bounds.admits(many));
  CHECK(bounds.admits(region(9, 720, 576)));
}

void sizesOfXsubAreBounded() {
  ImageBounds bounds(AV_CODEC_ID_XSUB);
  Bytes packet(64);
  packet[27] = 0x80, packet[28] = 0x02, packet[29] = 0x40;  // 640 × 64
  CHECK(bounds.admits(packet));
  packet[28] = packet[30] = 0x80;
  CHECK(!bounds.admits(packet));
  CHECK(bounds.admits({packet.data(), 3}));
}

void othersAreBoundedByTheirDecoders() {
  CHECK(ImageBounds(AV_CODEC_ID_HDMV_PGS_SUBTITLE).admits(region(0, 65'535, 65'535)));
}

}  // namespace

int main() {
  manyRegionsAreDamage();
  sizesOfXsubAreBounded();
  othersAreBoundedByTheirDecoders();
  return test::report();
}

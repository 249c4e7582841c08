// Sound of every shape, also of shapes that nobody knows, becomes one or two channels at one rate.
#include "av/resampler.h"

extern "C" {
#include <libavutil/channel_layout.h>
}

#include <algorithm>
#include <cmath>
#include <span>

#include "test/check.h"

using namespace haema;

namespace {

constexpr int kRate = 48'000;
constexpr int kSamples = 1'024;

struct Shape {
  const char* name;
  int channels;
  AVChannelOrder order;
  uint64_t mask;
  int rate = kRate;
  bool heard = true;
};

/// All channels hold the same constant.
av::FrameHandle frameOf(const Shape& shape) {
  av::FrameHandle frame = av::makeFrame();
  frame->format = AV_SAMPLE_FMT_FLTP;
  frame->sample_rate = shape.rate;
  frame->nb_samples = kSamples;
  frame->ch_layout.order = shape.order;
  frame->ch_layout.nb_channels = shape.channels;
  frame->ch_layout.u.mask = shape.mask;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate audio");
  for (int c = 0; c < shape.channels; ++c) {
    std::fill_n(reinterpret_cast<float*>(frame->extended_data[c]), kSamples, 0.25F);
  }
  return frame;
}

std::vector<Shape> shapes() {
  std::vector<Shape> all{
      {"mono", 1, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_MONO},
      {"5.1", 6, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_5POINT1},
      {"7.1", 8, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_7POINT1},
      {"nothing but a bass", 1, AV_CHANNEL_ORDER_NATIVE, AV_CH_LOW_FREQUENCY},
      {"left without right", 1, AV_CHANNEL_ORDER_NATIVE, AV_CH_FRONT_LEFT},
      {"two at the back", 2, AV_CHANNEL_ORDER_NATIVE, AV_CH_BACK_LEFT | AV_CH_BACK_CENTER},
      {"half the rate", 2, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_STEREO, kRate / 2},
      {"1 Hz", 2, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_STEREO, 1, false},
      {"10 MHz", 2, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_STEREO, 10'000'000, false},
  };
  for (const int channels : {2, 3, 5, 7, 9, 12, 16, 17, 24, 63}) {
    all.push_back({"unknown places", channels, AV_CHANNEL_ORDER_UNSPEC, 0});
  }
  return all;
}

void testShapes() {
  for (const Shape& shape : shapes()) {
    for (const int outputs : {1, 2}) {
      av::Remixer remixer(kRate, outputs);
      av::Planes planes;
      const av::FrameHandle frame = frameOf(shape);
      int64_t early = 0;
      for (int i = 0; i < 4; ++i) early = remixer.convert(frame.get(), planes);
      const int failures = test::failures;
      CHECK_EQ(planes.size(), static_cast<size_t>(outputs));
      CHECK_EQ(early > 0, shape.heard && shape.rate != kRate);
      for (const std::vector<float>& plane : planes) {
        const float loudest = std::ranges::max(plane);
        CHECK(shape.heard ? loudest > 0.01F : loudest == 0.0F);
        const int64_t length = shape.heard ? int64_t{kSamples} * kRate / shape.rate : kSamples;
        CHECK_EQ(static_cast<int64_t>(plane.size()), length);
      }
      if (test::failures > failures) {
        std::cerr << "  " << shape.name << ", " << shape.channels << " to " << outputs << "\n";
      }
    }
  }
}

/// What cannot be converted is as long as it would have been, and what follows is heard.
void testChanges() {
  av::Remixer remixer(kRate, 2);
  av::Planes planes;
  const std::vector<Shape> all = shapes();
  for (int round = 0; round < 2; ++round) {
    for (const Shape& shape : all) {
      const int64_t early = remixer.convert(frameOf(shape).get(), planes);
      CHECK_EQ(planes.size(), 2u);
      CHECK(!planes[0].empty() && planes[0].size() == planes[1].size());
      const auto own = std::span(planes[1]).subspan(static_cast<size_t>(early));
      CHECK_EQ(std::ranges::max(own) > 0, shape.heard);
    }
  }
}

constexpr Shape kPlain{"plain", 2, AV_CHANNEL_ORDER_NATIVE, AV_CH_LAYOUT_STEREO};

Shape at(int rate) {
  Shape shape = kPlain;
  shape.rate = rate;
  return shape;
}

/// What waits comes out ahead of the next frame, whatever that is like.
void testWaiting() {
  for (const int next : {kRate, kRate / 3, 1, 10'000'000}) {
    av::Remixer remixer(kRate, 2);
    av::Planes planes;
    int64_t length = 0;
    for (int64_t i = 0; i < 3; ++i) {
      const int64_t early = remixer.convert(frameOf(at(kRate / 2)).get(), planes);
      CHECK_EQ(length + early, i * kSamples * 2);
      length += static_cast<int64_t>(planes[0].size());
    }
    const int64_t early = remixer.convert(frameOf(at(next)).get(), planes);
    CHECK_EQ(length + early, 3 * kSamples * 2);
    CHECK(early > 0 && std::ranges::all_of(std::span(planes[1]).first(static_cast<size_t>(early)),
                                           [](float value) { return value > 0.1F; }));
    const bool heard = next == kRate || next == kRate / 3;
    CHECK_EQ(planes[1].back() > 0.1F, heard);
    if (!heard) CHECK_EQ(static_cast<int64_t>(planes[1].size()), early + kSamples);
    if (!heard) CHECK_EQ(remixer.convert(frameOf(at(kRate / 2)).get(), planes), 0);
  }
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  testShapes();
  testChanges();
  testWaiting();
  return test::report();
}

// What a file says of its colours, and no list has.
#include "av/colour_codes.h"

#include <cstring>

#include "av/handles.h"
#include "test/check.h"

using namespace haema;

namespace {

template <typename Code>
void put(Code& code, unsigned value) {
  static_assert(sizeof code == sizeof value);
  std::memcpy(&code, &value, sizeof value);
}

template <typename Codes>
void putAll(Codes& codes, AVColorSpace& matrix, unsigned value) {
  put(codes.color_primaries, value);
  put(codes.color_trc, value);
  put(codes.color_range, value);
  put(matrix, value);
}

template <typename Codes>
bool areUnspecified(const Codes& codes, AVColorSpace matrix) {
  return codes.color_primaries == AVCOL_PRI_UNSPECIFIED &&
         codes.color_trc == AVCOL_TRC_UNSPECIFIED && codes.color_range == AVCOL_RANGE_UNSPECIFIED &&
         matrix == AVCOL_SPC_UNSPECIFIED;
}

}  // namespace

int main() {
  const av::ParametersHandle parameters(avcodec_parameters_alloc());
  const av::FrameHandle frame = av::makeFrame();
  for (const unsigned value : {94u, 205u, 255u, ~0u}) {
    putAll(*parameters, parameters->color_space, value);
    av::settleColours(parameters.get());
    CHECK(areUnspecified(*parameters, parameters->color_space));
    putAll(*frame, frame->colorspace, value);
    av::settleColours(frame.get());
    CHECK(areUnspecified(*frame, frame->colorspace));
  }
  frame->color_primaries = AVCOL_PRI_EBU3213;
  frame->color_trc = AVCOL_TRC_ARIB_STD_B67;
  frame->colorspace = AVCOL_SPC_RGB;
  frame->color_range = AVCOL_RANGE_JPEG;
  av::settleColours(frame.get());
  CHECK(frame->color_primaries == AVCOL_PRI_EBU3213 && frame->colorspace == AVCOL_SPC_RGB);
  CHECK(frame->color_trc == AVCOL_TRC_ARIB_STD_B67 && frame->color_range == AVCOL_RANGE_JPEG);
  return test::report();
}

#include "av/colour_codes.h"

#include <cstring>
#include <type_traits>

namespace haema::av {

namespace {

/// `count`: of those that libav knows.
template <typename Code>
void settle(Code& code, Code count, Code unspecified) noexcept {
  std::underlying_type_t<Code> value;
  std::memcpy(&value, &code, sizeof value);
  if (value >= static_cast<std::underlying_type_t<Code>>(count)) code = unspecified;
}

void settle(AVColorPrimaries& primaries, AVColorTransferCharacteristic& transfer,
            AVColorSpace& matrix, AVColorRange& range) noexcept {
  static_assert(std::is_unsigned_v<std::underlying_type_t<AVColorSpace>>);
  settle(primaries, AVCOL_PRI_NB, AVCOL_PRI_UNSPECIFIED);
  settle(transfer, AVCOL_TRC_NB, AVCOL_TRC_UNSPECIFIED);
  settle(matrix, AVCOL_SPC_NB, AVCOL_SPC_UNSPECIFIED);
  settle(range, AVCOL_RANGE_NB, AVCOL_RANGE_UNSPECIFIED);
}

}  // namespace

void settleColours(AVCodecParameters* parameters) noexcept {
  settle(parameters->color_primaries, parameters->color_trc, parameters->color_space,
         parameters->color_range);
}

void settleColours(AVFrame* frame) noexcept {
  settle(frame->color_primaries, frame->color_trc, frame->colorspace, frame->color_range);
}

}  // namespace haema::av

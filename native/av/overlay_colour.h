// Colours of what is drawn onto pictures.
#pragma once

#include <array>
#include <cstdint>

extern "C" {
#include <libavutil/pixfmt.h>
}

namespace haema::av {

/// Y, Cb and Cr, in limited range, of 0xRRGGBB; what stands above is no part of it.
std::array<uint8_t, 3> colourIn(AVColorSpace matrix, uint32_t rgb);

}  // namespace haema::av

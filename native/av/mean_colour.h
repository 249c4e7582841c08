// The colour of a picture as a whole.
#pragma once

#include <cstdint>

#include "av/handles.h"

namespace haema::av {

/// The mean of its pixels, as 0xRRGGBB. `picture`: as encodeJpeg() takes it.
uint32_t meanColour(const AVFrame* picture);

}  // namespace haema::av

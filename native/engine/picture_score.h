// How much a picture shows.
#pragma once

#include "av/handles.h"

namespace haema::engine {

/// 0 for a single colour, about 1 for a scene in good light: what is black, or mostly flat as a
/// logo is, is near 0. `picture`: with luma of 8 bits.
double scoreOf(const AVFrame* picture);

/// What has as much is taken without a look at the others.
inline constexpr double kGoodScore = 0.6;

}  // namespace haema::engine

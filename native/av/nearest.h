// Division of whole numbers.
#pragma once

#include <cstdint>

namespace haema::av {

/// To the nearest; `b` is positive.
constexpr int64_t nearest(int64_t a, int64_t b) { return (a < 0 ? a - b / 2 : a + b / 2) / b; }

}  // namespace haema::av

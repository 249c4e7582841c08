// Which rates sound can have.
#pragma once

#include <cstdint>

namespace haema::av {

/// In samples a second. Rates outside are damage, and would make gigabytes of a frame.
constexpr bool isSoundRate(int64_t rate) { return rate >= 1'000 && rate <= 384'000; }

}  // namespace haema::av

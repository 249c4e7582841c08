// Decoding times made from presentation times.
#pragma once

#include <vector>

#include "av/coded.h"

namespace haema::av {

/// How far the first dts of a segment lies before its first pts. The same in all segments of a
/// rendition, so that their decoding times join. Two frames are what x264's usual reordering needs.
inline constexpr Ticks decodeDelay(Ticks frameTicks) { return 2 * frameTicks; }

/// Sets the dts of a segment's pictures, given in decoding order; `frameTicks` is the nominal
/// length of a frame, a constant of the rendition. Needs pairwise different pts.
///
/// Afterwards dts ≤ pts, and dts rise strictly. Where the first picture is also shown first and
/// every pts of the next segment lies behind every pts of this one, dts rise strictly over the seam
/// too, and the first dts is exactly pts − decodeDelay(frameTicks) (provided that no picture is
/// shown more than 2 · frameTicks *pictures* after its place in decoding order, as ever in H.264 at
/// any frame rate). Deeper reordering than the delay bears bunches dts a tick apart instead of
/// breaking these rules.
void assignDts(std::vector<VideoUnit>& units, Ticks frameTicks);

}  // namespace haema::av

// Sequence parameter sets that x264 would not write.
#pragma once

#include "av/coded.h"

namespace haema::test {

/// Annex B extradata of x264 whose SPS no longer says how far pictures are reordered
/// (bitstream_restriction_flag is 0).
av::Bytes withoutReorderDepth(const av::Bytes& extradata);

}  // namespace haema::test

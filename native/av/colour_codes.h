// The codes of colours (ITU-T H.273) that files state: libav passes on what they say, also what no
// list has, and in C++ to look at such an enum is undefined.
#pragma once

#include "av/handles.h"

namespace haema::av {

/// Makes codes that libav has no name for unspecified, before anybody looks at them.
void settleColours(AVCodecParameters* parameters) noexcept;
void settleColours(AVFrame* frame) noexcept;

}  // namespace haema::av

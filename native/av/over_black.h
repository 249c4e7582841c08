// What can be seen through is shown over black.
#pragma once

#include "av/handles.h"

namespace haema::av {

/// Whether the picture says how much of it is to be seen.
bool isTransparent(const AVFrame* frame);

/// The same picture without: planar YUV stays as it is, all else becomes RGB.
FrameHandle overBlack(const AVFrame* source, bool fullRange);

}  // namespace haema::av

// JPEG: made of pictures.
#pragma once

#include "av/coded.h"
#include "av/handles.h"

namespace haema::av {

/// `picture`: 8-bit 4:2:0 in full range, by the matrix of BT.601, as JFIF has it.
Bytes encodeJpeg(AVFrame* picture);

}  // namespace haema::av

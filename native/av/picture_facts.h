// What a decoder knows of a stream's pictures before it decodes one.
#pragma once

#include "av/handles.h"

namespace haema::av {

/// Completes the parameters of a stream (pixel format, colour, aspect, profile, …) by one of its
/// packets, without decoding the picture in it; false when the decoder does not get that far.
bool describePictures(AVCodecParameters* parameters, const AVPacket* packet);

}  // namespace haema::av

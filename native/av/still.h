// Pictures that are files of their own: JPEG, PNG, WebP and GIF.
#pragma once

#include "av/cancel.h"
#include "av/file.h"
#include "av/handles.h"
#include "av/orientation.h"

namespace haema::av {

struct Still {
  FrameHandle frame;
  Orientation orientation;  ///< by what the camera has noted
};

/// The (first) picture of the file. Throws kMediaInvalid for what is none, and for one that is too
/// large.
Still decodeStill(File& file, const CancelToken& token);

}  // namespace haema::av

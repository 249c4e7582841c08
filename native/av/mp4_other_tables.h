// Hides the sample tables of an MP4's other tracks from a demuxer that reads one of them.
#pragma once

#include <cstdint>

#include "av/cancel.h"
#include "av/mp4_excerpt.h"
#include "av/read_at.h"

namespace haema::av {

/// Nothing but the heads of boxes is read. The tables of sound, which are half of a film's index,
/// become free space; the tracks stay, and so do the numbers of the streams. Files in fragments are
/// left as they are. Never throws for damaged input; what `read` and the token throw passes
/// through.
Mp4Excerpt withoutSoundTables(const ReadAt& read, uint64_t fileSize, const CancelToken& token);

}  // namespace haema::av

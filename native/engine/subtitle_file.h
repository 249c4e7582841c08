// Files of subtitles that lie beside a video.
#pragma once

#include <string_view>

#include "av/cancel.h"
#include "engine/cue_list.h"

namespace haema::engine {

/// What a file says whose text has become UTF-8, and each end of line `\n`: SubRip, ASS, SSA or
/// WebVTT, by what it looks like, else by `suffix`. Of more than 100,000 events, or 16 MiB of text,
/// the rest is left out. Throws kMediaInvalid where there is no event in it.
Cues readSubtitleFile(std::string_view text, std::string_view suffix, const av::CancelToken& token);

}  // namespace haema::engine

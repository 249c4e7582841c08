// One stream of an open container, described.
#pragma once

#include "engine/probe.h"

namespace haema::engine {

/// `origin`: presentation zero in container ticks.
StreamFacts describeStream(const AVStream* stream, Ticks origin);

/// A tag as valid UTF-8 without control characters, at most 1,000 bytes: names inside containers
/// are hostile.
std::optional<std::string> cleanTag(const AVDictionary* tags, const char* key);
std::string cleanText(const char* text);

/// First presentation time in container ticks, 0 when the container does not say.
Ticks startOf(const AVStream* stream);

}  // namespace haema::engine

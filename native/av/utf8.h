// Text of files, which may be anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace haema::av {

enum class Lines { kKept, kEscaped };

/// Valid UTF-8 of at most `most` bytes: what is none becomes U+FFFD, control characters are left
/// out. Line breaks are kept, or become `\N`, as in events of ASS.
std::string validText(std::string_view text, size_t most, Lines lines);

}  // namespace haema::av

#include "av/utf8.h"

extern "C" {
#include <libavutil/avstring.h>
}

#include <cstdint>

namespace haema::av {

std::string validText(std::string_view text, size_t most, Lines lines) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string valid;
  const auto* at = reinterpret_cast<const uint8_t*>(text.data());
  const uint8_t* const end = at + text.size();
  while (at < end) {
    const uint8_t* const begin = at;
    int32_t code = 0;
    const bool known = av_utf8_decode(&code, &at, end, AV_UTF8_FLAG_ACCEPT_NON_CHARACTERS) >= 0;
    std::string_view piece(reinterpret_cast<const char*>(begin), static_cast<size_t>(at - begin));
    if (!known) piece = kReplacement;
    if (known && code == '\n') piece = lines == Lines::kKept ? "\n" : "\\N";
    if (known && code == '\t') piece = " ";
    if (known && ((code < 0x20 && code != '\n' && code != '\t') || code == 0x7F)) continue;
    if (valid.size() + piece.size() > most) break;
    valid += piece;
  }
  return valid;
}

}  // namespace haema::av

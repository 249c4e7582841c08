#include "av/bundled_fonts.h"

// C++20 has nothing to take a file in with.
#define HAEMA_INCLUDE_FILE(symbol, path)                                     \
  __asm__(                                                                   \
      ".section .rodata\n"                                                   \
      ".balign 16\n"                                                         \
      ".global " symbol "\n.hidden " symbol "\n" symbol ":\n.incbin \"" path \
      "\"\n"                                                                 \
      ".global " symbol "_end\n.hidden " symbol "_end\n" symbol              \
      "_end:\n.byte 0\n"                                                     \
      ".previous\n")

HAEMA_INCLUDE_FILE("haema_font_regular", HAEMA_FONT_REGULAR);
HAEMA_INCLUDE_FILE("haema_font_bold", HAEMA_FONT_BOLD);

extern "C" {
extern const uint8_t haema_font_regular[], haema_font_regular_end[];
extern const uint8_t haema_font_bold[], haema_font_bold_end[];
}

namespace haema::av {

std::array<std::span<const uint8_t>, 2> bundledFonts() {
  return {std::span(haema_font_regular, haema_font_regular_end),
          std::span(haema_font_bold, haema_font_bold_end)};
}

}  // namespace haema::av

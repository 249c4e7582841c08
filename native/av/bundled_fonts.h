// The fonts of text subtitles whose film brings none: DejaVu Sans, within the program, so that the
// same script is the same picture on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace haema::av {

/// As fonts themselves call it.
inline constexpr const char* kBundledFamily = "DejaVu Sans";

/// Regular and bold; as long as the program runs.
std::array<std::span<const uint8_t>, 2> bundledFonts();

}  // namespace haema::av

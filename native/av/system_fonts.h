// Which of the machine's fonts text subtitles may be drawn with.
#pragma once

#include <string>

namespace haema::av {

/// The file that tells fontconfig so: `haema-fonts.conf`, beside the addon. Empty where it is not
/// there; then the bundled font is all there is.
const std::string& systemFonts();

}  // namespace haema::av

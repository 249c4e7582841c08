// Which of the machine's fonts text subtitles may be drawn with.
#pragma once

#include <string>

namespace haema::av {

/// A file that tells fontconfig of fonts for those writings alone that the bundled font lacks: what
/// else a machine has would make other pictures of a script there than elsewhere. fontconfig reads
/// nothing but files.
class SystemFonts {
 public:
  SystemFonts();
  ~SystemFonts();
  SystemFonts(const SystemFonts&) = delete;
  SystemFonts& operator=(const SystemFonts&) = delete;

  /// Empty where no file can be written.
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace haema::av

#include "av/system_fonts.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "sys/descriptor.h"

namespace haema::av {

namespace {

/// Languages of writings that DejaVu Sans lacks.
constexpr const char* kLanguages[] = {"ko", "ja", "zh-cn", "zh-tw", "th", "hi", "bn", "ta", "te",
                                      "ml", "kn", "gu",    "pa",    "or", "si", "my", "km", "am"};

std::string configuration() {
  std::string text(
      "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n"
      "<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><dir "
      "prefix=\"xdg\">fonts</dir>\n"
      "<cachedir>/var/cache/fontconfig</cachedir><cachedir prefix=\"xdg\">fontconfig</cachedir>\n"
      "<selectfont><rejectfont><pattern></pattern></rejectfont><acceptfont>\n");
  for (const char* language : kLanguages) {
    text.append("<pattern><patelt name=\"lang\"><string>")
        .append(language)
        .append("</string></patelt></pattern>\n");
  }
  return text.append("</acceptfont></selectfont>\n</fontconfig>\n");
}

bool writeAll(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

SystemFonts::SystemFonts() {
  std::error_code none;
  const auto folder = std::filesystem::temp_directory_path(none);
  std::string path = (folder / "haema-fonts-XXXXXX").string();
  const sys::Descriptor file(none ? -1 : mkostemp(path.data(), O_CLOEXEC));
  if (file.get() < 0) return;
  path_ = path;
  if (writeAll(file.get(), configuration())) return;
  unlink(path_.c_str());
  path_.clear();
}

SystemFonts::~SystemFonts() {
  if (!path_.empty()) unlink(path_.c_str());
}

}  // namespace haema::av

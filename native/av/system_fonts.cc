#include "av/system_fonts.h"

#include <dlfcn.h>
#include <unistd.h>

#include <filesystem>

namespace haema::av {

namespace {

std::string find() {
  Dl_info addon{};
  if (dladdr(reinterpret_cast<const void*>(&systemFonts), &addon) == 0) return {};
  const auto path = std::filesystem::path(addon.dli_fname).parent_path() / "haema-fonts.conf";
  return access(path.c_str(), R_OK) == 0 ? path.string() : std::string();
}

}  // namespace

const std::string& systemFonts() {
  static const std::string path = find();
  return path;
}

}  // namespace haema::av

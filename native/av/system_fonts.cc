#include "av/system_fonts.h"

#include <dlfcn.h>
#include <unistd.h>

#include <filesystem>

namespace haema::av {

namespace {

std::string find() {
  Dl_info addon{};
  if (dladdr(reinterpret_cast<const void*>(&systemFonts), &addon) == 0) return {};
  std::error_code missing;  // fontconfig looks for a relative path elsewhere
  const auto home = std::filesystem::canonical(addon.dli_fname, missing).parent_path();
  const auto path = home / "haema-fonts.conf";
  return !missing && access(path.c_str(), R_OK) == 0 ? path.string() : std::string();
}

}  // namespace

const std::string& systemFonts() {
  static const std::string path = find();
  return path;
}

}  // namespace haema::av

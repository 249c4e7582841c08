// What the fuzz targets share: the bytes as a file, and what may come of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <new>

#include "av/cancel.h"
#include "av/error.h"

extern "C" {
#include <libavutil/log.h>
}

#include <unistd.h>

namespace haema::fuzz {

/// A file that is written anew for each input, in memory where there is such a folder.
class InputFile {
 public:
  InputFile() {
    namespace fs = std::filesystem;
    const fs::path memory = "/dev/shm";
    folder_ = (fs::exists(memory) ? memory : fs::temp_directory_path()) /
              ("haema-fuzz-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    av_log_set_level(AV_LOG_QUIET);
  }
  ~InputFile() { std::filesystem::remove_all(folder_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  void write(const uint8_t* data, size_t size) const {
    std::ofstream(folder_ / name(), std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  }
  std::string root() const { return folder_.string(); }
  static std::string name() { return "film"; }

 private:
  std::filesystem::path folder_;
};

/// Runs `use` on the bytes as a file. A file may be refused; a bug or a crash is a finding.
inline int run(const uint8_t* data, size_t size,
               const std::function<void(const InputFile&, const av::CancelToken&)>& use) {
  static const InputFile file;
  file.write(data, size);
  try {
    use(file, {});
  } catch (const av::Error& error) {
    // Too much memory asked for is refused, too.
    if (error.code() == av::Code::kBadRequest) __builtin_trap();
  } catch (const std::bad_alloc&) {
  }
  return 0;
}

}  // namespace haema::fuzz

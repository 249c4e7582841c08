// Describing a file: every reader of headers and tables, of ours and of libav's.
#include "engine/probe.h"
#include "fuzz/target.h"

using namespace haema;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return fuzz::run(data, size, [](const fuzz::InputFile& file, const av::CancelToken& token) {
    engine::probe({file.root(), file.name(), std::nullopt}, token);
  });
}

// The random-access index of each stream of pictures, from whole tables.
#include "av/input.h"
#include "engine/media_index.h"
#include "fuzz/target.h"

using namespace haema;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return fuzz::run(data, size, [&](const fuzz::InputFile&, const av::CancelToken& token) {
    const auto input = av::Input::open({data, size}, token);
    const av::Input::Lease lease(*input, token);
    for (unsigned i = 0; i < input->context()->nb_streams; ++i) {
      const AVMediaType type = input->context()->streams[i]->codecpar->codec_type;
      if (type == AVMEDIA_TYPE_VIDEO) engine::readIndex(*input, static_cast<int>(i), 0, token);
    }
  });
}

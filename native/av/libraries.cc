#include "av/libraries.h"

extern "C" {
#include <ass/ass.h>
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/cpu.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

namespace haema::av {

std::string libraries() {
  std::string text = av_version_info();
  for (const unsigned version :
       {avformat_version(), avcodec_version(), avfilter_version(), avutil_version(),
        swscale_version(), swresample_version(), static_cast<unsigned>(ass_library_version())}) {
    text.append(" ").append(std::to_string(version));
  }
  return text.append(" ").append(std::to_string(av_get_cpu_flags()));
}

}  // namespace haema::av

// Scales pictures and maps their colours, as each GOP's thread does before it encodes.
//   tone_map FILE WIDTH HEIGHT TO_WIDTH TO_HEIGHT COUNT
// FILE: raw yuv420p10 in PQ and BT.2020, read again from its start when it ends.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "av/scaler.h"

namespace {

using namespace haema;

bool readPlane(std::FILE* file, AVFrame* frame, int plane) {
  const int shift = plane == 0 ? 0 : 1;
  const auto width = static_cast<size_t>(frame->width >> shift);
  for (int row = 0; row < frame->height >> shift; ++row) {
    if (std::fread(frame->data[plane] + row * frame->linesize[plane], 2, width, file) != width) {
      return false;
    }
  }
  return true;
}

bool readFrame(std::FILE* file, AVFrame* frame) {
  return readPlane(file, frame, 0) && readPlane(file, frame, 1) && readPlane(file, frame, 2);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(argv[1], "rb"),
                                                             &std::fclose);
  if (!file) return 1;
  av::FrameHandle source = av::makeFrame(), target;
  source->format = av::kDeepFormat;
  source->width = std::atoi(argv[2]);
  source->height = std::atoi(argv[3]);
  av::check(av_frame_get_buffer(source.get(), 0), "allocate a picture");
  av::Scaler scaler({.width = std::atoi(argv[4]),
                     .height = std::atoi(argv[5]),
                     .rotation = 0,
                     .mirrored = false,
                     .matrix = AVCOL_SPC_BT709,
                     .toneMap = av::ToneMapSettings{AVCOL_TRC_SMPTE2084, AVCOL_PRI_BT2020,
                                                    AVCOL_SPC_BT2020_NCL, 1000}});
  for (int count = std::atoi(argv[6]); count > 0; --count) {
    if (!readFrame(file.get(), source.get())) {
      std::rewind(file.get());
      if (!readFrame(file.get(), source.get())) return 1;
    }
    scaler.convert(source.get(), target);
  }
  return 0;
}

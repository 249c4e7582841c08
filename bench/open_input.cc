// What opening a film takes, in milliseconds and in bytes that are read, in a process that has
// opened nothing before: avformat_open_input alone, and with `--index` until it is known where key
// frames lie. Matroska's demuxer reads its Cues when somebody seeks.
#include <chrono>
#include <cstdio>
#include <cstring>

extern "C" {
#include <libavformat/avformat.h>
}

namespace {

bool findIndex(AVFormatContext* input) {
  return avformat_find_stream_info(input, nullptr) >= 0 &&
         av_seek_frame(input, -1, input->duration / 2, AVSEEK_FLAG_BACKWARD) >= 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool withIndex = argc == 3 && std::strcmp(argv[2], "--index") == 0;
  if (argc != 2 && !withIndex) return 2;
  using Clock = std::chrono::steady_clock;
  AVFormatContext* input = nullptr;
  const auto start = Clock::now();
  const bool isOpen = avformat_open_input(&input, argv[1], nullptr, nullptr) >= 0 &&
                      (!withIndex || findIndex(input));
  const std::chrono::duration<double, std::milli> took = Clock::now() - start;
  if (!isOpen) return 1;
  std::printf("%f %lld\n", took.count(), static_cast<long long>(input->pb->bytes_read));
  avformat_close_input(&input);
  return 0;
}

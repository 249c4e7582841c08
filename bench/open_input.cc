// What avformat_open_input takes, in milliseconds, in a process that has opened nothing before.
#include <chrono>
#include <cstdio>

extern "C" {
#include <libavformat/avformat.h>
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  using Clock = std::chrono::steady_clock;
  AVFormatContext* input = nullptr;
  const auto start = Clock::now();
  const int result = avformat_open_input(&input, argv[1], nullptr, nullptr);
  const std::chrono::duration<double, std::milli> took = Clock::now() - start;
  avformat_close_input(&input);
  if (result < 0) return 1;
  std::printf("%f\n", took.count());
  return 0;
}

// Wall time of a stage, for the statistics of a segment.
#pragma once

#include <chrono>
#include <cstdint>

namespace haema::engine {

class Stopwatch {
 public:
  int64_t microseconds() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start_).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

}  // namespace haema::engine

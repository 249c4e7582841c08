// Pictures of one closed GOP, scaled and encoded on a thread of their own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "av/cancel.h"
#include "av/scaler.h"
#include "av/video_encoder.h"
#include "engine/video_source.h"

namespace haema::engine {

/// Bounds the decoded pictures that wait for an encoder. Shared by the GOPs of one segment.
class FrameBudget {
 public:
  explicit FrameBudget(size_t bytes) : free_(static_cast<int64_t>(bytes)) {}
  /// Waits until there is room. One picture always fits, however large. Polls the token.
  void take(size_t bytes, const av::CancelToken& token);
  void give(size_t bytes);

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  int64_t free_;
};

class GopEncoder {
 public:
  GopEncoder(const av::ScalerSettings& scaling, const av::VideoEncoderSettings& encoding,
             FrameBudget& budget, const av::CancelToken& token);
  /// Abandons what is not finished.
  ~GopEncoder();
  GopEncoder(const GopEncoder&) = delete;
  GopEncoder& operator=(const GopEncoder&) = delete;

  void push(TimedFrame&& frame);
  /// No more pictures will come.
  void close();
  const av::VideoFormat& format() const noexcept { return format_; }
  /// Waits for the end and returns the units; rethrows what failed on the thread.
  std::vector<av::VideoUnit> units();

  /// Microseconds that the thread spent scaling and encoding; valid after units().
  int64_t busyMicroseconds() const noexcept { return busy_; }

 private:
  void run();
  std::optional<TimedFrame> pop();

  av::Scaler scaler_;
  av::VideoEncoder encoder_;
  const av::VideoFormat format_;
  FrameBudget& budget_;
  const av::CancelToken& token_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<TimedFrame> queue_;  // guarded by mutex_, as is closed_
  bool closed_ = false;
  std::atomic<bool> abandoned_ = false;
  std::vector<av::VideoUnit> units_;  // the thread's own until it is joined, as are these
  std::exception_ptr failure_;
  int64_t busy_ = 0;
  std::thread thread_;
};

}  // namespace haema::engine

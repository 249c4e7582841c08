// Pictures of one closed GOP, deinterlaced, scaled and encoded on a thread of their own.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "av/cancel.h"
#include "av/deinterlacer.h"
#include "av/title_scaler.h"
#include "av/video_encoder.h"
#include "engine/burned_images.h"
#include "engine/frame_budget.h"
#include "engine/segment.h"
#include "engine/video_source.h"

namespace haema::engine {

class GopEncoder {
 public:
  GopEncoder(const VideoRecipe& recipe, std::shared_ptr<const BurnedImages> burned,
             FrameAccount& account, const av::CancelToken& token);
  /// Abandons what is not finished.
  ~GopEncoder();
  GopEncoder(const GopEncoder&) = delete;
  GopEncoder& operator=(const GopEncoder&) = delete;

  void push(TimedFrame&& frame);
  /// No more pictures will come.
  void close();
  /// Stops soon and has no units. Does not wait.
  void abandon() noexcept;
  const av::VideoFormat& format() const noexcept { return format_; }
  /// Waits for the end and returns the units; rethrows what failed on the thread.
  std::vector<av::VideoUnit> units();

  /// Microseconds that the thread spent deinterlacing, scaling and encoding; valid after units().
  int64_t busyMicroseconds() const noexcept { return busy_; }

 private:
  struct Waiting {
    TimedFrame picture;
    FrameAccount::Share share;  // goes after the picture
  };

  /// What a picture goes through.
  struct Stages {
    av::Deinterlacer deinterlacer;
    av::TitleScaler scaler;
    ImageBurner burner;
    av::VideoEncoder encoder;
    av::FrameHandle whole, scaled;
  };

  void run(Stages& stages);
  void encodeAll(Stages& stages);
  void encode(Stages& stages, TimedFrame& picture);
  std::optional<Waiting> pop();

  bool deinterlaces_;
  av::VideoFormat format_;
  FrameAccount& account_;
  const av::CancelToken& job_;
  av::CancelToken token_;  // this GOP's own: set when it fails, too
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> queue_;  // guarded by mutex_, as is closed_
  bool closed_ = false;
  std::vector<av::VideoUnit> units_;  // the thread's own until it is joined, as are these
  std::exception_ptr failure_;
  int64_t busy_ = 0;
  std::thread thread_;
};

}  // namespace haema::engine

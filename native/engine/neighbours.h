// Pictures with those before and behind them.
#pragma once

#include <utility>

#include "engine/video_source.h"

namespace haema::engine {

/// Hands pictures on. Where their neighbours are wanted each of them waits for the one behind it.
class Neighbours {
 public:
  Neighbours(bool wanted, const VideoSource::Sink& sink) : wanted_(wanted), sink_(sink) {}

  /// In order; `before` the first one.
  void push(TimedFrame&& frame, const av::FrameHandle& before) {
    if (!wanted_) return sink_(std::move(frame));
    frame.before = av::reference(waiting_.frame ? waiting_.frame : before);
    finish(frame.frame);
    waiting_ = std::move(frame);
  }
  /// `after`: the picture behind the last one.
  void finish(const av::FrameHandle& after) {
    if (!waiting_.frame) return;
    waiting_.after = av::reference(after);
    sink_(std::move(waiting_));
    waiting_.frame.reset();
  }

 private:
  bool wanted_;
  const VideoSource::Sink& sink_;
  TimedFrame waiting_{.frame = nullptr, .time = av::kNoTicks};
};

}  // namespace haema::engine

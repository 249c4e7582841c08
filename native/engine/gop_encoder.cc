#include "engine/gop_encoder.h"

extern "C" {
#include <libavutil/imgutils.h>
}

#include <chrono>
#include <utility>

#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

size_t bytesOf(const AVFrame* frame) {
  size_t bytes = 0;
  for (const AVBufferRef* buffer : frame->buf) bytes += buffer ? buffer->size : 0;
  return bytes;
}

}  // namespace

void FrameBudget::take(size_t bytes, const av::CancelToken& token) {
  using namespace std::chrono_literals;
  const auto amount = static_cast<int64_t>(bytes);
  std::unique_lock lock(mutex_);
  while (free_ <= 0) {  // may go below zero by one picture
    room_.wait_for(lock, 50ms);
    token.poll();
  }
  free_ -= amount;
}

void FrameBudget::give(size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    free_ += static_cast<int64_t>(bytes);
  }
  room_.notify_one();
}

GopEncoder::GopEncoder(const av::ScalerSettings& scaling, const av::VideoEncoderSettings& encoding,
                       FrameBudget& budget, const av::CancelToken& token)
    : scaler_(scaling),
      encoder_(encoding),
      format_(encoder_.format()),
      budget_(budget),
      token_(token) {
  thread_ = std::thread([this] { run(); });
}

GopEncoder::~GopEncoder() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void GopEncoder::push(TimedFrame&& frame) {
  budget_.take(bytesOf(frame.frame.get()), token_);
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(frame));
  }
  changed_.notify_one();
}

void GopEncoder::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

std::vector<av::VideoUnit> GopEncoder::units() {
  thread_.join();
  if (failure_) std::rethrow_exception(failure_);
  return std::move(units_);
}

void GopEncoder::run() {
  bool failed = false;
  av::FrameHandle picture;
  // After a failure the queue is still emptied, so that the budget never blocks the producer.
  while (std::optional<TimedFrame> frame = pop()) {
    const Stopwatch watch;
    const size_t bytes = bytesOf(frame->frame.get());
    try {
      if (!failed) {
        token_.poll();
        av::FrameHandle& target = scaler_.passes(frame->frame.get()) ? frame->frame : picture;
        if (&target == &picture) scaler_.convert(frame->frame.get(), picture);
        encoder_.encode(target, frame->time);
      }
    } catch (...) {
      failed = true;
      failure_ = std::current_exception();
    }
    frame.reset();
    budget_.give(bytes);
    busy_ += watch.microseconds();
  }
  if (failed) return;
  const Stopwatch watch;
  try {
    if (abandoned_) throw av::Error(av::Code::kCancelled, "the segment was given up");
    units_ = encoder_.finish();
  } catch (...) {
    failure_ = std::current_exception();
  }
  busy_ += watch.microseconds();
}

/// Nothing when the GOP is complete or given up.
std::optional<TimedFrame> GopEncoder::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return abandoned_ || closed_ || !queue_.empty(); });
  if (abandoned_ || queue_.empty()) return std::nullopt;
  TimedFrame frame = std::move(queue_.front());
  queue_.pop_front();
  return frame;
}

}  // namespace haema::engine

#include "engine/gop_encoder.h"

#include <utility>

#include "engine/stopwatch.h"

namespace haema::engine {

GopEncoder::GopEncoder(const av::ScalerSettings& scaling, const av::VideoEncoderSettings& encoding,
                       FrameAccount& account, const av::CancelToken& token)
    : account_(account), job_(token), token_(&token) {
  av::VideoEncoder encoder(encoding);
  format_ = encoder.format();
  // The thread owns what it encodes with: that goes when it ends, while others are still encoding.
  thread_ = std::thread([this, scaler = av::Scaler(scaling),
                         encoder = std::move(encoder)]() mutable { run(scaler, encoder); });
}

GopEncoder::~GopEncoder() {
  abandon();
  if (thread_.joinable()) thread_.join();
}

void GopEncoder::push(TimedFrame&& frame) {
  const size_t bytes = av::bufferBytes(frame.frame.get());
  Waiting waiting{std::move(frame), account_.take(bytes, job_)};
  {
    const std::lock_guard lock(mutex_);
    if (!token_.cancelled()) queue_.push_back(std::move(waiting));
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

void GopEncoder::abandon() noexcept {
  {
    const std::lock_guard lock(mutex_);
    token_.cancel();
    queue_.clear();
  }
  changed_.notify_one();
}

std::vector<av::VideoUnit> GopEncoder::units() {
  thread_.join();
  if (failure_) std::rethrow_exception(failure_);
  return std::move(units_);
}

void GopEncoder::run(av::Scaler& scaler, av::VideoEncoder& encoder) {
  try {
    encodeAll(scaler, encoder);
  } catch (...) {
    failure_ = std::current_exception();
    abandon();  // pictures that wait would keep the budget from the producer
  }
}

void GopEncoder::encodeAll(av::Scaler& scaler, av::VideoEncoder& encoder) {
  av::FrameHandle scaled;
  while (std::optional<Waiting> next = pop()) {
    const Stopwatch watch;
    av::FrameHandle& source = next->picture.frame;
    const bool passes = scaler.passes(source.get());
    if (!passes) scaler.convert(source.get(), scaled);
    encoder.encode(passes ? source : scaled, next->picture.time);
    busy_ += watch.microseconds();
  }
  const Stopwatch watch;
  units_ = encoder.finish(token_);
  busy_ += watch.microseconds();
}

/// Nothing when the GOP is complete.
std::optional<GopEncoder::Waiting> GopEncoder::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return token_.cancelled() || closed_ || !queue_.empty(); });
  token_.check();
  if (queue_.empty()) return std::nullopt;
  Waiting next = std::move(queue_.front());
  queue_.pop_front();
  return next;
}

}  // namespace haema::engine

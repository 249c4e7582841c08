#include "engine/gop_encoder.h"

#include <utility>

#include "engine/stopwatch.h"

namespace haema::engine {

GopEncoder::GopEncoder(const VideoRecipe& recipe, std::shared_ptr<const BurnedImages> burned,
                       FrameAccount& account, const av::CancelToken& token)
    : deinterlaces_(recipe.deinterlaces), account_(account), job_(token), token_(&token) {
  Stages stages{.deinterlacer = {},
                .scaler = av::TitleScaler(recipe.scaling, recipe.shape.aspect()),
                .burner = ImageBurner(std::move(burned)),
                .encoder = av::VideoEncoder(recipe.encoding),
                .whole = nullptr,
                .scaled = nullptr};
  format_ = stages.encoder.format();
  // The thread owns what it encodes with: that goes when it ends, while others are still encoding.
  thread_ = std::thread([this, own = std::move(stages)]() mutable { run(own); });
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

void GopEncoder::run(Stages& stages) {
  try {
    encodeAll(stages);
  } catch (...) {
    failure_ = std::current_exception();
    abandon();  // pictures that wait would keep the budget from the producer
  }
}

void GopEncoder::encodeAll(Stages& stages) {
  while (std::optional<Waiting> next = pop()) {
    const Stopwatch watch;
    encode(stages, next->picture);
    token_.step();  // all may have been decoded long ago: the job would seem to hang
    busy_ += watch.microseconds();
  }
  const Stopwatch watch;
  units_ = stages.encoder.finish(token_);
  busy_ += watch.microseconds();
}

void GopEncoder::encode(Stages& stages, TimedFrame& picture) {
  auto& [deinterlacer, scaler, burner, encoder, whole, scaled] = stages;
  const bool fields =
      deinterlaces_ && deinterlacer.convert(picture.before, picture.frame, picture.after, whole);
  const av::FrameHandle& source = fields ? whole : picture.frame;
  const bool passes = scaler.passes(source.get());
  if (!passes) scaler.convert(source.get(), scaled);
  const bool draws = burner.shows(picture.time);
  if (draws) {
    if (passes) scaled = av::reference(source);
    burner.draw(scaled, picture.time, token_);
  }
  encoder.encode(passes && !draws ? source : scaled, picture.time, std::move(picture.captions));
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

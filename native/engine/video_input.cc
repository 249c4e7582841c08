#include "engine/video_input.h"

#include <span>
#include <utility>

namespace haema::engine {

VideoInput::VideoInput(std::unique_ptr<av::Input> input, int stream)
    : input_(std::move(input)),
      stream_(input_->stream(stream, AVMEDIA_TYPE_VIDEO)),
      // For the search by bytes alone: elsewhere it would be read for nothing.
      clock_(ByteSeeker::suits(*input_) ? clockBeside(*input_, stream) : -1) {
  select();
}

void VideoInput::select() {
  const int streams[] = {stream_->index, clock_};
  input_->select(std::span(streams).first(clock_ < 0 ? 1 : 2));
}

bool VideoInput::read(av::PacketHandle& packet) {
  untouched_ = false;
  return input_->read(packet);
}

bool VideoInput::seekIndexed(int64_t key) {
  untouched_ = false;
  return input_->seek(stream_->index, key);
}

bool VideoInput::seek(Ticks time, const av::CancelToken& token) {
  untouched_ = false;
  const bool told = clock_ >= 0 || input_->isJoined();
  if (told && ByteSeeker::suits(*input_)) return seeker_.seek(*input_, time, token);
  return input_->seek(stream_->index, av::fromTicks(time, stream_->time_base));
}

bool VideoInput::restart(const av::CancelToken& token) {
  if (untouched_) return false;
  const int index = stream_->index;
  input_->restart(token);
  stream_ = input_->stream(index);
  select();
  untouched_ = true;
  return true;
}

}  // namespace haema::engine

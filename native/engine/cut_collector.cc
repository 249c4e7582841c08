#include "engine/cut_collector.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "av/error.h"
#include "engine/cut_judge.h"

namespace haema::engine {

namespace {

/// Far above what is offered to anybody: a file that lies does not fill the memory.
constexpr size_t kMostBytes = size_t{128} << 20;
/// What a sample takes besides its bytes, about.
constexpr size_t kSampleBytes = 128;

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

/// Not the first key picture of the file, but one that was found to be good.
bool isPlaced(const std::optional<KeyFrame>& key) { return key && key->place >= 0; }

}  // namespace

void CutCollector::add(const AVPacket& packet, Ticks time) {
  if (request_.first && !begun_ && time < 0 && time >= -Stretch::kTolerance) time = 0;
  if (request_.first && begun_ && isOmitted(time)) return;
  check(packet, time);
  if (packet.flags & AV_PKT_FLAG_DISCARD) {
    hidden_.push_back(counted(sampleOf(packet, time)));
    return;
  }
  av::CopySample sample = counted(sampleOf(packet, time));
  std::ranges::move(hidden_, std::back_inserter(samples_));
  hidden_.clear();
  samples_.push_back(std::move(sample));
  begun_ = true;
}

/// Nobody sees what lies before presentation zero, and nothing that is seen needs it: it leads the
/// first key picture. Of a recording that begins at any picture all that leads is lost.
bool CutCollector::isOmitted(Ticks time) const {
  return time < 0 || (isPlaced(request_.key) && time < request_.key->time);
}

void CutCollector::check(const AVPacket& packet, Ticks time) const {
  if (time < 0 || time < request_.start - kFar || time > request_.end + kFar) {
    refuse("a picture's time lies far outside of its group of pictures");
  }
  if (packet.flags & AV_PKT_FLAG_DISCARD && !request_.last) {
    refuse("the container hides pictures amid the video");
  }
}

av::CopySample CutCollector::counted(av::CopySample&& sample) {
  bytes_ += sample.data.size() + kSampleBytes;
  if (bytes_ > kMostBytes) refuse("there are too many bytes between two key pictures");
  return std::move(sample);
}

av::CopySample CutCollector::sampleOf(const AVPacket& packet, Ticks time) const {
  const std::span<const uint8_t> data(packet.data, static_cast<size_t>(packet.size));
  const bool marked = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  if (marked && av::changesParameters(format_, data)) {
    refuse("the video's parameter sets change");
  }
  const bool begins = !begun_ && hidden_.empty();
  const bool key = begins || (marked && av::accessOf(format_, data) == av::Access::kClosed);
  if (request_.container == Container::kTs) {
    return {av::toAnnexB(format_, data, begins || marked), time, key};
  }
  return {av::toSample(format_, data), time, key};
}

CutRun runOf(const SegmentRequest& request) {
  return {.origin = request.origin,
          .start = request.start,
          .end = request.end,
          .from = request.first && !isPlaced(request.key) ? std::nullopt : request.key,
          .to = request.nextKey};
}

}  // namespace haema::engine

#include "engine/ts_parts.h"

#include <algorithm>
#include <utility>

#include "av/error.h"

namespace haema::engine {

namespace {

/// The first dts of a segment in TS lies this much before its start: deeper reordering than any
/// codec's, in frames; but no longer than players keep.
constexpr Ticks kDelay = 16;
constexpr Ticks kLongestDelay = 2 * av::kTicksPerSecond;

av::TsVideoCopy tsCodec(const av::CopyFormat& format) {
  if (format.codec == av::CopyCodec::kH264) return av::TsVideoCopy::kH264;
  if (format.codec == av::CopyCodec::kHevc) return av::TsVideoCopy::kHevc;
  throw av::Error(av::Code::kBadRequest, "MPEG-TS carries H.264 and HEVC alone");
}

template <typename Units>
size_t bytesOf(const Units& units) {
  size_t bytes = 0;
  for (const auto& unit : units) bytes += sizeof unit + unit.data.size();
  return bytes;
}

}  // namespace

TsParts::TsParts(const SegmentRequest& request, const av::CopyFormat& format,
                 std::function<CutSound()> sound)
    : CutParts(request, format),
      most_(request.part ? kPartBytes : SIZE_MAX),
      reorder_(format.reorder),
      makeSound_(std::move(sound)),
      segment_{.start = request.start,
               .end = request.end,
               .decodeDelay = std::min(kDelay * format.frameTicks, kLongestDelay),
               .copiedVideo = tsCodec(format)} {}

size_t TsParts::memory() const {
  return CutParts::memory() + (sound_.copied ? bytesOf(sound_.copied->units) : 0) +
         (sound_.made ? bytesOf(sound_.made->units) : 0);
}

/// Writes the pictures of which it is known when they are decoded, and whether they are the last.
void TsParts::advance() {
  if (most_ == SIZE_MAX && !closed()) return;  // the writer is told how much there will be
  const auto isKnown = [&](size_t index) {
    return index < samples().size() && index < times().size() &&
           (closed() || index + 1 < samples().size());
  };
  size_t count = 0;
  for (; isKnown(count) && !isReady(); ++count) {
    if (!writer_) begin();
    av::CopySample& sample = samples()[count];
    const Ticks dts = decodeTime(count);
    av::VideoUnit unit{std::move(sample.data), sample.pts, dts, sample.key};
    writer_->add(unit, closed() && count + 1 == samples().size());
    sample.data = std::move(unit.data);
  }
  drop(count);
  if (finished_ || !over()) return;
  writer_->finish();
  finished_ = true;
}

void TsParts::begin() {
  sound_ = std::exchange(makeSound_, nullptr)();
  if (sound_.made) {
    segment_.audioFormat = &sound_.made->format;
    segment_.audio = sound_.made->units;
  }
  if (sound_.copied) {
    segment_.copiedAudio = &sound_.copied->format;
    segment_.copiedUnits = sound_.copied->units;
  }
  writer_.emplace(segment_);
  if (most_ == SIZE_MAX) {
    writer_->reserve(CutParts::memory(), samples().size());
  } else {
    writer_->reserve(2 * most_, 0);
  }
}

/// Before it is shown, and before whatever comes behind it is: none is shown earlier than those
/// that follow it by as many as may be reordered.
Ticks TsParts::decodeTime(size_t index) {
  Ticks time = times()[index] - segment_.decodeDelay;
  const size_t end = std::min(samples().size(), index + reorder_ + 1);
  for (size_t i = index; i < end; ++i) {
    time = std::min(time, samples()[i].pts - static_cast<Ticks>(i - index));
  }
  if (time < segment_.start - segment_.decodeDelay) {
    throw av::Error(av::Code::kMediaInvalid, "pictures are reordered too far for MPEG-TS");
  }
  if (lastTime_ && time <= *lastTime_) {
    throw av::Error(av::Code::kMediaInvalid, "the times of the pictures contradict each other");
  }
  lastTime_ = time;
  return time;
}

av::Bytes TsParts::write(uint32_t /*part*/) { return writer_->take(); }

}  // namespace haema::engine

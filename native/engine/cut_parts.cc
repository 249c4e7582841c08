#include "engine/cut_parts.h"

#include <utility>

#include "av/error.h"

namespace haema::engine {

CutParts::CutParts(const SegmentRequest& request, const av::CopyFormat& format)
    : container_(request.container),
      audio_(request.audio),
      copiedAudio_(request.copiedAudio),
      start_(request.start),
      end_(request.end),
      collector_(request, format),
      clock_(request.start, request.end, format.reorder) {}

bool CutParts::continues(const SegmentRequest& request, uint32_t part) const {
  return part_ == part && start_ == request.start && end_ == request.end &&
         container_ == request.container && audio_ == request.audio &&
         copiedAudio_ == request.copiedAudio;
}

av::Bytes CutParts::next(CutSource& source, const CutRun& run, const av::CancelToken& token) {
  const auto take = [&](const AVPacket& packet, Ticks time) {
    add(packet, time);
    return !isReady();
  };
  advance();
  while (!isReady() && !closed_) {
    if (!source.read(run, token, take)) close();
  }
  if (over() && !isReady()) {
    throw av::Error(av::Code::kBadRequest, "the segment has no such part");
  }
  return write(part_++);
}

void CutParts::add(const AVPacket& packet, Ticks time) {
  collector_.add(packet, time);
  for (av::CopySample& sample : collector_.take()) {
    clock_.add(sample.pts);
    bytes_ += sample.data.size();
    samples_.push_back(std::move(sample));
  }
  tellTimes();
  advance();
}

void CutParts::tellTimes() {
  while (clock_.knows()) times_.push_back(clock_.next(samples_[times_.size()].pts));
}

void CutParts::close() {
  if (!collector_.begun()) {
    throw av::Error(av::Code::kMediaInvalid, "there is no picture between two key pictures");
  }
  closed_ = true;
  clock_.close();
  tellTimes();
  times_.push_back(end_);
  advance();
}

void CutParts::drop(size_t count) {
  for (size_t i = 0; i < count; ++i) bytes_ -= samples_[i].data.size();
  samples_.erase(samples_.begin(), samples_.begin() + static_cast<ptrdiff_t>(count));
  times_.erase(times_.begin(), times_.begin() + static_cast<ptrdiff_t>(count));
}

}  // namespace haema::engine

#include "engine/cut_parts.h"

#include <memory>
#include <utility>

#include "av/error.h"
#include "engine/source_lease.h"
#include "engine/stopwatch.h"

namespace haema::engine {

namespace {

constexpr size_t kPartBytes = size_t{1} << 20;

}  // namespace

CutParts::CutParts(const SegmentRequest& request, const av::CopyFormat& format)
    : start_(request.start),
      end_(request.end),
      sequence_(sequenceOf(request, 0)),
      collector_(request, format),
      clock_(request.start, request.end, format.reorder) {}

av::Bytes CutParts::next(CutSource& source, const CutRun& run, const av::CancelToken& token) {
  const auto take = [&](const AVPacket& packet, Ticks time) {
    collector_.add(packet, time);
    for (av::CopySample& sample : collector_.take()) add(std::move(sample));
    tellTimes();
    return !isReady();
  };
  while (!isReady() && !closed_) {
    if (!source.read(run, token, take)) close();
  }
  return write();
}

void CutParts::add(av::CopySample&& sample) {
  const size_t size = sample.data.size();
  if (count_ > 0 && size_ + size > kPartBytes) {
    lengths_.push_back(std::exchange(count_, 0));
    size_ = 0;
  }
  ++count_;
  size_ += size;
  bytes_ += size;
  clock_.add(sample.pts);
  samples_.push_back(std::move(sample));
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
  if (count_ > 0) lengths_.push_back(count_);
}

av::Bytes CutParts::write() {
  if (lengths_.empty()) throw av::Error(av::Code::kBadRequest, "the segment has no such part");
  const size_t length = lengths_[0];
  const std::span samples(samples_.data(), length);
  av::Bytes bytes =
      av::writeFragment(sequence_ + part_, samples, std::span(times_.data(), length + 1));
  for (const av::CopySample& sample : samples) bytes_ -= sample.data.size();
  const auto count = static_cast<ptrdiff_t>(length);
  samples_.erase(samples_.begin(), samples_.begin() + count);
  times_.erase(times_.begin(), times_.begin() + count);
  lengths_.erase(lengths_.begin());
  ++part_;
  return bytes;
}

Segment makePart(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token) {
  const Stopwatch total;
  Segment segment;
  SourceLease<CutSource> source(pool, request, CutSpec{request.copiedVideo->stream}, token,
                                segment.stats);
  const CutRun run = runOf(request);
  const uint32_t part = *request.part;
  std::unique_ptr<CutParts> parts = source->takeParts();
  segment.stats.warm = parts && parts->continuesAt(request.start, part);
  if (!segment.stats.warm) {
    parts = std::make_unique<CutParts>(request, source->format(token));
    segment.stats.warm = source->begin(run, token);
  }
  // Where nothing was kept, or something else was, what lies before is read once more.
  do {
    segment.data = parts->next(*source, run, token);
  } while (!parts->continuesAt(request.start, part + 1));
  segment.more = !parts->over();
  if (segment.more) source->leaveParts(std::move(parts));
  source.release();
  segment.stats.totalUs = total.microseconds();
  return segment;
}

}  // namespace haema::engine

#include "engine/cue_scanner.h"

#include <algorithm>
#include <utility>

#include "engine/stopwatch.h"
#include "engine/stream_clock.h"

namespace haema::engine {

namespace {

constexpr int64_t kPartMicroseconds = 200'000;
/// No more events fit into that than a list takes at a time.
constexpr size_t kMostWaiting = 1 << 20;

}  // namespace

CueScanner::CueScanner(std::unique_ptr<av::Input> input, const CueScanSpec& spec,
                       const av::CancelToken& token)
    : input_(std::move(input)), origin_(spec.origin) {
  const av::Input::Lease lease(*input_, token);
  for (const int index : spec.streams) {
    const AVStream* stream = input_->stream(index);
    Track& track = tracks_.emplace_back(Track{{}, CueList(origin_)});
    try {
      track.decoder.emplace(stream->codecpar, stream->time_base);
    } catch (const av::Error& error) {
      if (error.code() != av::Code::kMediaInvalid) throw;
    }
  }
  walk_ = SubtitleWalk::of(*input_, spec.streams, token);
}

CueScan CueScanner::next(std::optional<int64_t> stop, const av::CancelToken& token) {
  const av::Input::Lease lease(*input_, token);
  const uint64_t before = input_->file()->bytesRead();
  const bool more = walk(stop, token);
  walk_->deliver(
      token, [this](size_t stream, const AVPacket& packet) { decode(tracks_[stream], packet); });
  if (!more) {
    for (Track& track : tracks_) track.list.finish();
  }
  const Ticks now = walk_->now();
  if (now != av::kBeginning) upTo_ = std::max(upTo_, now - StreamClock::kInterleave - origin_);
  CueScan part;
  part.upTo = more ? std::max<Ticks>(upTo_, 0) : av::kLongestPresentation;
  if (more) part.place = place_;
  for (Track& track : tracks_) {
    Cues& cues = part.tracks.emplace_back();
    cues.cues = track.list.take();
    cues.cut = track.list.isCut();
    if (!track.decoder) continue;
    cues.header = track.decoder->header();
    cues.script = track.decoder->isScript();
  }
  if (!part.tracks.empty()) part.tracks.front().bytesRead = input_->file()->bytesRead() - before;
  return part;
}

/// False at the end of the file.
bool CueScanner::walk(std::optional<int64_t> stop, const av::CancelToken& token) {
  const Stopwatch watch;
  for (;;) {
    if (!walk_->step(token)) return false;
    ++place_;
    const bool enough =
        walk_->waiting() >= kMostWaiting || (!stop && watch.microseconds() >= kPartMicroseconds);
    if (place_ == stop || enough) return true;
  }
}

void CueScanner::decode(Track& track, const AVPacket& packet) {
  if (!track.decoder) return;
  events_.clear();
  track.decoder->decode(&packet, events_);
  for (av::ScriptEvent& event : events_) track.list.follow(std::move(event));
}

}  // namespace haema::engine

#include "engine/subtitle_window.h"

#include <algorithm>
#include <array>
#include <utility>

namespace haema::engine {

namespace {

/// The clock shows the least of so many readings: pictures are reordered.
constexpr size_t kReadings = 4;
/// Subtitles stand where they begin to be shown, or before; a little behind that at most.
constexpr Ticks kLate = 2 * av::kTicksPerSecond;
/// How far before the stretch reading begins, since the clock needs some readings.
constexpr Ticks kMargin = av::kTicksPerSecond;
/// What lies so far behind is not kept for those who go back a little.
constexpr Ticks kBehind = 30 * av::kTicksPerSecond;
/// More than any subtitles have.
constexpr size_t kMaxBytes = 256 * 1024 * 1024;

/// What a packet takes beside its own bytes counts too: hostile ones are tiny.
size_t bytesOf(const AVPacket* packet) {
  constexpr size_t kBeside = 512;
  return static_cast<size_t>(packet->size) + kBeside;
}

}  // namespace

SubtitleWindow::SubtitleWindow(std::unique_ptr<av::Input> input, const WindowSpec& spec)
    : input_(std::move(input)),
      parameters_(av::copyParameters(input_->stream(spec.stream, AVMEDIA_TYPE_SUBTITLE)->codecpar)),
      timeBase_(input_->stream(spec.stream)->time_base),
      spec_(spec) {
  select();
}

void SubtitleWindow::select() {
  const std::array streams = {spec_.stream, input_->stream(spec_.clock)->index};
  input_->select(streams);
}

std::vector<av::PacketHandle> SubtitleWindow::read(Ticks from, Ticks to,
                                                   const av::CancelToken& token) {
  const av::Input::Lease lease(*input_, token);
  if (auto packets = readIndexed(from, to, token)) return std::move(*packets);
  if (from < from_ || now_ == av::kNoTicks || from > now_) begin(from, token);
  while (now_ < to + kLate && advance(token)) {
  }
  std::vector<av::PacketHandle> packets;
  for (const Kept& kept : kept_) {
    if (kept.time < from || kept.time >= to + kLate) continue;
    packets.push_back(
        av::PacketHandle(av::checkAllocated(av_packet_clone(kept.packet.get()), "packet")));
  }
  forget(from - kBehind);
  return packets;
}

/// Nothing where no index names the packets, or it is wrong here.
std::optional<std::vector<av::PacketHandle>> SubtitleWindow::readIndexed(
    Ticks from, Ticks to, const av::CancelToken& token) {
  if (!indexLooked_) index_ = SubtitleIndex::of(*input_, spec_.stream, token);
  indexLooked_ = true;
  if (!index_) return std::nullopt;
  std::vector<size_t> wanted;
  const auto& entries = index_->entries();
  for (size_t i = 0; i < entries.size() && entries[i].start < to; ++i) {
    if (entries[i].end > from) wanted.push_back(i);
  }
  return index_->read(wanted, token);
}

void SubtitleWindow::begin(Ticks from, const av::CancelToken& token) {
  for (Ticks back = 0;; back = std::max(av::kTicksPerSecond, 2 * back)) {
    readings_.clear();
    kept_.clear();
    bytes_ = 0;
    now_ = av::kNoTicks;
    if (!jump(from - kMargin - back, token)) break;
    while (now_ == av::kNoTicks && advance(token)) {
    }
    from_ = from;
    if (now_ <= from - kMargin) return;
  }
  restart(token);
  from_ = av::kBeginning;
}

/// False at the beginning of the film.
bool SubtitleWindow::jump(Ticks target, const av::CancelToken& token) {
  if (target <= spec_.origin) return false;
  untouched_ = false;
  if (ByteSeeker::suits(*input_)) return seeker_.seek(*input_, target, token);
  if (spec_.indexed) input_->closeIndex(spec_.clock);
  return input_->seek(spec_.clock, av::fromTicks(target, input_->stream(spec_.clock)->time_base));
}

void SubtitleWindow::restart(const av::CancelToken& token) {
  if (untouched_) return;
  input_->restart(token);
  select();
  untouched_ = true;
}

/// Reads one packet; false at the end of the file.
bool SubtitleWindow::advance(const av::CancelToken& token) {
  const av::PacketTurn turn(packet_);
  token.poll();
  untouched_ = false;
  if (!input_->read(packet_)) {
    if (now_ == av::kNoTicks) show(readings_.empty() ? spec_.origin : leastReading());
    now_ = av::kForever;
    return false;
  }
  const AVStream* stream = input_->stream(packet_->stream_index);
  const bool stamped = packet_->pts != AV_NOPTS_VALUE;
  const Ticks time = av::toTicks(stamped ? packet_->pts : packet_->dts, stream->time_base);
  if (ByteSeeker::suits(*input_)) seeker_.note(packet_.get(), time);
  if (packet_->stream_index == spec_.stream) {
    keep(now_);
    return true;
  }
  if (time == av::kNoTicks) return true;
  readings_.push_back(time);
  if (readings_.size() > kReadings) readings_.pop_front();
  if (readings_.size() == kReadings) show(leastReading());
  return true;
}

Ticks SubtitleWindow::leastReading() const { return *std::ranges::min_element(readings_); }

void SubtitleWindow::show(Ticks time) {
  if (now_ == av::kNoTicks) {
    for (Kept& kept : kept_) kept.time = time;
  }
  now_ = time;
}

void SubtitleWindow::keep(Ticks time) {
  bytes_ += bytesOf(packet_.get());
  if (bytes_ > kMaxBytes) throw av::Error(av::Code::kMediaInvalid, "too many subtitles");
  av::PacketHandle own = av::makePacket();
  av_packet_move_ref(own.get(), packet_.get());
  kept_.push_back({time, std::move(own)});
}

void SubtitleWindow::forget(Ticks before) {
  if (before <= from_) return;
  from_ = before;
  while (!kept_.empty() && kept_.front().time < before) {
    bytes_ -= bytesOf(kept_.front().packet.get());
    kept_.pop_front();
  }
}

}  // namespace haema::engine

#include "engine/cut_source.h"

#include <algorithm>
#include <utility>

#include "engine/cut_parts.h"

namespace haema::engine {

namespace {

/// Where a picture does not begin at the byte from which it is read.
constexpr int64_t kStepBack = 256 * 1024;
/// A client that takes nothing for so long may find that what it reads is sought once more.
constexpr std::chrono::seconds kPatience(30);

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

bool isKey(const AVPacket& packet) { return (packet.flags & AV_PKT_FLAG_KEY) != 0; }
bool isHidden(const AVPacket& packet) { return (packet.flags & AV_PKT_FLAG_DISCARD) != 0; }

}  // namespace

CutSource::CutSource(std::unique_ptr<av::Input> input, const CutSpec& spec)
    : input_(std::move(input)), index_(spec.stream), packet_(av::makePacket()) {
  open();
}

CutSource::~CutSource() = default;

/// Packets are taken as the container has them: a parser would only look for what the index tells.
/// Nothing is guessed of what the container does not say.
void CutSource::open() {
  stream_ = input_->stream(index_, AVMEDIA_TYPE_VIDEO);
  input_->select(std::span(&index_, 1));
  input_->context()->flags |= AVFMT_FLAG_NOFILLIN;
  if (WholePictures::isNeededFor(*input_)) {
    pictures_.emplace().reset(*stream_);
  } else {
    input_->context()->flags |= AVFMT_FLAG_NOPARSE;
  }
  if (ShownPictures::isNeededFor(*stream_)) shown_.emplace(*stream_);
  untouched_ = true;
  parameters_.reset();
  atFirst_ = false;
}

const av::CopyFormat& CutSource::format(const av::CancelToken& token) {
  const av::Input::Lease lease(*input_, token);
  describe(token);
  return *format_;
}

void CutSource::describe(const av::CancelToken& token) {
  if (format_) return;
  toFirst(token);
  if (av_packet_get_side_data(packet_.get(), AV_PKT_DATA_ENCRYPTION_INFO, nullptr)) {
    refuse("it is encrypted");
  }
  if (packet_->pts == AV_NOPTS_VALUE) {
    refuse("the container does not say when each picture is shown");
  }
  const std::span<const uint8_t> data(packet_->data, static_cast<size_t>(packet_->size));
  format_ = av::copyFormat(*stream_, data);
}

/// Where a demuxer lands that is sent back to the beginning depends on the container: a new one
/// begins there.
void CutSource::toFirst(const av::CancelToken& token) {
  if (atFirst_) return;
  if (pictures_) {
    // What was read to analyse the streams is kept, with times that were guessed.
    if (!input_->seekToByte(0)) refuse("its container cannot be read from the beginning again");
    landed();
  } else if (!untouched_) {
    input_->restart(token);
    open();
  }
  do {
    if (!next(token)) refuse("the video holds no key picture");
  } while (!isKey(*packet_));
  if (isHidden(*packet_)) refuse("the file begins in the middle of a group of pictures");
  atFirst_ = true;
}

bool CutSource::begin(const CutRun& run, const av::CancelToken& token) {
  const av::Input::Lease lease(*input_, token);
  parts_.reset();
  describe(token);
  const bool begins = !run.from || (atFirst_ && isAt(run.origin, *run.from));
  const bool continues = run.from && continuesAt(run.start) && isAt(run.origin, *run.from);
  const bool warm = begins ? atFirst_ : continues;
  if (begins) {
    toFirst(token);
  } else if (!warm) {
    land(run.origin, *run.from, token);
  }
  brokenBefore_ = input_->brokenPackets();
  return warm;
}

bool CutSource::read(const CutRun& run, const av::CancelToken& token, const WantingSink& sink) {
  const av::Input::Lease lease(*input_, token);
  for (;;) {
    const Ticks time = timeOf(run.origin);
    // A file that was cut off ends with what is whole.
    const bool torn = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
    if (parameters_.differ()) refuse("the video's parameter sets change");
    const bool wanted = torn || sink(*packet_, time);
    if (!step(run, token, torn)) return false;
    if (!wanted) return true;
  }
}

/// To the next packet of the run; false when it is over.
bool CutSource::step(const CutRun& run, const av::CancelToken& token, bool torn) {
  const bool more = next(token);
  const bool damaged = torn || input_->brokenPackets() > brokenBefore_;
  if (damaged && run.to) refuse("the video is damaged here");
  if (damaged) return false;
  if (more && !(run.to && isKey(*packet_))) return true;
  if (more && isAt(run.origin, *run.to)) {
    position_ = run.end;
    return false;
  }
  if (more && timeOf(run.origin) <= run.to->time) return true;
  if (run.to) refuse("a key picture of the index is not where it says");
  return false;
}

void CutSource::look(Ticks origin, const KeyFrame& key, const av::CancelToken& token,
                     const WantingSink& sink) {
  const av::Input::Lease lease(*input_, token);
  land(origin, key, token);
  while (sink(*packet_, timeOf(origin)) && next(token)) {
  }
}

bool CutSource::readAll(Ticks origin, const av::CancelToken& token, const Sink& sink) {
  const av::Input::Lease lease(*input_, token);
  describe(token);
  toFirst(token);
  const uint64_t broken = input_->brokenPackets();
  bool damaged = false;
  do {
    if (damaged) return false;
    damaged = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0 || input_->brokenPackets() > broken;
    if (parameters_.differ()) refuse("its parameter sets change");
    if (!damaged) sink(*packet_, timeOf(origin));
  } while (next(token));
  return true;
}

int64_t CutSource::place() const {
  return pictures_ ? packet_->pos : input_->placeInIndex(index_, packet_->pts);
}

std::unique_ptr<CutParts> CutSource::takeParts() { return std::move(parts_); }

void CutSource::leaveParts(std::unique_ptr<CutParts> parts) {
  parts_ = std::move(parts);
  leftAt_ = std::chrono::steady_clock::now();
}

bool CutSource::hasPart(const SegmentRequest& request) const {
  return parts_ && request.part && parts_->continues(request, *request.part);
}

bool CutSource::isFree() const {
  return !parts_ || std::chrono::steady_clock::now() - leftAt_ > kPatience;
}

size_t CutSource::memory() const {
  const size_t parts = parts_ ? parts_->memory() : 0;
  return input_->memory() + static_cast<size_t>(packet_->size) + parts;
}

/// To the key picture, wherever the seek lands before it.
void CutSource::land(Ticks origin, const KeyFrame& key, const av::CancelToken& token) {
  if (key.place >= 0 && pictures_) return landAtByte(origin, key, token);
  if (key.place >= 0) input_->addToIndex(index_, key.place, key.seek);
  input_->closeIndex(index_);
  for (Ticks back = 0; back < key.time || back == 0;
       back = back == 0 ? av::kTicksPerSecond : 2 * back) {
    const int64_t target =
        back == 0 ? key.seek : av::fromTicks(key.time - back + origin, stream_->time_base);
    if (!input_->seek(index_, target)) break;
    untouched_ = false;
    landed();
    if (advanceTo(origin, key, token)) return;
  }
  input_->restart(token);
  open();
  if (!advanceTo(origin, key, token)) refuse("a key picture of the index is not where it says");
}

void CutSource::landAtByte(Ticks origin, const KeyFrame& key, const av::CancelToken& token) {
  int64_t position = key.place;
  for (int64_t back = kStepBack;; back *= 4) {
    if (!input_->seekToByte(position)) break;
    landed();
    untouched_ = false;
    if (advanceTo(origin, key, token)) return;
    if (position == 0) break;
    position = std::max<int64_t>(0, position - back);
  }
  refuse("a key picture is not where it was");
}

bool CutSource::advanceTo(Ticks origin, const KeyFrame& key, const av::CancelToken& token) {
  while (next(token)) {
    // Where reading began within a picture its time belongs to what is left of it.
    const bool timed = av::toTicks(packet_->pts, stream_->time_base) != av::kNoTicks;
    if (!isKey(*packet_) || (pictures_ && !timed)) continue;
    if (isAt(origin, key)) return true;
    if (timeOf(origin) > key.time) return false;
  }
  return false;
}

void CutSource::landed() {
  if (pictures_) pictures_->reset(*stream_);
  if (shown_) shown_->reset();
}

bool CutSource::pull() {
  if (pictures_) return pictures_->next(*input_, packet_);
  return shown_ ? shown_->next(*input_, packet_) : input_->read(packet_);
}

/// The next packet of the stream, whose time is its own; false at the end.
bool CutSource::next(const av::CancelToken& token) {
  token.poll();
  untouched_ = false;
  atFirst_ = false;
  position_ = av::kNoTicks;
  av_packet_unref(packet_.get());
  const bool more = pull();
  if (more) parameters_.heed(*packet_, *stream_->codecpar);
  return more;
}

Ticks CutSource::timeOf(Ticks origin) const {
  const Ticks stamp = av::toTicks(packet_->pts, stream_->time_base);
  if (stamp == av::kNoTicks) refuse("the container does not say when each picture is shown");
  return stamp - origin;
}

bool CutSource::isAt(Ticks origin, const KeyFrame& key) const {
  const Ticks time = timeOf(origin);
  return time >= key.time - Stretch::kTolerance && time <= key.time + Stretch::kTolerance;
}

}  // namespace haema::engine

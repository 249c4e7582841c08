#include "engine/audio_packets.h"

#include <algorithm>
#include <utility>

namespace haema::engine {

namespace {

/// Sound may come a little behind the pictures of its time, by which the seek is made.
constexpr Ticks kBefore = av::kTicksPerSecond / 4;

constexpr Ticks kLongestPacket = 60 * av::kTicksPerSecond;

/// Damage may make headers of much; those of Vorbis are two, of a few kilobytes.
constexpr size_t kMostHeaders = 2;
constexpr size_t kMostHeaderBytes = 1 << 20;

/// Matroska's Cues and FLV's key frame list name pictures: seeking by another stream reads its way
/// there.
int seekStreamOf(const av::Input& input, const StreamClock& clock, int stream) {
  if (!input.isFormat("matroska") && !input.isFormat("flv")) return stream;
  const int other = clock.stream();
  const bool video = other >= 0 && input.stream(other)->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
  return video ? other : stream;
}

/// Whether libav knows how long packets of Ogg are, and so when those began that a page ends with.
bool isReckonedBack(AVCodecID codec) {
  return codec == AV_CODEC_ID_VORBIS || codec == AV_CODEC_ID_OPUS;
}

/// A container may claim centuries.
Ticks durationOf(const AVPacket* packet, AVRational base) {
  const Ticks duration = av::toTicks(packet->duration, base);
  return duration < 0 || duration > kLongestPacket ? 0 : duration;
}

}  // namespace

SampleClock::SampleClock(const AVStream* stream, Ticks origin, int rate)
    : base_(stream->time_base),
      rate_(rate),
      origin_(av_rescale_q(origin, av::kTickBase, {1, rate})) {}

std::optional<int64_t> SampleClock::sampleOf(int64_t stamp) const {
  if (av::toTicks(stamp, base_) == av::kNoTicks) return std::nullopt;
  return av_rescale_q(stamp, base_, {1, rate_}) - origin_;
}

AudioPackets::AudioPackets(std::unique_ptr<av::Input> input, int stream)
    : input_(std::move(input)),
      stream_(input_->stream(stream, AVMEDIA_TYPE_AUDIO)),
      clock_(*input_, stream),
      end_(*input_, stream),
      seekStream_(seekStreamOf(*input_, clock_, stream)),
      ogg_(input_->isFormat("ogg")),
      packet_(av::makePacket()) {
  select();
}

void AudioPackets::select() { input_->select(clock_.streams()); }

void AudioPackets::restart(const av::CancelToken& token) {
  if (untouched_) return;
  const int index = stream_->index;
  input_->restart(token);
  stream_ = input_->stream(index);
  parameters_.reset();
  select();
  untouched_ = true;
}

bool AudioPackets::seek(const Search& search, const av::CancelToken& token) {
  const Ticks time = search.time, until = search.until;
  constexpr Ticks kSecond = av::kTicksPerSecond;
  constexpr Ticks kFar = StreamClock::kInterleave;
  const bool known = silentFrom_ <= time - kFar && silentTo_ >= time;
  if (known && silentTo_ >= until + kFar) return false;
  const Ticks wanted = known ? silentTo_ : time;
  for (Ticks back = 0;;) {
    const bool rewinds = !seekTo(wanted - back, search, token);
    bool found = nextTimed(until, token);
    if (!rewinds && !landedEarly(time, found)) {
      const bool near = !found || av::toTicks(packet_->pts, stream_->time_base) < time + kSecond;
      back = near && back < kSecond ? kSecond : back < kFar ? kFar : 2 * back;
      av_packet_unref(packet_.get());
      continue;
    }
    while (found && !reaches(time)) {
      av_packet_unref(packet_.get());
      found = nextTimed(until, token);
    }
    return found;
  }
}

/// A page of Ogg tells where it ends. Where libav cannot reckon back from there it stamps the first
/// one behind a jump by what it was looking for.
bool AudioPackets::isMisstamped() {
  if (!page_ || packet_->stream_index != stream_->index) return false;
  if (*page_ < 0) page_ = packet_->pos;
  if (packet_->pos == *page_) return true;
  page_.reset();
  return false;
}

/// Of each of several Ogg files.
void AudioPackets::keepHeader() {
  const AVCodecID codec = stream_->codecpar->codec_id;
  if (!ogg_ || !av::isNeededHeader(*packet_, codec)) return;
  if (av::beginsLink(*packet_, codec)) headers_.clear();
  const size_t bytes = headerBytes() + static_cast<size_t>(packet_->size);
  if (headers_.size() >= kMostHeaders || bytes > kMostHeaderBytes) return;
  headers_.emplace_back(av::checkAllocated(av_packet_clone(packet_.get()), "packet"));
}

size_t AudioPackets::headerBytes() const {
  size_t bytes = 0;
  for (const av::PacketHandle& header : headers_) bytes += static_cast<size_t>(header->size);
  return bytes;
}

size_t AudioPackets::memory() const { return input_->memory() + seeker_.memory() + headerBytes(); }

/// False at the beginning of the file.
bool AudioPackets::seekTo(Ticks target, const Search& search, const av::CancelToken& token) {
  clock_.reset();
  headers_.clear();
  lastSound_ = av::kNoTicks;
  if (search.indexed) input_->closeIndex(seekStream_);
  const bool found = jump(target, search.start, token);
  if (!found) restart(token);
  page_.reset();
  if (found && ogg_ && !isReckonedBack(stream_->codecpar->codec_id)) page_ = -1;
  return found;
}

bool AudioPackets::jump(Ticks target, Ticks start, const av::CancelToken& token) {
  if (target <= start) return false;
  // What was read of one Ogg file would count for the times of another.
  if (input_->isJoined() && ogg_) restart(token);
  untouched_ = false;  // also by what is looked for in vain
  if (!ByteSeeker::suits(*input_)) {
    // Rounded down: a packet a little behind the target is none to land on.
    const AVRational base = input_->stream(seekStream_)->time_base;
    const int64_t stamp = av_rescale_q_rnd(target, av::kTickBase, base, AV_ROUND_DOWN);
    return input_->seek(seekStream_, stamp);
  }
  return target > start + ByteSeeker::kNear + kBefore &&
         seeker_.seek(*input_, target - kBefore, token);
}

bool AudioPackets::reaches(Ticks time) const {
  const Ticks duration = durationOf(packet_.get(), stream_->time_base);
  return av::toTicks(packet_->pts, stream_->time_base) + duration > time;
}

/// Whether no packet that reaches `time` lies before the place of the last seek. `found`: its first
/// packet is in packet_.
bool AudioPackets::landedEarly(Ticks time, bool found) const {
  const Ticks first = found ? av::toTicks(packet_->pts, stream_->time_base) : av::kNoTicks;
  // Where the seek is one by tables of the stream's own, it lands on the very packet.
  const bool exact = clock_.stream() < 0;
  if (found && first <= time && (exact || !reaches(time))) return true;
  if (clock_.landed() == av::kNoTicks) return false;
  // In a hole only the clock can tell, if the file is interleaved as it should be.
  const Ticks early = time - StreamClock::kInterleave;
  const bool silent = silentFrom_ <= early && clock_.landed() <= silentTo_;
  const bool ahead =
      found && clock_.now() != av::kNoTicks && first - clock_.now() > StreamClock::kInterleave;
  return !ahead && (clock_.landed() <= early || silent);
}

bool AudioPackets::advance(Ticks until, const av::CancelToken& token, int64_t bytes) {
  untouched_ = false;
  if (end_.isBehind(input_->position(), lastSound_, lastDuration_, until)) return false;
  const int64_t last = bytes < INT64_MAX ? input_->position() + bytes : bytes;
  while (input_->position() <= last && input_->read(packet_)) {
    token.poll();
    if (isMisstamped()) {
      av_packet_unref(packet_.get());
      continue;
    }
    const AVStream* stream = input_->stream(packet_->stream_index);
    const Ticks time = timeOf(packet_.get(), stream->time_base);
    if (ByteSeeker::suits(*input_)) seeker_.note(packet_.get(), time);
    if (clock_.note(packet_.get(), time)) {
      parameters_.heed(*packet_, *stream_->codecpar);
      keepHeader();
      lastSound_ = std::max(lastSound_, time);
      lastDuration_ = durationOf(packet_.get(), stream->time_base);
      return true;
    }
    av_packet_unref(packet_.get());
    if (clock_.now() > clock_.limitOf(until) || silentUntil(clock_.limitOf(until))) {
      learnSilence(clock_.now());
      return false;
    }
  }
  av_packet_unref(packet_.get());
  if (atEnd()) learnSilence(av::kForever);
  return false;
}

void AudioPackets::ensureUnchanged() const {
  if (!parameters_.differ()) return;
  throw av::Error(av::Code::kMediaInvalid, "the sound is coded otherwise from here on");
}

bool AudioPackets::nextTimed(Ticks until, const av::CancelToken& token, int64_t bytes) {
  while (advance(until, token, bytes)) {
    if (av::toTicks(packet_->pts, stream_->time_base) != av::kNoTicks) return true;
    av_packet_unref(packet_.get());
  }
  return false;
}

/// Of the bytes: a demuxer gives up where the file is damaged, too.
bool AudioPackets::atEnd() const { return input_->context()->pb->eof_reached != 0; }

/// Whether what the clock shows lies in a silence that is known to last until then.
bool AudioPackets::silentUntil(Ticks limit) const {
  return clock_.now() > silentFrom_ && clock_.now() <= silentTo_ && silentTo_ >= limit;
}

/// From behind the last packet on. `to`: kForever at the end of the file.
void AudioPackets::learnSilence(Ticks to) {
  // An AVI without an index is read through, with no clock; MP4 goes by its tables and ends early.
  const bool alone = clock_.stream() < 0 && input_->isFormat("avi");
  if (!alone && clock_.silentSince() == av::kNoTicks) return;
  // Sound may lead the pictures that the clock goes by.
  const Ticks from = std::max(clock_.silentSince(), lastSound_);
  if (from == av::kNoTicks || to <= from) return;
  const bool joins = from <= silentTo_ && to >= silentFrom_;
  silentFrom_ = joins ? std::min(silentFrom_, from) : from;
  silentTo_ = joins ? std::max(silentTo_, to) : to;
}

}  // namespace haema::engine

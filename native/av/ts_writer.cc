#include "av/ts_writer.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "av/error.h"
#include "av/nal.h"
#include "av/ts_sound.h"
#include "av/ts_tables.h"

namespace haema::av {

namespace {

constexpr size_t kBodySize = 184;      // of a packet, behind its header
constexpr size_t kClockFieldSize = 8;  // an adaptation field with a PCR
constexpr size_t kCounterCycle = 16;

constexpr uint16_t kVideoPid = 0x100;
constexpr uint16_t kAudioPid = 0x101;
constexpr uint16_t kPmtPid = 0x1000;
constexpr uint16_t kProgram = 1;
constexpr uint8_t kVideoStreamId = 0xe0;
constexpr uint8_t kH264 = 0x1b;
constexpr uint8_t kHevc = 0x24;

/// Tables are repeated 16 times (a counter's cycle) in each such stretch or part of one: every 0.5
/// s at least.
constexpr Ticks kTableCycle = 8 * kTicksPerSecond;
/// A clock sample is added where the next is farther away than this. Nothing is added in the margin
/// at a segment's end, nor for a first picture that comes less late: seams stay below 70 + 2 × 10
/// ms.
constexpr Ticks kClockStep = 70 * kTicksPerSecond / 1000;
constexpr Ticks kClockMargin = 10 * kTicksPerSecond / 1000;
/// Audio frames share a PES packet up to these limits: 6 frames at 48 kHz, 16 packets at most.
constexpr Ticks kAudioPesTicks = 140 * kTicksPerSecond / 1000;
constexpr size_t kAudioPesBytes = 16 * kBodySize - 24;
constexpr Ticks kMaxLength = 600 * kTicksPerSecond;

constexpr std::array<uint8_t, 6> kDelimiter{0, 0, 0, 1, 9, 0xf0};  // any slice type
constexpr size_t kPtsHeaderSize = 14;                              // of a PES packet with a PTS
constexpr size_t kStampSize = 5;
/// What a picture takes beside its bytes, with the sound of its time; more only costs a copy.
constexpr size_t kMostBeside = 1024;

uint64_t stamp(Ticks ticks) {
  return static_cast<uint64_t>(ticks + kTsOffset) & ((uint64_t{1} << 33) - 1);
}

bool hasVideo(const TsSegment& segment) {
  return segment.videoFormat || segment.copiedVideo != TsVideoCopy::kNone;
}

TsPacket pmtOf(const TsSegment& segment) {
  std::vector<TsStream> streams;
  const bool hevc = segment.copiedVideo == TsVideoCopy::kHevc;
  if (hasVideo(segment)) streams.push_back({kVideoPid, hevc ? kHevc : kH264, hevc ? "HEVC" : ""});
  const TsSound sound(segment);
  if (sound.exists()) streams.push_back(sound.stream(kAudioPid));
  return pmtPacket(kProgram, kPmtPid, hasVideo(segment) ? kVideoPid : kAudioPid, streams);
}

size_t naturalPackets(size_t pesSize, bool clock) {
  const size_t size = pesSize + (clock ? kClockFieldSize : 0);
  return (size + kBodySize - 1) / kBodySize;
}

/// What a PID lacks to a multiple of 16 packets. A PES packet can always take as many more: it has
/// at least 16 bytes, and each TS packet needs one.
size_t lackingPackets(size_t total) {
  return (kCounterCycle - total % kCounterCycle) % kCounterCycle;
}

/// Sound that stands in one PES packet.
struct SoundPes {
  Ticks time;
  size_t first, last;  ///< units [first, last)
  size_t packets;
};

std::vector<SoundPes> planSound(const TsSegment& segment) {
  std::vector<SoundPes> plan;
  const TsSound sound(segment);
  size_t last = 0, total = 0;
  for (size_t first = 0; first < sound.count(); first = last) {
    const Ticks limit = sound.time(first) + kAudioPesTicks;
    size_t size = kPtsHeaderSize;
    for (last = first; last < sound.count(); ++last) {
      sound.check(last);
      const size_t more = sound.size(last);
      const bool fits = size + more <= kAudioPesBytes && sound.end(last) <= limit;
      if (last > first && !(sound.follows(last) && fits)) break;
      size += more;
    }
    const size_t packets = naturalPackets(size, !hasVideo(segment));
    plan.push_back({.time = sound.time(first), .first = first, .last = last, .packets = packets});
    total += packets;
  }
  if (!plan.empty()) plan.back().packets += lackingPackets(total);
  return plan;
}

size_t tableRepeats(const TsSegment& segment) {
  const Ticks length = segment.end - segment.start;
  return kCounterCycle * static_cast<size_t>((length + kTableCycle - 1) / kTableCycle);
}

/// Clock samples are not to go beyond the next segment's first one, which its sound carries where
/// there are no pictures.
Ticks clockEnd(const TsSegment& segment) {
  const Ticks margin =
      hasVideo(segment) ? kClockMargin : std::max(kClockMargin, TsSound(segment).early());
  return segment.end - segment.decodeDelay - margin;
}

void check(const TsSegment& segment) {
  const bool sound = TsSound(segment).exists();
  require(hasVideo(segment) || sound, "a segment without tracks");
  require(segment.audioFormat || segment.audio.empty(), "sound without an audio track");
  require(segment.copiedAudio || segment.copiedUnits.empty(), "sound without an audio track");
  require(!segment.copiedAudio || !segment.audioFormat, "two audio tracks");
  require(!segment.videoFormat || segment.copiedVideo == TsVideoCopy::kNone, "two video tracks");
  require(segment.end > segment.start && segment.end - segment.start <= kMaxLength,
          "a segment of impossible length");
}

}  // namespace

/// All that stands in the segment has a place in time: clock samples, sound, and pictures, at their
/// decoding times. Each is written once nothing can come before it.
class TsWriter::Packets {
 public:
  explicit Packets(const TsSegment& segment)
      : segment_(segment),
        sound_(segment_),
        plan_(planSound(segment_)),
        repeats_(tableRepeats(segment_)),
        clockAt_(segment.start - segment.decodeDelay),
        pat_(patPacket(kProgram, kPmtPid)),
        pmt_(pmtOf(segment_)) {}

  void addPicture(const VideoUnit& unit, bool last) {
    require(hasVideo(segment_), "pictures without a video track");
    require(!unit.data.empty() && unit.dts <= unit.pts, "a coded picture breaks its contract");
    require(!lastDts_ || unit.dts > *lastDts_, "decoding times do not rise");
    lastDts_ = unit.dts;
    carryClock(unit.dts, unit.dts);
    writeTablesUpTo(unit.dts);
    makeVideoPes(unit);
    size_t packets = naturalPackets(pes_.size(), true);
    videoPackets_ += packets;
    if (last) packets += lackingPackets(videoPackets_);
    writePes(packets, kVideoPid, unit.dts, unit.idr);
  }

  void finish() {
    for (const bool alone = !hasVideo(segment_); alone && next_ < plan_.size();) {
      carryClock(plan_[next_].time, kBeginning);
      writeSound();
    }
    const Ticks end = clockEnd(segment_);
    writeUpTo(carried_ ? end : std::max(end, clockAt_ + 1), kForever);
    while (tables_ < repeats_) writeTables();
  }

  void reserve(size_t bytes) { out_.reserve(bytes); }
  size_t size() const { return out_.size(); }
  Bytes take() { return std::exchange(out_, {}); }

 private:
  /// Up to what carries a clock sample itself.
  void carryClock(Ticks time, Ticks soundBefore) {
    const bool near = !carried_ && time - clockAt_ <= kClockMargin;
    writeUpTo(near ? kBeginning : time, soundBefore);
    clockAt_ = time + kClockStep;
    carried_ = true;
  }

  void writeUpTo(Ticks clockBefore, Ticks soundBefore) {
    for (;;) {
      const bool clock = clockAt_ < clockBefore;
      const bool sound = next_ < plan_.size() && plan_[next_].time < soundBefore;
      if (!clock && !sound) return;
      if (clock && (!sound || clockAt_ <= plan_[next_].time)) {
        writeClock();
      } else {
        writeSound();
      }
    }
  }

  void writeClock() {
    writeTablesUpTo(clockAt_);
    writeHeader(hasVideo(segment_) ? kVideoPid : kAudioPid, false, true, false);
    writeField(kBodySize, clockAt_, false);
    clockAt_ += kClockStep;
  }

  void writeSound() {
    const SoundPes& sound = plan_[next_++];
    const bool clock = !hasVideo(segment_);
    writeTablesUpTo(sound.time);
    makeAudioPes(sound);
    writePes(sound.packets, kAudioPid, clock ? std::optional(sound.time) : std::nullopt, clock);
  }

  /// Evenly over the stretch; the first ones before all else.
  void writeTablesUpTo(Ticks time) {
    const Ticks length = segment_.end - segment_.start;
    const Ticks start = segment_.start - segment_.decodeDelay;
    const auto due = [&] {
      return start + static_cast<Ticks>(tables_) * length / static_cast<Ticks>(repeats_);
    };
    while (tables_ < repeats_ && (tables_ == 0 || due() <= time)) writeTables();
  }

  /// A packet's 4 bytes of header. Packets without payload repeat the counter (2.4.3.3).
  void writeHeader(uint16_t pid, bool begin, bool field, bool payload) {
    uint8_t& counter = pid == kVideoPid ? videoCounter_ : audioCounter_;
    const uint8_t count = payload ? counter++ : static_cast<uint8_t>(counter - 1);
    append({0x47, static_cast<uint8_t>((begin ? 0x40 : 0) | pid >> 8), static_cast<uint8_t>(pid),
            static_cast<uint8_t>((field ? 0x20 : 0) | (payload ? 0x10 : 0) | (count & 15))});
  }

  /// An adaptation field of exactly `size` bytes, its length byte included (2.4.3.4).
  void writeField(size_t size, std::optional<Ticks> clock, bool randomAccess) {
    const size_t end = out_.size() + size;
    out_.push_back(static_cast<uint8_t>(size - 1));
    if (size > 1) out_.push_back((randomAccess ? 0x40 : 0) | (clock ? 0x10 : 0));
    if (clock) {
      const uint64_t base = stamp(*clock - kTsClockLead);
      for (const int shift : {25, 17, 9, 1}) out_.push_back(static_cast<uint8_t>(base >> shift));
      append({static_cast<uint8_t>((base & 1) << 7 | 0x7e), 0});  // the 27 MHz extension is 0
    }
    out_.resize(end, 0xff);
  }

  void writeTables() {
    for (TsPacket* table : {&pat_, &pmt_}) {
      (*table)[3] = static_cast<uint8_t>(0x10 | (tables_ & 15));
      out_.insert(out_.end(), table->begin(), table->end());
    }
    ++tables_;
  }

  /// Splits pes_ over so many packets: they are filled as far as each later one keeps a byte.
  void writePes(size_t packets, uint16_t pid, std::optional<Ticks> clock, bool randomAccess) {
    size_t done = 0;
    for (size_t left = packets; left-- > 0;) {
      const bool begin = done == 0;
      const size_t fixed = begin && clock ? kClockFieldSize : 0;
      const size_t take = std::min(kBodySize - fixed, pes_.size() - done - left);
      const size_t field = kBodySize - take;
      writeHeader(pid, begin, field > 0, true);
      if (field > 0)
        writeField(field, begin ? clock : std::nullopt, begin && clock && randomAccess);
      append(std::span(pes_).subspan(done, take));
      done += take;
    }
  }

  void makeVideoPes(const VideoUnit& unit) {
    startPes(kVideoStreamId, unit.pts, unit.dts);  // length 0: up to the next start
    if (segment_.videoFormat) pes_.insert(pes_.end(), kDelimiter.begin(), kDelimiter.end());
    if (segment_.videoFormat && unit.idr) {
      appendAnnexB(pes_, segment_.videoFormat->sps);
      appendAnnexB(pes_, segment_.videoFormat->pps);
    }
    pes_.insert(pes_.end(), unit.data.begin(), unit.data.end());
  }

  void makeAudioPes(const SoundPes& sound) {
    startPes(sound_.streamId(), sound.time, sound.time);
    for (size_t i = sound.first; i < sound.last; ++i) sound_.appendTo(pes_, i);
    const size_t length = pes_.size() - 6;
    require(length <= 0xffff, "a coded audio frame is too long");
    pes_[4] = static_cast<uint8_t>(length >> 8);
    pes_[5] = static_cast<uint8_t>(length);
  }

  /// The header of a PES packet with data_alignment_indicator (2.4.3.6).
  void startPes(uint8_t streamId, Ticks pts, Ticks dts) {
    const bool both = pts != dts;
    pes_.assign({0, 0, 1, streamId, 0, 0, 0x84, static_cast<uint8_t>(both ? 0xc0 : 0x80),
                 static_cast<uint8_t>(both ? 2 * kStampSize : kStampSize)});
    appendStamp(both ? 3 : 2, stamp(pts));
    if (both) appendStamp(1, stamp(dts));
  }

  void appendStamp(unsigned prefix, uint64_t value) {
    pes_.push_back(static_cast<uint8_t>(prefix << 4 | (value >> 30 & 7) << 1 | 1));
    pes_.push_back(static_cast<uint8_t>(value >> 22));
    pes_.push_back(static_cast<uint8_t>(value >> 14 | 1));
    pes_.push_back(static_cast<uint8_t>(value >> 7));
    pes_.push_back(static_cast<uint8_t>(value << 1 | 1));
  }

  void append(std::span<const uint8_t> bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }
  void append(std::initializer_list<uint8_t> bytes) { out_.insert(out_.end(), bytes); }

  TsSegment segment_;
  TsSound sound_;
  std::vector<SoundPes> plan_;
  size_t next_ = 0;  // of these
  size_t repeats_;
  size_t tables_ = 0;  // written, of these
  Ticks clockAt_;      // of the next sample that is on its own
  bool carried_ = false;
  std::optional<Ticks> lastDts_;
  size_t videoPackets_ = 0;
  TsPacket pat_;
  TsPacket pmt_;
  uint8_t videoCounter_ = 0;
  uint8_t audioCounter_ = 0;
  Bytes pes_;  // reused
  Bytes out_;
};

TsWriter::TsWriter(const TsSegment& segment) {
  check(segment);
  packets_ = std::make_unique<Packets>(segment);
}
TsWriter::~TsWriter() = default;

void TsWriter::add(const VideoUnit& unit, bool last) { packets_->addPicture(unit, last); }
void TsWriter::finish() { packets_->finish(); }
void TsWriter::reserve(size_t bytes, size_t pictures) {
  packets_->reserve(bytes + bytes / 32 + pictures * kMostBeside);
}
size_t TsWriter::size() const { return packets_->size(); }
Bytes TsWriter::take() { return packets_->take(); }

Bytes writeTs(const TsSegment& segment, std::span<const VideoUnit> video) {
  TsWriter writer(segment);
  size_t size = 0;
  for (const VideoUnit& unit : video) size += unit.data.size();
  writer.reserve(size, video.size());
  for (const VideoUnit& unit : video) writer.add(unit, &unit == &video.back());
  writer.finish();
  return writer.take();
}

}  // namespace haema::av

#include "av/ts_writer.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
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
constexpr size_t kStartCodeSize = 4;
constexpr size_t kPtsHeaderSize = 14;  // of a PES packet with a PTS; a DTS takes 5 more
constexpr size_t kStampSize = 5;

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

enum class Kind : uint8_t { kClock, kVideo, kAudio };

/// What stands in the segment at one time: a clock sample or one PES packet.
struct Event {
  Ticks time;  ///< its place: the clock runs kTsClockLead before it
  Kind kind;
  size_t first = 0;  ///< units [first, last) of the track
  size_t last = 0;
  size_t packets = 0;
  bool clock = false;
};

size_t naturalPackets(size_t pesSize, bool clock) {
  const size_t size = pesSize + (clock ? kClockFieldSize : 0);
  return (size + kBodySize - 1) / kBodySize;
}

size_t pesSize(const TsSegment& segment, const Event& event) {
  size_t size = kPtsHeaderSize;
  if (event.kind == Kind::kVideo) {
    const VideoUnit& unit = segment.video[event.first];
    if (unit.pts != unit.dts) size += kStampSize;
    if (!segment.videoFormat) return size + unit.data.size();
    const VideoFormat& format = *segment.videoFormat;
    if (unit.idr) size += 2 * kStartCodeSize + format.sps.size() + format.pps.size();
    return size + kDelimiter.size() + unit.data.size();
  }
  const TsSound sound(segment);
  for (size_t i = event.first; i < event.last; ++i) size += sound.size(i);
  return size;
}

std::vector<Event> videoEvents(const TsSegment& segment) {
  std::vector<Event> events;
  events.reserve(segment.video.size());
  for (size_t i = 0; i < segment.video.size(); ++i) {
    const VideoUnit& unit = segment.video[i];
    require(!unit.data.empty() && unit.dts <= unit.pts, "a coded picture breaks its contract");
    require(i == 0 || unit.dts > segment.video[i - 1].dts, "decoding times do not rise");
    events.push_back({.time = unit.dts, .kind = Kind::kVideo, .first = i, .last = i + 1});
  }
  return events;
}

std::vector<Event> audioEvents(const TsSegment& segment) {
  std::vector<Event> events;
  const TsSound sound(segment);
  size_t last = 0;
  for (size_t first = 0; first < sound.count(); first = last) {
    const Ticks limit = sound.time(first) + kAudioPesTicks;
    size_t size = kPtsHeaderSize;
    for (last = first; last < sound.count(); ++last) {
      sound.check(last);
      size += sound.size(last);
      if (last == first) continue;
      if (!sound.follows(last) || size > kAudioPesBytes || sound.end(last) > limit) break;
    }
    events.push_back(
        {.time = sound.time(first), .kind = Kind::kAudio, .first = first, .last = last});
  }
  return events;
}

/// Clock samples of their own, wherever those of `carriers` (in order) leave a gap in the stretch.
/// The stretches of a rendition tile, also on the decoding timeline: clock samples rise over seams.
std::vector<Event> clockEvents(const TsSegment& segment, const std::vector<Event>& carriers) {
  std::vector<Event> events;
  const Ticks start = segment.start - segment.decodeDelay;
  // Clock samples are not to go beyond the next segment's first one, which its sound carries where
  // there are no pictures.
  const Ticks margin =
      hasVideo(segment) ? kClockMargin : std::max(kClockMargin, TsSound(segment).early());
  const Ticks end = segment.end - segment.decodeDelay - margin;
  Ticks cursor = start;
  if (carriers.empty() || carriers[0].time - start > kClockMargin) {
    events.push_back({.time = start, .kind = Kind::kClock});
  } else {
    cursor = carriers[0].time;
  }
  const auto fillUpTo = [&](Ticks next) {
    for (cursor += kClockStep; cursor < next; cursor += kClockStep) {
      events.push_back({.time = cursor, .kind = Kind::kClock});
    }
    cursor = next;
  };
  for (const Event& carrier : carriers) fillUpTo(carrier.time);
  fillUpTo(end);
  return events;
}

/// Sets every PES packet's count of TS packets; the last one takes what its PID lacks to a multiple
/// of 16. It always can: a PES packet has at least 16 bytes, and each TS packet needs one.
void countPackets(const TsSegment& segment, std::vector<Event>& events) {
  size_t total = 0;
  for (Event& event : events) {
    event.packets = naturalPackets(pesSize(segment, event), event.clock);
    total += event.packets;
  }
  if (!events.empty())
    events.back().packets += (kCounterCycle - total % kCounterCycle) % kCounterCycle;
}

size_t tableRepeats(const TsSegment& segment) {
  const Ticks length = segment.end - segment.start;
  return kCounterCycle * static_cast<size_t>((length + kTableCycle - 1) / kTableCycle);
}

std::vector<Event> plan(const TsSegment& segment) {
  std::vector<Event> video = videoEvents(segment);
  std::vector<Event> audio = audioEvents(segment);
  std::vector<Event>& carriers = hasVideo(segment) ? video : audio;
  for (Event& carrier : carriers) carrier.clock = true;
  std::vector<Event> events = clockEvents(segment, carriers);
  countPackets(segment, video);
  countPackets(segment, audio);
  events.insert(events.end(), video.begin(), video.end());
  events.insert(events.end(), audio.begin(), audio.end());
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.time < b.time; });
  return events;
}

class Writer {
 public:
  explicit Writer(const TsSegment& segment)
      : segment_(segment),
        sound_(segment),
        pat_(patPacket(kProgram, kPmtPid)),
        pmt_(pmtOf(segment)) {}

  Bytes run() {
    const std::vector<Event> events = plan(segment_);
    const size_t repeats = tableRepeats(segment_);
    size_t packets = 2 * repeats;
    for (const Event& event : events) packets += event.kind == Kind::kClock ? 1 : event.packets;
    out_.reserve(packets * kTsPacketSize);

    size_t tables = 0;
    for (size_t i = 0; i < events.size(); ++i) {
      for (; tables < repeats && tables * events.size() / repeats == i; ++tables) writeTables();
      writeEvent(events[i]);
    }
    for (; tables < repeats; ++tables) writeTables();
    return std::move(out_);
  }

 private:
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
      (*table)[3] = static_cast<uint8_t>(0x10 | (tableCounter_ & 15));
      out_.insert(out_.end(), table->begin(), table->end());
    }
    ++tableCounter_;
  }

  void writeEvent(const Event& event) {
    switch (event.kind) {
      case Kind::kClock:
        writeHeader(hasVideo(segment_) ? kVideoPid : kAudioPid, false, true, false);
        writeField(kBodySize, event.time, false);
        break;
      case Kind::kVideo:
        makeVideoPes(segment_.video[event.first]);
        writePes(event, kVideoPid, segment_.video[event.first].idr);
        break;
      case Kind::kAudio:
        makeAudioPes(event);
        writePes(event, kAudioPid, event.clock);
        break;
    }
  }

  /// Splits pes_ over the event's packets: they are filled as far as each later one keeps a byte.
  void writePes(const Event& event, uint16_t pid, bool randomAccess) {
    size_t done = 0;
    for (size_t left = event.packets; left-- > 0;) {
      const bool begin = done == 0;
      const size_t fixed = begin && event.clock ? kClockFieldSize : 0;
      const size_t take = std::min(kBodySize - fixed, pes_.size() - done - left);
      const size_t field = kBodySize - take;
      writeHeader(pid, begin, field > 0, true);
      if (field > 0) {
        const bool clock = begin && event.clock;
        writeField(field, clock ? std::optional(event.time) : std::nullopt, clock && randomAccess);
      }
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

  void makeAudioPes(const Event& event) {
    startPes(sound_.streamId(), event.time, event.time);
    for (size_t i = event.first; i < event.last; ++i) sound_.appendTo(pes_, i);
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

  const TsSegment& segment_;
  TsSound sound_;
  TsPacket pat_;
  TsPacket pmt_;
  uint8_t tableCounter_ = 0;
  uint8_t videoCounter_ = 0;
  uint8_t audioCounter_ = 0;
  Bytes pes_;  // reused
  Bytes out_;
};

}  // namespace

Bytes writeTs(const TsSegment& segment) {
  const bool sound = TsSound(segment).exists();
  require(hasVideo(segment) || sound, "a segment without tracks");
  require(hasVideo(segment) || segment.video.empty(), "pictures without a video track");
  require(segment.audioFormat || segment.audio.empty(), "sound without an audio track");
  require(segment.copiedAudio || segment.copiedUnits.empty(), "sound without an audio track");
  require(!segment.copiedAudio || !segment.audioFormat, "two audio tracks");
  require(!segment.videoFormat || segment.copiedVideo == TsVideoCopy::kNone, "two video tracks");
  require(segment.end > segment.start && segment.end - segment.start <= kMaxLength,
          "a segment of impossible length");
  return Writer(segment).run();
}

}  // namespace haema::av

#include "engine/audio_copy.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>

#include "engine/audio_timeline.h"
#include "engine/source_lease.h"

namespace haema::engine {

namespace {

/// Read before the wanted frames, whose places are the better known the more stamps tell of them.
constexpr Ticks kPreRoll = av::kTicksPerSecond;
/// More than any sound has in a segment.
constexpr size_t kMostBytes = size_t{128} << 20;
/// For the first packet: a stream may be announced that has none, in a file of any size.
constexpr int64_t kSearched = int64_t{64} << 20;
constexpr int64_t kLongestHole = 600;  // seconds
constexpr int64_t kOpusUnit = 120;     // 2.5 ms, the shortest frame

struct Found {
  av::AudioCopyUnit unit;  // `sample`: as stamped, then where it is placed
  bool reaches(int64_t boundary) const { return 4 * (boundary - unit.sample) <= unit.samples; }
};

/// The first of two neighbours that reach the boundary: a single damaged stamp is none.
size_t indexOf(const std::vector<Found>& found, int64_t boundary) {
  for (size_t i = 0; i < found.size(); ++i) {
    const bool last = i + 1 == found.size();
    if (found[i].reaches(boundary) && (last || found[i + 1].reaches(boundary))) return i;
  }
  return found.size();
}

bool passed(const std::vector<Found>& found, int64_t boundary) {
  const size_t count = found.size();
  return count >= 2 && found[count - 1].reaches(boundary) && found[count - 2].reaches(boundary);
}

/// The end of the run of frames without a gap that begins at `first`; where each of its stamps says
/// that it begins comes out in `begins`.
size_t endOfRun(const std::vector<Found>& found, size_t first, int tick,
                std::vector<int64_t>& begins) {
  begins.assign({found[first].unit.sample});
  int64_t length = found[first].unit.samples;
  const auto isGap = [&](size_t i, int64_t expected) {
    // One lost frame is a gap, or what is behind it would come too early.
    const int64_t shift = found[i].unit.sample - expected;
    return 4 * std::llabs(shift) > (shift > 0 ? 3 : 6) * std::max(found[i].unit.samples, 2 * tick);
  };
  size_t i = first + 1;
  for (; i < found.size(); length += found[i++].unit.samples) {
    const int64_t expected = begins.back() + length;
    if (!isGap(i, expected)) {
      begins.push_back(found[i].unit.sample - length);
      continue;
    }
    // One damaged stamp between good ones is no gap.
    const bool goesOn = i + 1 < found.size() && !isGap(i + 1, expected + found[i].unit.samples);
    if (!goesOn) break;
  }
  return i;
}

void place(std::vector<Found>& found, const FrameLattice& lattice) {
  std::vector<int64_t> begins;
  for (size_t first = 0; first < found.size();) {
    const size_t end = endOfRun(found, first, static_cast<int>(lattice.tick), begins);
    int64_t sample = lattice.place(begins);
    for (; first < end; ++first) {
      found[first].unit.sample = sample;
      sample += found[first].unit.samples;
    }
  }
}

/// What is placed on top of the frame before is left out: it was heard already.
std::vector<av::AudioCopyUnit> inOrder(std::span<Found> found, const AudioCopyStretch& stretch,
                                       int sampleRate) {
  std::vector<av::AudioCopyUnit> units;
  units.reserve(found.size());
  // Stamps may be rounded to milliseconds.
  const int64_t early = -sampleRate / 1000;
  for (Found& each : found) {
    av::AudioCopyUnit& unit = each.unit;
    const bool heard = unit.sample + unit.samples > 0;
    if (stretch.first && (!heard || (stretch.fromZero && unit.sample < early))) continue;
    if (!units.empty()) {
      const int64_t end = units.back().sample + units.back().samples;
      if (unit.sample - end > kLongestHole * sampleRate) {
        throw av::Error(av::Code::kMediaInvalid, "the sound has a hole of over ten minutes");
      }
      if (2 * (end - unit.sample) > units.back().samples) continue;
    }
    units.push_back(std::move(unit));
  }
  return units;
}

int64_t unitOf(const av::AudioCopyFormat& format) {
  if (format.frameSamples > 0) return format.frameSamples;
  return format.codec == av::AudioCopyCodec::kOpus ? kOpusUnit : 1;
}

std::span<const uint8_t> bytesOf(const av::PacketHandle& packet) {
  return {packet->data, static_cast<size_t>(packet->size)};
}

}  // namespace

AudioCopySource::AudioCopySource(std::unique_ptr<av::Input> input, const AudioCopySpec& spec,
                                 const av::CancelToken& token)
    : packets_(std::move(input), spec.stream), spec_(spec) {
  const av::Input::Lease lease(packets_.input(), token);
  if (!packets_.nextTimed(av::kForever, token, kSearched)) {
    throw av::Error(av::Code::kMediaInvalid, "the stream of sound is empty, or begins late");
  }
  const av::PacketTurn turn(packets_.packet());
  anchor_ = packets_.packet()->pts;
  format_ = av::audioCopyFormat(*packets_.stream(), bytesOf(packets_.packet()));
}

std::vector<av::AudioCopyUnit> AudioCopySource::read(const AudioCopyStretch& stretch,
                                                     const av::CancelToken& token) {
  const av::Input::Lease lease(packets_.input(), token);
  const SampleClock clock(packets_.stream(), spec_.origin, format_.sampleRate);
  const AVRational rate{1, format_.sampleRate};
  const Ticks begin = av::toTicks(anchor_, packets_.stream()->time_base);
  const int64_t from = av::fromTicks(stretch.start, rate);
  const int64_t to = av::fromTicks(stretch.end, rate);
  const Ticks until = stretch.last ? av::kForever : clock.timeOf(to);
  const AudioPackets::Search search{.time = (stretch.first ? begin : clock.timeOf(from)) - kPreRoll,
                                    .until = until,
                                    .start = begin,
                                    .indexed = stretch.indexed};

  std::vector<Found> found;
  size_t bytes = 0;
  for (bool more = packets_.seek(search, token); more; more = packets_.next(until, token)) {
    const av::PacketTurn turn(packets_.packet());
    packets_.ensureUnchanged();
    const auto frame = av::audioCopyFrame(format_, bytesOf(packets_.packet()));
    if (!frame) continue;
    const auto stamp = clock.sampleOf(packets_.packet()->pts);
    if (!stamp && found.empty()) continue;
    const int64_t sample = stamp ? *stamp : found.back().unit.sample + found.back().unit.samples;
    found.push_back({{.data = {frame->data.begin(), frame->data.end()},
                      .sample = sample,
                      .samples = frame->samples}});
    bytes += frame->data.size();
    if (bytes > kMostBytes) throw av::Error(av::Code::kMediaInvalid, "too much sound at one time");
    if (!stretch.last && passed(found, to)) break;
  }
  const size_t first = stretch.first ? 0 : indexOf(found, from);
  const size_t end = stretch.last ? found.size() : indexOf(found, to);
  place(found, {.anchor = clock.sampleOf(anchor_).value_or(0),
                .unit = unitOf(format_),
                .tick = clock.tick()});
  if (first >= end) return {};
  return inOrder(std::span(found).subspan(first, end - first), stretch, format_.sampleRate);
}

AudioCopyTrack copyAudio(const SegmentRequest& request, const AudioCopySpec& spec, SourcePool& pool,
                         const av::CancelToken& token, SegmentStats& stats) {
  SourceLease<AudioCopySource> source(pool, request, spec, token, stats);
  const Stopwatch watch;
  const bool fromZero = request.container == Container::kFmp4;
  AudioCopyTrack track{source->format(), source->read({.start = request.start,
                                                       .end = request.end,
                                                       .first = request.first,
                                                       .last = request.last,
                                                       .indexed = request.isIndexed(),
                                                       .fromZero = fromZero},
                                                      token)};
  source.release();
  stats.audioFrames = static_cast<int64_t>(track.units.size());
  stats.audioUs = watch.microseconds();
  return track;
}

}  // namespace haema::engine

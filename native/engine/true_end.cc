#include "engine/true_end.h"

#include <algorithm>
#include <memory>

#include "av/input.h"
#include "av/matroska.h"

namespace haema::engine {

namespace {

constexpr int64_t kScanBelow = 16 << 20;  // bytes
constexpr int64_t kFirstTail = 4 << 20;
constexpr int64_t kLastTail = 64 << 20;
constexpr int64_t kTailGrowth = 4;

/// How far the length that a tail shows may lie above what its own bit rate makes of the file's
/// size.
constexpr Ticks kRateTolerance = 30;
constexpr Ticks kRateGrace = 600 * av::kTicksPerSecond;

/// The span of time that a reading covered.
struct Measured {
  Ticks begin = av::kForever;
  Ticks end = av::kNoTicks;
  bool everyStream = true;
  bool found() const { return end != av::kNoTicks; }
};

Ticks nominalDuration(const AVStream* stream) {
  const AVCodecParameters* p = stream->codecpar;
  if (p->codec_type == AVMEDIA_TYPE_AUDIO) {
    return p->frame_size > 0 && p->sample_rate > 0
               ? av::toTicks(int64_t{p->frame_size}, AVRational{1, p->sample_rate})
               : 0;
  }
  for (const AVRational rate : {stream->avg_frame_rate, stream->r_frame_rate}) {
    if (rate.num > 0 && rate.den > 0) return av::toTicks(int64_t{1}, av_inv_q(rate));
  }
  return 0;
}

/// False at the end, and where the container is too damaged to go on: what came before it stands.
bool readPacket(av::Input& input, av::PacketHandle& packet) {
  try {
    return input.read(packet);
  } catch (const av::Error& error) {
    if (error.code() != av::Code::kMediaInvalid) throw;
    return false;
  }
}

/// Reads from where the input stands to its end.
Measured readToEnd(av::Input& input, std::span<const int> streams, const av::CancelToken& token) {
  const AVFormatContext* context = input.context();
  std::vector<std::optional<StreamEnd>> ends(context->nb_streams);
  for (const int index : streams) {
    ends[static_cast<size_t>(index)].emplace(nominalDuration(input.stream(index)));
  }
  av::PacketHandle packet = av::makePacket();
  while (readPacket(input, packet)) {
    const av::PacketTurn turn(packet);
    token.poll();
    const auto index = static_cast<size_t>(packet->stream_index);
    if (index >= ends.size() || !ends[index]) continue;  // TS may find streams late
    if (packet->flags & AV_PKT_FLAG_DISCARD) continue;
    const AVRational base = context->streams[index]->time_base;
    const int64_t time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    ends[index]->add(av::toTicks(time, base), av::toTicks(packet->duration, base));
  }
  Measured measured;
  for (const int index : streams) {
    const StreamEnd& end = *ends[static_cast<size_t>(index)];
    measured.everyStream = measured.everyStream && !end.empty();
    if (end.empty()) continue;
    measured.begin = std::min(measured.begin, end.begin());
    measured.end = std::max(measured.end, end.end());
  }
  return measured;
}

Measured readMatroskaTail(av::Input& input, std::span<const int> streams, int64_t tail,
                          const av::CancelToken& token) {
  const auto bytes = av::readMatroskaTail(input.reader(), static_cast<uint64_t>(input.size()),
                                          static_cast<uint64_t>(tail), token);
  if (!bytes) return {};
  try {
    const auto part = av::Input::open(*bytes, token);
    const av::Input::Lease lease(*part, token);
    for (const int index : streams) part->stream(index);  // the same tracks, or an Error
    part->select(streams);
    return readToEnd(*part, streams, token);
  } catch (const av::Error& error) {
    const bool damaged =
        error.code() == av::Code::kMediaInvalid || error.code() == av::Code::kBadRequest;
    if (!damaged) throw;
    return {};
  }
}

Measured readByteTail(av::Input& input, std::span<const int> streams, int64_t tail,
                      const av::CancelToken& token) {
  if (!input.seekToByte(input.size() - tail)) return {};
  return readToEnd(input, streams, token);
}

Ticks startOfFile(const av::Input& input, std::span<const int> streams) {
  Ticks start = av::kForever;
  for (const int index : streams) {
    const AVStream* stream = input.stream(index);
    const Ticks own = av::toTicks(stream->start_time, stream->time_base);
    if (own != av::kNoTicks) start = std::min(start, own);
  }
  return start == av::kForever ? 0 : start;
}

/// Whether the tail may belong to the clock that the file begins with.
bool plausible(const Measured& measured, Ticks start, int64_t size, int64_t tail) {
  if (measured.end <= start) return false;
  const Ticks span = std::max<Ticks>(measured.end - measured.begin, 0);
  const Ticks ofTail = av_rescale(measured.end - start - kRateGrace, tail, size);
  return ofTail <= kRateTolerance * span;
}

/// Grows the tail until every stream shows in it: where one ends early, the others' end still
/// counts.
std::optional<Ticks> measureTail(av::Input& input, std::span<const int> streams,
                                 const av::CancelToken& token) {
  const auto readTail = input.isFormat("matroska") ? &readMatroskaTail : &readByteTail;
  const Ticks start = startOfFile(input, streams);
  std::optional<Ticks> end;
  for (int64_t tail = kFirstTail; tail <= kLastTail && tail < input.size(); tail *= kTailGrowth) {
    const Measured measured = readTail(input, streams, tail, token);
    if (!measured.found() || !plausible(measured, start, input.size(), tail)) continue;
    end = measured.end;
    if (measured.everyStream) break;
  }
  return end;
}

/// Measured with libav 5.1: these find their way after a jump by bytes and carry absolute times.
/// Of the others AVI, MP3 and ADTS count frames, MP4 needs its tables, FLV finds no tag any more,
/// and NUT goes on from where it had been.
bool survivesJump(const av::Input& input) {
  for (const char* name : {"matroska", "mpegts", "mpeg", "asf", "ogg"}) {
    if (input.isFormat(name)) return true;
  }
  return false;
}

}  // namespace

Ticks StreamEnd::Island::reach() const { return std::max(kNear, 20 * ((last - first) / packets)); }

StreamEnd::Island* StreamEnd::islandOf(Ticks time) {
  for (size_t i = islands_.size(); i-- > 0;) {  // the newest is nearly always the one
    Island& island = islands_[i];
    if (time >= island.first - island.reach() && time <= island.last + island.reach()) {
      return &island;
    }
  }
  return nullptr;
}

void StreamEnd::add(Ticks time, Ticks duration) {
  if (!av::isTime(time)) return;
  if (duration <= 0 || duration > kNear) duration = std::clamp<Ticks>(nominal_, 0, kNear);
  ++packets_;
  if (Island* island = islandOf(time)) {
    ++island->packets;
    island->first = std::min(island->first, time);
    island->last = std::max(island->last, time);
    island->end = std::max(island->end, time + duration);
    return;
  }
  if (islands_.size() >= kMaxIslands) {
    islands_.erase(std::ranges::min_element(islands_, {}, &Island::packets));
  }
  islands_.push_back({time, time, time + duration, 1});
}

std::vector<StreamEnd::Island> StreamEnd::credible() const {
  std::vector<Island> islands;
  int64_t most = 0;
  for (const Island& island : islands_) most = std::max(most, island.packets);
  for (const Island& island : islands_) {
    if (island.packets >= std::min(kFewPackets, most)) islands.push_back(island);
  }
  std::ranges::sort(islands, {}, &Island::first);
  return islands;
}

Ticks StreamEnd::begin() const {
  const std::vector<Island> islands = credible();
  return islands.empty() ? av::kNoTicks : islands.front().first;
}

Ticks StreamEnd::end() const {
  const std::vector<Island> islands = credible();
  if (islands.empty()) return av::kNoTicks;
  Ticks content = 0;
  for (const Island& island : islands) content += island.end - island.first;
  Ticks end = islands.front().end;
  for (const Island& island : islands) {
    if (island.first - end > std::max(kHole, content)) break;
    end = std::max(end, island.end);
  }
  return end;
}

std::optional<Ticks> measureEnd(av::File file, std::span<const int> streams,
                                const av::CancelToken& token, bool& scanned) {
  scanned = false;
  if (streams.empty()) return std::nullopt;
  const auto input = av::Input::open(std::move(file), av::Analysis::kFull, token);
  const av::Input::Lease lease(*input, token);
  for (const int index : streams) input->stream(index);  // each must be there
  input->select(streams);
  if (input->size() > kScanBelow && survivesJump(*input)) {
    if (const auto end = measureTail(*input, streams, token)) return end;
    input->restart(token);
    input->select(streams);
  }
  scanned = true;
  const Measured measured = readToEnd(*input, streams, token);
  return measured.found() ? std::optional(measured.end) : std::nullopt;
}

std::optional<Ticks> measureLastBytes(av::Input& input, std::span<const int> streams,
                                      const av::CancelToken& token) {
  const av::Input::Lease lease(input, token);
  input.select(streams);
  const int64_t tail = std::min(kFirstTail, input.size());
  const Measured measured = readByteTail(input, streams, tail, token);
  const bool counts =
      measured.found() && plausible(measured, startOfFile(input, streams), input.size(), tail);
  return counts ? std::optional(measured.end) : std::nullopt;
}

}  // namespace haema::engine

#include "engine/time_pieces.h"

extern "C" {
#include <libavutil/intreadwrite.h>
}

#include <algorithm>
#include <utility>

#include "engine/byte_seeker.h"

namespace haema::engine {

namespace {

/// Stamps may jitter, and those of pictures stand in the order of decoding.
constexpr Ticks kFall = av::kTicksPerSecond / 2;
constexpr Ticks kLeap = 10 * av::kTicksPerSecond;
/// A picture is shown no further from its decoding; else its stamp is damaged.
constexpr Ticks kReorder = 10 * av::kTicksPerSecond;
/// Packets that make a piece of what else would be damage.
constexpr int kPacketsOfAPiece = 8;
/// More, and the streams only tell different times.
constexpr int kMostStragglers = 2'000;
constexpr size_t kMostPieces = 4'000;

/// Files below are read through.
constexpr int64_t kScanBelow = 16 << 20;
constexpr int kLooks = 16;
/// What stands before a film, with times of its own, is rarely shorter than half a minute of it.
constexpr int kMostHalvings = 4;
constexpr int kStampsOfALook = 4;
/// Of a look, in bytes.
constexpr int64_t kFarthestLook = 1 << 20;
/// How much longer than most a stretch between two looks may last.
constexpr Ticks kUneven = 4;

bool mayJump(const av::Input& input) { return ByteSeeker::suits(input) || input.isFormat("ogg"); }

/// The least of the first few stamps behind a position, since a damaged one is none; kNoTicks where
/// there are none.
Ticks lookAt(av::Input& input, int64_t position, const av::CancelToken& token) {
  if (!input.seekToByte(position)) return av::kNoTicks;
  Ticks least = av::kForever;
  av::PacketHandle packet = av::makePacket();
  for (int found = 0; found < kStampsOfALook;) {
    if (input.position() > position + kFarthestLook || !input.read(packet)) break;
    const av::PacketTurn turn(packet);
    token.poll();
    const Ticks time = timeOf(packet.get(), input.stream(packet->stream_index)->time_base);
    if (time == av::kNoTicks) continue;
    least = std::min(least, time);
    ++found;
  }
  return least == av::kForever ? av::kNoTicks : least;
}

struct Look {
  int64_t position;
  bool even;  ///< as far from others of its kind as these from each other
};

/// Evenly, and nearer and nearer to the beginning: between two looks of which one lies twice as far
/// behind it as the other no piece can hide that is as long as the way to the first.
std::vector<Look> placesToLook(int64_t size) {
  const int64_t step = size / kLooks;
  std::vector<Look> places{{0, true}};
  for (int halvings = kMostHalvings; halvings > 0; --halvings) {
    if (step >> halvings >= kFarthestLook) places.push_back({step >> halvings, false});
  }
  for (int i = 1; i <= kLooks; ++i) {
    places.push_back({std::min(i * step, size - kFarthestLook), true});
  }
  return places;
}

/// Whether time falls between a few looks, or goes on far more between two of them than elsewhere.
bool seemsToJump(av::Input& input, const av::CancelToken& token) {
  std::vector<Ticks> gaps;
  Ticks last = av::kNoTicks, lastEven = av::kNoTicks;
  for (const Look& look : placesToLook(input.size())) {
    const Ticks time = lookAt(input, look.position, token);
    if (time == av::kNoTicks) continue;
    if (last != av::kNoTicks && time < last - kFall) return true;
    last = time;
    if (!look.even) continue;
    if (lastEven != av::kNoTicks) gaps.push_back(time - lastEven);
    lastEven = time;
  }
  if (gaps.empty()) return false;
  std::ranges::sort(gaps);
  return gaps.back() > kUneven * gaps[gaps.size() / 2] + kLeap;
}

/// How much of a packet of sound is there for the decoder alone, which does not put it out.
Ticks primingOf(const AVPacket* packet, const AVCodecParameters* parameters) {
  size_t size = 0;
  const uint8_t* data = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
  if (!data || size < 4 || parameters->sample_rate <= 0) return 0;
  return av::toTicks(int64_t{AV_RL32(data)}, {1, parameters->sample_rate});
}

}  // namespace

bool PieceFinder::Draft::continuesWith(size_t stream, Ticks time) const {
  const Ticks last = tracks[stream].last;
  const bool near = latest != av::kNoTicks && time <= latest + kLeap;
  if (last == av::kNoTicks) return latest == av::kNoTicks || (near && time >= latest - kLeap);
  return time >= last - kFall && (time <= last + kLeap || near);
}

void PieceFinder::Draft::add(size_t stream, const Stamps& stamps, int64_t at) {
  Track& track = tracks[stream];
  const bool credible = std::abs(stamps.shown - stamps.decoded) <= kReorder;
  const Ticks shown = credible ? stamps.shown : stamps.decoded;
  track.first = std::min(track.first, shown);
  track.end = std::max(track.end, shown + std::clamp<Ticks>(stamps.duration, 0, kLeap));
  track.last = stamps.decoded;
  latest = std::max(latest, stamps.decoded);
  ++packets;
  // A packet comes out of its parser when the next one begins: others may overtake it.
  position = std::min(position, at);
}

Ticks PieceFinder::Draft::from() const {
  return std::ranges::min_element(tracks, {}, &Track::first)->first;
}

Ticks PieceFinder::Draft::to() const {
  return std::ranges::max_element(tracks, {}, &Track::end)->end;
}

void PieceFinder::add(size_t stream, const Stamps& stamps, int64_t position) {
  if (drafts_.empty()) {
    drafts_.push_back(begin(0));
  } else if (split_ && drafts_.size() < kMostPieces) {
    drafts_.push_back(begin(*split_));
    candidate_.reset();
  }
  if (std::exchange(split_, std::nullopt)) return drafts_.back().add(stream, stamps, position);
  const Ticks time = stamps.decoded;
  Draft& current = drafts_.back();
  if (drafts_.size() > 1 && !current.tracks[stream].begun()) {
    Draft& before = drafts_[drafts_.size() - 2];
    if (before.tracks[stream].begun() && before.continuesWith(stream, time)) {
      ++stragglers_;
      return before.add(stream, stamps, position);
    }
  }
  if (current.continuesWith(stream, time)) {
    if (candidate_ && candidate_->tracks[stream].begun()) candidate_.reset();
    return current.add(stream, stamps, position);
  }
  if (!candidate_ || !candidate_->continuesWith(stream, time)) candidate_ = begin(position);
  candidate_->add(stream, stamps, position);
  if (candidate_->packets < kPacketsOfAPiece || drafts_.size() >= kMostPieces) return;
  drafts_.push_back(*std::exchange(candidate_, std::nullopt));
}

/// What is to be added to the times of `after` so that it goes on where `before` has ended.
Ticks PieceFinder::joint(const Draft& before, const Draft& after) {
  Ticks shift = av::kNoTicks;
  for (size_t i = 0; i < before.tracks.size(); ++i) {
    const Track& old = before.tracks[i];
    const Track& own = after.tracks[i];
    if (old.begun() && own.begun()) shift = std::max(shift, old.end - own.first);
  }
  return shift == av::kNoTicks ? before.to() - after.from() : shift;
}

std::vector<av::Piece> PieceFinder::pieces() const {
  if (drafts_.size() >= kMostPieces || stragglers_ > kMostStragglers) return {};
  std::vector<av::Piece> pieces;
  for (size_t i = 0; i < drafts_.size(); ++i) {
    const Draft& draft = drafts_[i];
    const Ticks shift = i == 0 ? 0 : pieces.back().shift + joint(drafts_[i - 1], draft);
    if (!av::isTime(shift) || !av::isTime(draft.to() + shift)) return {};
    pieces.push_back({draft.position, draft.from(), draft.to(), shift});
  }
  return pieces;
}

std::vector<av::Piece> findPieces(av::Input& input, std::span<const int> streams,
                                  const av::CancelToken& token) {
  if (!mayJump(input)) return {};
  const av::Input::Lease lease(input, token);
  input.select(streams);
  if (input.size() > kScanBelow && !seemsToJump(input, token)) return {};
  if (!input.seekToByte(0)) return {};
  const bool ogg = input.isFormat("ogg");
  PieceFinder finder(input.context()->nb_streams);
  av::PacketHandle packet = av::makePacket();
  int64_t last = 0;  // where a packet lay that told it
  while (input.read(packet)) {
    const av::PacketTurn turn(packet);
    token.poll();
    const auto index = static_cast<size_t>(packet->stream_index);
    const AVRational base = input.stream(packet->stream_index)->time_base;
    const AVCodecID codec = input.stream(packet->stream_index)->codecpar->codec_id;
    // A link of Ogg begins with pages of headers: right behind the last packet of the one before.
    const int64_t position = ogg ? last + 1 : packet->pos;
    if (ogg && av::beginsLink(*packet, codec)) finder.split(position);
    if (ogg && av::isLinkHeader(*packet, codec)) continue;  // what they are stamped with is no time
    if (packet->pos >= 0) last = packet->pos;
    const Ticks decoded = timeOf(packet.get(), base);
    if (decoded == av::kNoTicks) continue;
    const Ticks shown = av::toTicks(packet->pts, base);
    const Ticks priming = primingOf(packet.get(), input.stream(packet->stream_index)->codecpar);
    finder.add(index,
               {.decoded = decoded,
                .shown = (shown == av::kNoTicks ? decoded : shown) + priming,
                .duration = av::toTicks(packet->duration, base) - priming},
               position < 0 ? last : position);
  }
  std::vector<av::Piece> pieces = finder.pieces();
  // Where nothing jumps Ogg says to the sample how long it is.
  if (pieces.size() == 1 && ogg) pieces.clear();
  return pieces;
}

}  // namespace haema::engine

#include "av/pieces.h"

#include <algorithm>
#include <iterator>

namespace haema::av {

namespace {

/// Stamps may lie this far outside of what was found of a piece and still be meant.
constexpr Ticks kSlack = kTicksPerSecond;

bool holds(const Piece& piece, Ticks time) {
  return time >= piece.from - kSlack && time <= piece.to + kSlack;
}

}  // namespace

void Pieces::shift(AVPacket* packet, AVRational base, int64_t position) {
  if (pieces_.empty()) return;
  const auto stream = static_cast<size_t>(packet->stream_index);
  if (positions_.size() <= stream) positions_.resize(stream + 1, -1);
  if (packet->pos >= 0) positions_[stream] = packet->pos;
  if (positions_[stream] >= 0) position = positions_[stream];
  const Ticks time = toTicks(packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts, base);
  const int64_t by = fromTicks(pieceOf(position, time).shift, base);
  if (packet->pts != AV_NOPTS_VALUE) packet->pts += by;
  if (packet->dts != AV_NOPTS_VALUE) packet->dts += by;
}

std::optional<int64_t> Pieces::positionFor(Ticks time) const {
  for (size_t i = pieces_.size(); i-- > 1;) {
    if (pieces_[i].from + pieces_[i].shift <= time) return pieces_[i].position;
  }
  return std::nullopt;
}

/// By the place. Near a joint streams may change over one after the other: there, by the time.
const Piece& Pieces::pieceOf(int64_t position, Ticks time) const {
  const auto above = std::ranges::upper_bound(pieces_, position, {}, &Piece::position);
  const auto at = above == pieces_.begin() ? above : std::prev(above);
  if (time == kNoTicks || holds(*at, time)) return *at;
  if (at != pieces_.begin() && holds(*std::prev(at), time)) return *std::prev(at);
  const auto next = std::next(at);
  return next != pieces_.end() && holds(*next, time) ? *next : *at;
}

}  // namespace haema::av

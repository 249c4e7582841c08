// Files that were put together from pieces, each of which tells a time of its own.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "av/handles.h"
#include "av/ticks.h"

namespace haema::av {

/// Times are container ticks.
struct Piece {
  int64_t position;  ///< the byte where it begins
  Ticks from, to;    ///< its times, as its packets are stamped
  Ticks shift;       ///< to be added to them
};

/// Puts the packets of all pieces on the time line of the first one.
class Pieces {
 public:
  Pieces() = default;
  /// In the order of the file; fewer than two are none.
  explicit Pieces(std::vector<Piece> pieces)
      : pieces_(pieces.size() < 2 ? std::vector<Piece>{} : std::move(pieces)) {}

  bool empty() const noexcept { return pieces_.empty(); }
  /// `position`: where the demuxer stands, for packets that do not tell where they lie.
  void shift(AVPacket* packet, AVRational base, int64_t position);
  /// To be called after each jump in the file.
  void forget() { positions_.clear(); }
  /// The last byte at which a piece begins that holds nothing behind `time`; nothing where that is
  /// the first one.
  std::optional<int64_t> positionFor(Ticks time) const;

 private:
  const Piece& pieceOf(int64_t position, Ticks time) const;

  std::vector<Piece> pieces_;
  std::vector<int64_t> positions_;  // of each stream's last packet that told it
};

}  // namespace haema::av

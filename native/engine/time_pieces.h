// Where the times of a file jump, because it was put together from pieces.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "av/input.h"
#include "av/pieces.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// Finds the pieces among the packets of a file, fed in its order. Times are container ticks.
///
/// A new piece begins where time falls, or leaps further than neighbours in a file ever lie apart,
/// and stays there: one damaged stamp is none. The streams of a broadcast change over one after the
/// other. The next piece begins where the longest stream of the one before has ended.
class PieceFinder {
 public:
  explicit PieceFinder(size_t streams) : streams_(streams) {}

  struct Stamps {
    Ticks decoded;  ///< or shown, where that is all there is
    Ticks shown;    ///< or decoded
    Ticks duration;
  };
  void add(size_t stream, const Stamps& stamps, int64_t position);
  /// What is added from now on belongs to another piece, whatever its times, which begins there.
  void split(int64_t position) { split_ = position; }
  /// One where time goes on from beginning to end, none where it makes no sense at all.
  std::vector<av::Piece> pieces() const;

 private:
  struct Track {
    Ticks first = av::kForever;
    Ticks end = av::kBeginning;
    Ticks last = av::kNoTicks;
    bool begun() const { return last != av::kNoTicks; }
  };
  struct Draft {
    int64_t position = 0;
    std::vector<Track> tracks = {};
    int packets = 0;
    Ticks latest = av::kNoTicks;
    bool continuesWith(size_t stream, Ticks time) const;
    void add(size_t stream, const Stamps& stamps, int64_t at);
    Ticks from() const;
    Ticks to() const;
  };
  Draft begin(int64_t position) const { return {position, std::vector<Track>(streams_)}; }
  static Ticks joint(const Draft& before, const Draft& after);

  size_t streams_;
  std::vector<Draft> drafts_;
  std::optional<Draft> candidate_;
  std::optional<int64_t> split_;
  int stragglers_ = 0;  // packets of a piece behind the beginning of the next one
};

/// What reading through a file has told; empty where that was not done.
///
/// That is for containers whose times may jump (MPEG-TS, MPEG-PS, Ogg); long files are only read
/// through where a few looks at them show a reason to. `input` has to be positioned anew then.
std::vector<av::Piece> findPieces(av::Input& input, std::span<const int> streams,
                                  const av::CancelToken& token);

}  // namespace haema::engine

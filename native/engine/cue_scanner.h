// A scan for subtitles that is under way.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "av/script_decoder.h"
#include "engine/cue_list.h"
#include "engine/subtitle_walk.h"

namespace haema::engine {

struct CueScan {
  std::vector<Cues> tracks;  ///< for each of the streams
  Ticks upTo = 0;  ///< everything that begins before this is known, from presentation zero
  std::optional<int64_t> place;  ///< nothing: that was the last part
};

struct CueScanSpec {
  std::vector<int> streams;
  Ticks origin;
  bool operator==(const CueScanSpec&) const = default;
};

/// Stays open between the parts of a scan. One job at a time.
class CueScanner {
 public:
  /// `input` stands at its beginning.
  CueScanner(std::unique_ptr<av::Input> input, const CueScanSpec& spec,
             const av::CancelToken& token);

  /// What comes next. Ends at `stop`, if given, and else when it is time.
  CueScan next(std::optional<int64_t> stop, const av::CancelToken& token);
  /// Packets that were looked at: the same ones in each scan of a file.
  int64_t place() const noexcept { return place_; }

  av::Input& input() noexcept { return *input_; }
  size_t memory() const { return input_->memory(); }

 private:
  /// One of the streams.
  struct Track {
    std::optional<av::ScriptDecoder> decoder;  // nothing: it is no text that can be decoded
    CueList list;
  };

  bool walk(std::optional<int64_t> stop, const av::CancelToken& token);
  void decode(Track& track, const AVPacket& packet);

  std::unique_ptr<av::Input> input_;
  Ticks origin_;
  std::unique_ptr<SubtitleWalk> walk_;
  std::vector<Track> tracks_;
  std::vector<av::ScriptEvent> events_;
  int64_t place_ = 0;
  Ticks upTo_ = av::kBeginning;
};

}  // namespace haema::engine

// What text subtitles show: events of an ASS script, whatever the container holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "av/script_decoder.h"
#include "engine/segment.h"

namespace haema::engine {

/// Asks for what one track shows at some time within [start, end).
struct CuesRequest {
  SourceRef source;
  int stream;
  Ticks origin;  ///< presentation zero in container ticks
  Ticks start;
  Ticks end;
};

struct Cues {
  std::string header;   ///< `[Script Info]` and the styles
  bool script = false;  ///< the track is ASS: orders, names, margins and effects mean something
  std::vector<av::ScriptEvent> cues;  ///< by their start, then as they stand in the file
  uint64_t bytesRead = 0;
};

/// Gives the events of a track their ends, and puts them in their order. Those without text are
/// left out, and so is what is too much: more than 20,000 events at a time, or 8 MiB of text.
class CueList {
 public:
  /// Of what does not say when it ends.
  static constexpr Ticks kMostOpen = 10 * av::kTicksPerSecond;

  explicit CueList(Ticks origin) : origin_(origin) {}
  /// In container ticks. `until`: where the next event begins, as far as the caller knows.
  void add(av::ScriptEvent event, Ticks until = av::kForever);
  bool isFull() const noexcept { return bytes_ >= kMostBytes || cues_.size() >= kMostCues; }
  /// What was added so far, from presentation zero.
  std::vector<av::ScriptEvent> take();

 private:
  static constexpr size_t kMostCues = 20'000;
  static constexpr size_t kMostBytes = 8 << 20;

  Ticks origin_;
  size_t bytes_ = 0;
  std::vector<av::ScriptEvent> cues_;
};

/// Reads only what the container's index names; nothing where it names no packets of the track.
/// Throws av::Error.
std::optional<Cues> readCues(const CuesRequest& request, SourcePool& pool,
                             const av::CancelToken& token);

}  // namespace haema::engine

// The events of one track of subtitles.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "av/script_decoder.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

struct Cues {
  std::string header;   ///< `[Script Info]` and the styles
  bool script = false;  ///< the track is ASS: orders, names, margins and effects mean something
  std::vector<av::ScriptEvent> cues;  ///< by their start, then as they stand in the file
  bool cut = false;                   ///< there are more than are taken
  uint64_t bytesRead = 0;
};

/// How much is taken of a track at a time.
struct CueLimits {
  size_t cues = 20'000;
  size_t bytes = 8 << 20;  ///< of their texts
};

/// Gives the events of a track their ends, and puts them in their order. Those without text are
/// left out, and so is what is too much at a time.
class CueList {
 public:
  /// Of what does not say when it ends.
  static constexpr Ticks kMostOpen = 10 * av::kTicksPerSecond;

  explicit CueList(Ticks origin, const CueLimits& limits = {}) : origin_(origin), limits_(limits) {}
  /// In container ticks. `until`: where the next event begins, as far as the caller knows.
  void add(av::ScriptEvent event, Ticks until = av::kForever);
  /// In the order of the track: what does not say when it ends waits for the next one.
  void follow(av::ScriptEvent event);
  /// Nothing follows any more.
  void finish() { closeOpen(av::kForever); }
  bool isFull() const noexcept { return bytes_ >= limits_.bytes || cues_.size() >= limits_.cues; }
  /// What was added so far, from presentation zero.
  std::vector<av::ScriptEvent> take();
  /// Whether something was left out because it was too much.
  bool isCut() const noexcept { return cut_; }

 private:
  static size_t bytesOf(const av::ScriptEvent& event);
  void closeOpen(Ticks until);

  Ticks origin_;
  CueLimits limits_;
  std::vector<av::ScriptEvent> open_;
  size_t openBytes_ = 0;
  size_t bytes_ = 0;
  bool cut_ = false;
  std::vector<av::ScriptEvent> cues_;
};

}  // namespace haema::engine

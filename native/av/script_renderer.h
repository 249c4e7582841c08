// Draws text subtitles as the authors of ASS scripts want them.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "av/cancel.h"
#include "av/overlay.h"
#include "av/script_decoder.h"

struct ass_library;
struct ass_renderer;
struct ass_track;

namespace haema::av {

/// A font that lies in the film's own file.
struct EmbeddedFont {
  std::string name;
  std::span<const uint8_t> bytes;
};

/// What a stretch shows of a script. Each picture is drawn as if it was the only one, so that none
/// depends on those that were drawn before. Any number of threads may draw; they take turns.
class ScriptRenderer {
 public:
  /// `events` by their start. Where a film does not bring its fonts it is the bundled one, on every
  /// machine, and the system's for writings that this lacks.
  ScriptRenderer(const std::string& header, std::vector<ScriptEvent> events,
                 std::span<const EmbeddedFont> fonts, const OverlayTarget& target);
  ~ScriptRenderer();
  ScriptRenderer(const ScriptRenderer&) = delete;
  ScriptRenderer& operator=(const ScriptRenderer&) = delete;

  bool shows(Ticks time) const;
  /// `picture` is writable, and of the target's kind. Of what nobody could read at once any more
  /// the first events are drawn: libass itself cannot be stopped.
  void draw(AVFrame* picture, Ticks time, const CancelToken& token);

 private:
  template <typename T, void (*Fn)(T*)>
  struct Release {
    void operator()(T* pointer) const noexcept { Fn(pointer); }
  };
  static void freeLibrary(ass_library* library);
  static void freeRenderer(ass_renderer* renderer);
  static void freeTrack(ass_track* track);

  void addShown(Ticks time, const CancelToken& token);
  void add(size_t number);
  void setFonts();

  const std::vector<ScriptEvent> events_;
  const AVColorSpace matrix_;
  std::mutex mutex_;  // of all that follow
  std::unique_ptr<ass_library, Release<ass_library, freeLibrary>> library_;
  std::unique_ptr<ass_renderer, Release<ass_renderer, freeRenderer>> renderer_;
  std::unique_ptr<ass_track, Release<ass_track, freeTrack>> track_;
};

}  // namespace haema::av

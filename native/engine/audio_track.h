// The sound of one segment, encoded.
#pragma once

#include <future>
#include <optional>
#include <vector>

#include "engine/segment.h"

namespace haema::engine {

struct AudioTrack {
  av::AudioFormat format;
  std::vector<av::AudioUnit> units;
};

/// A segment owns the AAC frames of the global grid whose start lies in [start, end).
AudioTrack makeAudioTrack(const SegmentRequest& request, SourcePool& pool,
                          const av::CancelToken& token, SegmentStats& stats);

/// The sound of a request, made beside its pictures; given up with this.
class SoundBeside {
 public:
  /// Begins, if the request has a recipe for sound. All arguments outlive this.
  SoundBeside(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token);
  ~SoundBeside() { token_.cancel(); }
  SoundBeside(const SoundBeside&) = delete;
  SoundBeside& operator=(const SoundBeside&) = delete;

  /// Waits for it, and adds up what it cost.
  std::optional<AudioTrack> finish(SegmentStats& stats);

 private:
  av::CancelToken token_;
  SegmentStats stats_;
  std::future<AudioTrack> track_;  // last: its destructor waits
};

}  // namespace haema::engine

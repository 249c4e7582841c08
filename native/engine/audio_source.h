// The sound of one audio stream on a sample-exact timeline.
#pragma once

#include <memory>

#include "av/decoder.h"
#include "av/input.h"
#include "av/resampler.h"
#include "av/ticks.h"
#include "engine/audio_timeline.h"
#include "engine/byte_seeker.h"
#include "engine/source_counters.h"
#include "engine/stream_clock.h"

namespace haema::engine {

using av::Ticks;

struct AudioSpec {
  int stream;
  Ticks origin;    ///< presentation zero in container ticks
  Ticks start;     ///< of the stream, from presentation zero
  int sampleRate;  ///< of what the decoder puts out
  bool operator==(const AudioSpec&) const = default;
};

/// Samples [from, to) at `rate`, counted from presentation zero, remixed to `channels`.
struct SampleStretch {
  int64_t from;
  int64_t to;
  int rate;
  int channels;
  bool indexed;  ///< the container has an index that names a key frame before the stretch
};

/// An input that stays open between segments; the decoder is a new one for each, so that what comes
/// out depends on the stretch alone. One job at a time.
class AudioSource {
 public:
  AudioSource(std::unique_ptr<av::Input> input, const AudioSpec& spec);

  /// Silence where the source has none. A sample of the source comes out at its own time.
  av::Planes read(const SampleStretch& stretch, const av::CancelToken& token);

  av::Input& input() noexcept { return *input_; }
  SourceCounters counters() const { return countersOf(*input_, 0); }
  size_t memory() const { return input_->memory() + seeker_.memory(); }

 private:
  void fill(AudioTimeline& timeline, int64_t from, int64_t to, int channels,
            const av::CancelToken& token);
  bool seek(Ticks time, Ticks until, const av::CancelToken& token);
  bool seekTo(Ticks target, const av::CancelToken& token);
  bool jump(Ticks target, const av::CancelToken& token);
  bool reaches(Ticks time) const;
  bool landedEarly(Ticks time, bool found) const;
  bool next(Ticks until, const av::CancelToken& token);
  bool nextTimed(Ticks until, const av::CancelToken& token);
  bool atEnd() const;
  bool silentUntil(Ticks until) const;
  void learnSilence(Ticks to);
  void select();
  void restart(const av::CancelToken& token);

  std::unique_ptr<av::Input> input_;
  AVStream* stream_;
  av::ParametersHandle parameters_;  // as they were at opening
  AudioSpec spec_;
  StreamClock clock_;
  ByteSeeker seeker_;
  int seekStream_;  // the one whose index the container seeks by
  av::PacketHandle packet_;
  bool untouched_ = true;           // nothing was read since opening
  Ticks lastSound_ = av::kNoTicks;  // of a packet since the last seek
  bool indexed_ = false;            // of the stretch that is read
  // Between these readings of the clock the file holds no packet of the stream: that saves reading
  // there once more, and changes nothing.
  Ticks silentFrom_ = av::kForever, silentTo_ = av::kBeginning;
};

}  // namespace haema::engine

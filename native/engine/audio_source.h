// The sound of one audio stream on a sample-exact timeline.
#pragma once

#include <memory>

#include "av/decoder.h"
#include "av/input.h"
#include "av/resampler.h"
#include "av/ticks.h"
#include "engine/audio_packets.h"
#include "engine/audio_timeline.h"
#include "engine/source_counters.h"

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

  av::Input& input() noexcept { return packets_.input(); }
  SourceCounters counters() const { return packets_.counters(); }
  size_t memory() const { return packets_.memory(); }

 private:
  void fill(AudioTimeline& timeline, const SampleStretch& source, const av::CancelToken& token);

  AudioPackets packets_;
  av::ParametersHandle parameters_;  // as they were at opening
  AudioSpec spec_;
};

}  // namespace haema::engine

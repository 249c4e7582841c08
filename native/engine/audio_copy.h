// The coded sound of a stretch, passed on as it is.
//
// For a segment: copyAudio(request, {stream, origin}, pool, token, stats) gives format and units,
// for av::writeFragment(index + 1, format, units, start at sampleRate), or TsSegment::copiedAudio
// and copiedUnits. It waits for nothing but the disk, so no thread of its own is needed. For an
// init segment, and to describe the stream: AudioCopySource(input, spec, token).format(). Both
// throw av::Error(kMediaInvalid) with the reason where the stream cannot be copied.
#pragma once

#include <memory>
#include <vector>

#include "av/copy_audio.h"
#include "av/input.h"
#include "av/ticks.h"
#include "engine/audio_packets.h"
#include "engine/source_counters.h"

namespace haema::engine {

using av::Ticks;

struct AudioCopySpec {
  int stream;
  Ticks origin;  ///< presentation zero in container ticks
  bool operator==(const AudioCopySpec&) const = default;
};

/// [start, end) from presentation zero.
struct AudioCopyStretch {
  Ticks start;
  Ticks end;
  bool first;    ///< begins with the first frame that reaches beyond presentation zero
  bool last;     ///< goes on to the end of the stream
  bool indexed;  ///< the container has an index that names a key frame before the stretch
  /// What begins before presentation zero cannot be said to: it would be late, and is left out.
  bool fromZero = false;
};

/// An input that stays open between segments. One job at a time.
class AudioCopySource {
 public:
  /// Reads the stream's first packet.
  AudioCopySource(std::unique_ptr<av::Input> input, const AudioCopySpec& spec,
                  const av::CancelToken& token);

  const av::AudioCopyFormat& format() const noexcept { return format_; }

  /// The frames from the first one on that is stamped ¼ frame before `start` or later, up to the
  /// one of which that is true for `end`: stretches that tile have each frame once, whatever order
  /// they are read in. Stamps do not move frames that follow each other without a gap: they lie on
  /// the lattice of frames from the stream's first one on.
  std::vector<av::AudioCopyUnit> read(const AudioCopyStretch& stretch,
                                      const av::CancelToken& token);

  av::Input& input() noexcept { return packets_.input(); }
  SourceCounters counters() const { return packets_.counters(); }
  size_t memory() const { return packets_.memory(); }

 private:
  AudioPackets packets_;
  AudioCopySpec spec_;
  av::AudioCopyFormat format_;
  int64_t anchor_ = 0;  // the stamp of the first packet
};

struct SegmentRequest;
struct SegmentStats;
class SourcePool;

struct AudioCopyTrack {
  av::AudioCopyFormat format;
  std::vector<av::AudioCopyUnit> units;
};

/// Of the request's stretch, with a source of the pool.
AudioCopyTrack copyAudio(const SegmentRequest& request, const AudioCopySpec& spec, SourcePool& pool,
                         const av::CancelToken& token, SegmentStats& stats);

}  // namespace haema::engine

// The packets of one audio stream from any time on, however the container finds its way.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "av/input.h"
#include "av/new_parameters.h"
#include "av/ticks.h"
#include "engine/byte_seeker.h"
#include "engine/sound_end.h"
#include "engine/source_counters.h"
#include "engine/stream_clock.h"

namespace haema::engine {

using av::Ticks;

/// Between stamps of a stream and samples from presentation zero.
class SampleClock {
 public:
  SampleClock(const AVStream* stream, Ticks origin, int rate);
  /// Nothing for what is no time.
  std::optional<int64_t> sampleOf(int64_t stamp) const;
  /// In container ticks.
  Ticks timeOf(int64_t sample) const { return av::toTicks(sample + origin_, {1, rate_}); }
  int rate() const noexcept { return rate_; }
  /// One unit of the container's clock, in samples, rounded up.
  int64_t tick() const { return av_rescale_q_rnd(1, base_, {1, rate_}, AV_ROUND_UP); }

 private:
  AVRational base_;
  int rate_;
  int64_t origin_;
};

/// An input that stays open between segments. All times are container ticks.
class AudioPackets {
 public:
  struct Search {
    Ticks time;    ///< to be reached
    Ticks until;   ///< what lies behind is not wanted
    Ticks start;   ///< of the stream
    bool indexed;  ///< the container has an index that names a key frame before `time`
  };

  /// Throws kBadRequest when the stream is none of sound.
  AudioPackets(std::unique_ptr<av::Input> input, int stream);

  /// Reads up to the first packet that reaches `time`, which is left in packet(); false when there
  /// is none before the clock has left `until` behind. Where the seek lands depends on what the
  /// demuxer knows by now, the packet does not.
  bool seek(const Search& search, const av::CancelToken& token);
  /// The next packet into packet(), which is empty; false when none up to `until` is to be
  /// expected.
  bool next(Ticks until, const av::CancelToken& token) { return advance(until, token, INT64_MAX); }
  /// As `next`, a packet with a time. Gives up behind `bytes` of the file.
  bool nextTimed(Ticks until, const av::CancelToken& token, int64_t bytes = INT64_MAX);

  /// Throws kMediaInvalid where the packet is coded otherwise than the stream's headers say.
  void ensureUnchanged() const;
  av::PacketHandle& packet() noexcept { return packet_; }
  /// What the decoder has to know first where packet() lies in a later one of several Ogg files.
  const std::vector<av::PacketHandle>& headers() const noexcept { return headers_; }
  /// Another one after each seek.
  const AVStream* stream() const noexcept { return stream_; }
  av::Input& input() noexcept { return *input_; }
  SourceCounters counters() const { return countersOf(*input_, 0); }
  size_t memory() const;

 private:
  bool advance(Ticks until, const av::CancelToken& token, int64_t bytes);
  bool seekTo(Ticks target, const Search& search, const av::CancelToken& token);
  bool jump(Ticks target, Ticks start, const av::CancelToken& token);
  bool reaches(Ticks time) const;
  bool landedEarly(Ticks time, bool found) const;
  bool atEnd() const;
  bool silentUntil(Ticks until) const;
  void learnSilence(Ticks to);
  void select();
  bool isMisstamped();
  void keepHeader();
  size_t headerBytes() const;
  void restart(const av::CancelToken& token);

  std::unique_ptr<av::Input> input_;
  AVStream* stream_;
  StreamClock clock_;
  SoundEnd end_;
  ByteSeeker seeker_;
  int seekStream_;  // the one whose index the container seeks by
  bool ogg_;
  av::PacketHandle packet_;
  std::vector<av::PacketHandle> headers_;
  std::optional<int64_t> page_;  // that is read since a jump, of FLAC in Ogg; -1: not yet known
  av::NewParameters parameters_;
  bool untouched_ = true;           // nothing was read since opening
  Ticks lastSound_ = av::kNoTicks;  // of a packet since the last seek
  Ticks lastDuration_ = 0;          // of the packet that came last
  // Between these readings of the clock the file holds no packet of the stream: that saves reading
  // there once more, and changes nothing.
  Ticks silentFrom_ = av::kForever, silentTo_ = av::kBeginning;
};

}  // namespace haema::engine

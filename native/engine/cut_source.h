// The coded pictures of one video stream, from one key picture up to another, as they lie in the
// file.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "av/copy_format.h"
#include "av/input.h"
#include "av/new_parameters.h"
#include "av/ticks.h"
#include "engine/shown_pictures.h"
#include "engine/source_counters.h"
#include "engine/video_source.h"
#include "engine/whole_pictures.h"

namespace haema::engine {

class CutParts;
struct SegmentRequest;

struct CutSpec {
  int stream;
  bool operator==(const CutSpec&) const = default;
};

/// A run of packets in decoding order. The leading pictures of a key picture belong to it, though
/// they are shown before it.
struct CutRun {
  Ticks origin;  ///< presentation zero in container ticks
  Ticks start;
  Ticks end;
  std::optional<KeyFrame> from;  ///< nothing: the file's first key picture
  std::optional<KeyFrame> to;    ///< nothing: the end of the file
};

/// An input that stays open between segments. One job at a time.
class CutSource {
 public:
  /// Throws kBadRequest where the stream is no video.
  CutSource(std::unique_ptr<av::Input> input, const CutSpec& spec);
  ~CutSource();

  /// A packet and its presentation time.
  using Sink = std::function<void(const AVPacket& packet, Ticks time)>;
  /// False: it wants no more for now.
  using WantingSink = std::function<bool(const AVPacket& packet, Ticks time)>;

  /// What the stream is, by the headers and the file's first key picture. Throws kMediaInvalid with
  /// the reason where it cannot be copied.
  const av::CopyFormat& format(const av::CancelToken& token);

  /// Goes to where the run begins; true when that took no seek.
  bool begin(const CutRun& run, const av::CancelToken& token);

  /// Delivers more of the run that has begun, as long as `sink` wants it; true while there is more.
  /// Throws kMediaInvalid where its ends are not what the index says, and where packets are damaged
  /// or have no time of their own.
  bool read(const CutRun& run, const av::CancelToken& token, const WantingSink& sink);

  /// Lands on a key picture and delivers it, and what follows as long as `sink` wants more.
  void look(Ticks origin, const KeyFrame& key, const av::CancelToken& token,
            const WantingSink& sink);

  /// Delivers the file's first key picture and all packets behind it; true when none is missing or
  /// damaged, save for the last one.
  bool readAll(Ticks origin, const av::CancelToken& token, const Sink& sink);

  /// Where a run can begin that the packet delivered last begins: its byte, or what an index would
  /// name.
  int64_t place() const;

  bool continuesAt(Ticks start) const noexcept { return position_ == start; }

  /// What has been read and not been written of a run, for whoever goes on with it. Beginning a run
  /// drops it.
  std::unique_ptr<CutParts> takeParts();
  void leaveParts(std::unique_ptr<CutParts> parts);
  /// Whether what was left is the part that is asked for.
  bool hasPart(const SegmentRequest& request) const;
  /// Nobody is likely to go on with what it has begun.
  bool isFree() const;
  av::Input& input() noexcept { return *input_; }
  SourceCounters counters() const { return countersOf(*input_, 0); }
  size_t memory() const;

 private:
  void open();
  void describe(const av::CancelToken& token);
  void toFirst(const av::CancelToken& token);
  void land(Ticks origin, const KeyFrame& key, const av::CancelToken& token);
  void landAtByte(Ticks origin, const KeyFrame& key, const av::CancelToken& token);
  bool advanceTo(Ticks origin, const KeyFrame& key, const av::CancelToken& token);
  void landed();
  bool next(const av::CancelToken& token);
  bool pull();
  bool step(const CutRun& run, const av::CancelToken& token, bool torn);
  Ticks timeOf(Ticks origin) const;
  bool isAt(Ticks origin, const KeyFrame& key) const;

  std::unique_ptr<av::Input> input_;
  int index_;
  AVStream* stream_ = nullptr;
  std::optional<av::CopyFormat> format_;
  std::optional<WholePictures> pictures_;  // where packets are not what the container has
  std::optional<ShownPictures> shown_;     // where packets may show nothing
  av::PacketHandle packet_;                // the next one of the run
  bool atFirst_ = false;                   // it is the first key picture of the file
  bool untouched_ = true;                  // nothing was read since opening
  av::NewParameters parameters_;
  uint64_t brokenBefore_ = 0;      // damage that was met before the run
  Ticks position_ = av::kNoTicks;  // it is the key picture with which a run begins here
  std::unique_ptr<CutParts> parts_;
  std::chrono::steady_clock::time_point leftAt_;
};

}  // namespace haema::engine

// Inputs and decoders that stay open between the segments of a video.
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>

#include "engine/audio_copy.h"
#include "engine/audio_source.h"
#include "engine/cue_scanner.h"
#include "engine/cut_source.h"
#include "engine/key_packets.h"
#include "engine/subtitle_packets.h"
#include "engine/subtitle_window.h"
#include "engine/video_source.h"

namespace haema::engine {

/// What a pooled source was opened for. Another version of the file is another source, and so is
/// the same one opened to do anything else.
struct SourceKey {
  std::string root;
  std::string path;
  av::FileVersion version;
  std::variant<VideoSpec, AudioSpec, CutSpec, AudioCopySpec, PictureSpec, SubtitleSpec, CueScanSpec,
               WindowSpec>
      spec;
  bool operator==(const SourceKey&) const = default;
};

/// Idle sources, bounded in bytes, the longest unused dropped first. Thread-safe; a source that is
/// out on loan belongs to the job alone and is not counted.
class SourcePool {
 public:
  explicit SourcePool(size_t limit);
  ~SourcePool();
  SourcePool(const SourcePool&) = delete;
  SourcePool& operator=(const SourcePool&) = delete;

  /// An idle source, one whose decoder goes on at `start` before any other; null when there is
  /// none. While a job is decoding the stretch that ends at `start` this waits for its source,
  /// which costs less than to decode up to there once more.
  std::unique_ptr<VideoSource> takeVideo(const SourceKey& key, Ticks start,
                                         const av::CancelToken& token);
  std::unique_ptr<AudioSource> takeAudio(const SourceKey& key);
  std::unique_ptr<AudioCopySource> takeAudioCopy(const SourceKey& key);
  std::unique_ptr<KeyPackets> takePictures(const SourceKey& key);
  std::unique_ptr<SubtitlePackets> takeSubtitles(const SourceKey& key);
  /// One that goes on at this place.
  std::unique_ptr<CueScanner> takeScan(const SourceKey& key, int64_t place);
  std::unique_ptr<SubtitleWindow> takeWindow(const SourceKey& key);
  /// An idle source: one that goes on with what is requested before any other, but none with which
  /// somebody else goes on.
  std::unique_ptr<CutSource> takeCut(const SourceKey& key, const SegmentRequest& request);

  /// For as long as it lives others know that a source will go on at `end`.
  class Loan {
   public:
    Loan(SourcePool& pool, const SourceKey& key, Ticks end);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

   private:
    SourcePool& pool_;
    std::list<std::pair<SourceKey, Ticks>>::iterator place_;
  };

  /// Only sources in good order: one that threw is to be destroyed.
  template <typename Source>
  void give(SourceKey key, std::unique_ptr<Source> source);

  /// Drops what is too much; 0 drops all. Closing takes time: it happens when the last holder lets
  /// go of what is returned.
  std::shared_ptr<void> setLimit(size_t bytes);
  size_t bytes() const;
  size_t count() const;

 private:
  struct Entry;  // known to the pool alone: all who include this would compile it anew
  using Entries = std::list<Entry>;  // the last used first

  /// A source of that kind for which `suits` holds, the longest unused or the last used.
  enum class Order { kOldest, kNewest };
  template <typename Source, typename Suits>
  std::unique_ptr<Source> take(const SourceKey& key, Order order, const Suits& suits);
  template <typename Source>
  std::unique_ptr<Source> takeContinuing(const SourceKey& key, Ticks start);
  bool isLent(const SourceKey& key, Ticks end) const;
  Entry remove(Entries::iterator entry);
  void add(Entry entry);
  Entries trim();

  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::list<std::pair<SourceKey, Ticks>> loans_;
  Entries entries_;
  size_t bytes_ = 0;
  size_t limit_;
};

}  // namespace haema::engine

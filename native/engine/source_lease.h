// A pooled source for the time of a job.
#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "engine/segment.h"
#include "engine/source_pool.h"
#include "engine/stopwatch.h"

namespace haema::engine {

/// Takes a source from the pool or opens one; gives it back on release(). A source whose job threw
/// is destroyed instead, since nobody knows its state.
template <typename Source>
class SourceLease {
 public:
  template <typename Spec>
  SourceLease(SourcePool& pool, const SegmentRequest& request, const Spec& spec,
              const av::CancelToken& token, SegmentStats& stats)
      : pool_(pool), stats_(stats) {
    const Stopwatch watch;
    // Opened even when a pooled source will be used: it tells whether the path still is that
    // version.
    av::File file = openFile(request.source);
    key_ = {request.source.root, request.source.path, file.version(), spec};
    source_ = take(request, token);
    if constexpr (std::is_same_v<Source, VideoSource>) loan_.emplace(pool_, key_, request.end);
    if (!source_) {
      auto input = openInput(request.source, std::move(file), av::Analysis::kHeaders, token);
      if constexpr (std::is_same_v<Source, AudioCopySource>) {
        source_ = std::make_unique<Source>(std::move(input), spec, token);
      } else {
        source_ = std::make_unique<Source>(std::move(input), spec);
      }
    } else {
      before_ = source_->counters();
    }
    stats_.openUs += watch.microseconds();
  }
  SourceLease(const SourceLease&) = delete;
  SourceLease& operator=(const SourceLease&) = delete;

  Source* operator->() const noexcept { return source_.get(); }
  Source& operator*() const noexcept { return *source_; }

  /// Ends the use: counts what it cost and throws kSourceChanged when the file is another one by
  /// now.
  void release() {
    source_->input().file()->ensureUnchanged();
    const SourceCounters after = source_->counters();
    stats_.bytesRead += after.bytesRead - before_.bytesRead;
    stats_.packetsRead += after.packetsRead - before_.packetsRead;
    stats_.packetsBroken += after.packetsBroken - before_.packetsBroken;
    stats_.seeks += after.seeks - before_.seeks;
    stats_.framesDecoded += after.framesDecoded - before_.framesDecoded;
    pool_.give(std::move(key_), std::move(source_));
    loan_.reset();  // after the source is back: who waits for it finds it
  }

 private:
  std::unique_ptr<Source> take(const SegmentRequest& request, const av::CancelToken& token) {
    if constexpr (std::is_same_v<Source, VideoSource>) {
      return pool_.takeVideo(key_, request.start, token);
    } else if constexpr (std::is_same_v<Source, CutSource>) {
      return pool_.takeCut(key_, request);
    } else if constexpr (std::is_same_v<Source, AudioCopySource>) {
      return pool_.takeAudioCopy(key_);
    } else if constexpr (std::is_same_v<Source, SubtitleWindow>) {
      return pool_.takeWindow(key_);
    } else {
      return pool_.takeAudio(key_);
    }
  }

  SourcePool& pool_;
  SegmentStats& stats_;
  SourceKey key_;
  SourceCounters before_;
  std::unique_ptr<Source> source_;
  std::optional<SourcePool::Loan> loan_;
};

}  // namespace haema::engine

// The subtitle tracks of a Matroska file, and where its index says that their blocks lie.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/handles.h"
#include "av/read_at.h"

namespace haema::av {

/// A track of subtitles.
struct MatroskaTrack {
  uint64_t number;             ///< that its blocks bear
  std::vector<uint8_t> entry;  ///< its TrackEntry, as it lies in the file
};

/// What a file says before its first Cluster, as far as it takes to read subtitles.
struct MatroskaHead {
  std::vector<uint8_t> ebml, info;    ///< elements as they lie in the file
  uint64_t scale = 1'000'000;         ///< nanoseconds to a unit of its timestamps
  uint64_t firstCluster = 0;          ///< 0: there is none
  std::vector<MatroskaTrack> tracks;  ///< in the order in which libav has its streams of subtitles
};

/// Nothing where the file is damaged or no Matroska.
std::optional<MatroskaHead> readMatroskaHead(const ReadAt& read, uint64_t fileSize,
                                             const CancelToken& token);

/// Which of these tracks a stream of libav's is; nothing where the two do not agree.
std::optional<size_t> trackOfStream(const AVFormatContext& context, int stream,
                                    const MatroskaHead& head);

/// A block that the index names (RFC 9559 5.1.5).
struct MatroskaCue {
  int64_t time;       ///< of the file's timestamp scale
  int64_t duration;   ///< −1: not known
  uint64_t cluster;   ///< offset of its Cluster
  uint64_t relative;  ///< where the element begins, counted from the Cluster's content
};

/// What the index has of this track, by time. Nothing where it does not say in which place of their
/// Clusters its blocks lie. Never throws for damage; what `read` and the token throw passes
/// through.
std::optional<std::vector<MatroskaCue>> readMatroskaCues(const ReadAt& read, uint64_t fileSize,
                                                         uint64_t track, const CancelToken& token);

/// The track of a block, given its BlockGroup or SimpleBlock.
std::optional<uint64_t> trackOfBlock(std::span<const uint8_t> element);

/// A small Matroska file with some blocks of one track, which libav reads like any other: whatever
/// it can do with lacing, compression and settings, it does there.
class MatroskaExcerpt {
 public:
  MatroskaExcerpt(const MatroskaHead& head, const MatroskaTrack& track);
  /// A BlockGroup or SimpleBlock as it lies in the file, in a Cluster with this timestamp.
  void add(int64_t clusterTime, std::span<const uint8_t> block);
  void clear() { bytes_.resize(head_); }
  bool empty() const { return bytes_.size() == head_; }
  std::span<const uint8_t> bytes() const { return bytes_; }
  /// Of all blocks that were added.
  size_t size() const { return bytes_.size() - head_; }

 private:
  std::vector<uint8_t> bytes_;
  size_t head_;
};

}  // namespace haema::av

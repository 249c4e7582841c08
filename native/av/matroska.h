// What haema must know of a Matroska file and libav does not tell. EBML: RFC 8794, Matroska: RFC
// 9559.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/read_at.h"

namespace haema::av {

struct MatroskaFacts {
  /// A Cues element (RFC 9559 5.1.5) stands where a SeekHead says or before the first Cluster, lies
  /// whole within the file and holds a CuePoint. Others libav would not find before reading all.
  bool hasCues = false;
  /// The Segment's size is known and ends within the file: neither live, nor cut off.
  bool complete = false;
  /// Offset behind the Segment's last byte, as its header says, so perhaps behind the end of the
  /// file; the file's size where the header says nothing.
  uint64_t segmentEnd = 0;
};

/// Reads a few headers, never media data. Damaged input gives a poorer answer and no exception;
/// what `read` and the token throw passes through.
MatroskaFacts readMatroskaFacts(const ReadAt& read, uint64_t fileSize, const CancelToken& token);

/// The file's last clusters as a small Matroska file: an EBML header, a Segment of unknown size,
/// the file's own Info and Tracks, then all bytes from the first Cluster that begins among the
/// Segment's last `tailBytes`. Timestamps stay as they are, since a Cluster counts from the
/// Segment's zero (RFC 9559 5.1.3.1). It exists because libav, after a seek by bytes in Matroska,
/// resynchronises from where it had been before. Nothing when no Cluster begins there or Info or
/// Tracks are missing or absurdly large. Reads at most `tailBytes` and 5 MiB.
std::optional<std::vector<uint8_t>> readMatroskaTail(const ReadAt& read, uint64_t fileSize,
                                                     uint64_t tailBytes, const CancelToken& token);

/// Where the first Cluster among these bytes begins.
std::optional<size_t> findMatroskaCluster(std::span<const uint8_t> bytes);

}  // namespace haema::av

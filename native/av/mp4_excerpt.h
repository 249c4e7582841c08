// The sample tables of a long MP4, cut down for a demuxer that need not know all samples.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/read_at.h"

namespace haema::av {

/// libav takes 40 ms for the tables of two hours; to cut them to their beginning takes 2. All boxes
/// stay where they are, with free space behind those that became shorter.
struct Mp4Excerpt {
  /// What takes the place of four bytes of the file.
  struct Patch {
    uint64_t offset;
    std::array<uint8_t, 4> bytes;
  };
  std::vector<Patch> patches;  ///< none where nothing can be cut
  /// Of the tracks that were cut, by track_ID: what libav makes of the sizes of all samples.
  std::map<uint32_t, int64_t> bitRates;

  /// Lays the patches over what was read at `offset`.
  void apply(uint64_t offset, std::span<uint8_t> bytes) const;
};

/// Cuts the tables of video and sound where they are as they should be, if moov's body has `least`
/// bytes. Never throws for damaged input; what `read` and the token throw passes through.
Mp4Excerpt excerptMp4(const ReadAt& read, uint64_t fileSize, uint64_t least,
                      const CancelToken& token);

}  // namespace haema::av

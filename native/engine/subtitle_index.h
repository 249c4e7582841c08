// Where a container's own tables say that the packets of a subtitle stream lie.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "av/input.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// All packets of one stream, and each by reading nothing else.
class SubtitleIndex {
 public:
  /// In container ticks.
  struct Entry {
    Ticks start;
    Ticks end;  ///< as the index has it, else where the next one begins; kForever: never
  };

  /// Null where nothing in the file names all of the packets. The input outlives what is returned.
  static std::unique_ptr<SubtitleIndex> of(av::Input& input, int stream,
                                           const av::CancelToken& token);
  virtual ~SubtitleIndex() = default;

  /// Rising by their start.
  const std::vector<Entry>& entries() const noexcept { return entries_; }
  /// The packets of these entries, given by rising number, as the demuxer would have them. Nothing
  /// where the index turns out to be wrong.
  virtual std::optional<std::vector<av::PacketHandle>> read(std::span<const size_t> wanted,
                                                            const av::CancelToken& token) = 0;
  /// Bytes that it holds.
  virtual size_t memory() const = 0;

 protected:
  /// Gives those whose end is not known yet (kNoTicks) the start of the next one.
  void endOpenEntries();

  std::vector<Entry> entries_;
};

}  // namespace haema::engine

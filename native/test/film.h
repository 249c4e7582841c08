// A probed file cut into stretches, and the requests for its segments. Stands in for the grid and
// the ladder, which are TypeScript.
#pragma once

#include <string>
#include <vector>

#include "engine/probe.h"
#include "engine/segment.h"

namespace haema::test {

/// Bytes of a pool that keeps every source of a test.
inline constexpr size_t kWarm = size_t{512} << 20;

struct Rung {
  engine::Container container = engine::Container::kTs;
  int height = 0;  ///< of the picture before rotation, 0: the source's
  bool pictures = true;
  bool sound = true;
};

class Film {
 public:
  /// Stretches of about `piece`, on frame times where those are known. Throws av::Error.
  Film(const std::string& root, const std::string& path, av::Ticks piece = 2 * av::kTicksPerSecond,
       const av::CancelToken& token = {});

  const engine::Probe& facts() const { return facts_; }
  const engine::StreamFacts& video() const {
    return facts_.streams[static_cast<size_t>(facts_.video)];
  }
  bool hasVideo() const { return facts_.video >= 0; }
  bool hasSound() const { return facts_.audio >= 0; }
  size_t count() const { return boundaries_.size() - 1; }
  av::Ticks start(size_t index) const { return boundaries_[index]; }
  /// The numbers of its stretches.
  std::vector<size_t> inOrder() const;

  /// What the film lacks is left out of the rung.
  engine::SegmentRequest request(size_t index, const Rung& rung = {}) const;

 private:
  std::optional<engine::KeyFrame> keyFor(av::Ticks start) const;
  engine::VideoRecipe videoRecipe(const Rung& rung) const;
  engine::AudioRecipe audioRecipe() const;

  engine::SourceRef source_;
  engine::Probe facts_;
  std::vector<av::Ticks> boundaries_;
};

/// Ample for one job.
inline constexpr size_t kFrameBytes = size_t{512} << 20;

/// The segment, as the bindings make it: a cancelled job has no result and no other error.
engine::Segment make(const engine::SegmentRequest& request, engine::SourcePool& pool,
                     const av::CancelToken& token = {});

/// All of a film, in its order.
using Segments = std::vector<engine::Segment>;

bool sameBytes(const Segments& a, const Segments& b);

}  // namespace haema::test

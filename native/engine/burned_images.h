// Subtitles that are drawn into the pictures of a segment.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "av/overlay.h"
#include "av/script_renderer.h"
#include "engine/image_subtitles.h"
#include "engine/segment.h"

namespace haema::engine {

/// All that a segment shows. Read by the threads of its GOPs.
struct BurnedImages {
  av::OverlayTarget target;
  std::vector<ShownImage> images;              ///< in their order, no two at once
  std::unique_ptr<av::ScriptRenderer> script;  ///< of text
};

/// Reads what the request's recipe wants to be drawn; null where it wants nothing.
std::shared_ptr<const BurnedImages> readBurnedImages(const SegmentRequest& request,
                                                     SourcePool& pool, const av::CancelToken& token,
                                                     SegmentStats& stats);

/// Draws onto the pictures of one GOP.
class ImageBurner {
 public:
  /// Null: there is nothing to draw.
  explicit ImageBurner(std::shared_ptr<const BurnedImages> burned) : burned_(std::move(burned)) {}

  bool shows(Ticks time) const;
  /// `picture` is made writable where it is not.
  void draw(av::FrameHandle& picture, Ticks time, const av::CancelToken& token);

 private:
  const ShownImage* imageAt(Ticks time) const;

  std::shared_ptr<const BurnedImages> burned_;
  const ShownImage* drawn_ = nullptr;  // of which overlay_ was made
  std::optional<av::Overlay> overlay_;
};

}  // namespace haema::engine

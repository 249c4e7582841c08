#include "engine/burned_images.h"

#include <algorithm>
#include <utility>

#include "engine/source_lease.h"

namespace haema::engine {

namespace {

/// Before the first picture that may still be on the screen, for what it was put together from.
constexpr Ticks kForItsParts = 10 * av::kTicksPerSecond;

}  // namespace

std::shared_ptr<const BurnedImages> readBurnedImages(const SegmentRequest& request,
                                                     SourcePool& pool, const av::CancelToken& token,
                                                     SegmentStats& stats) {
  const VideoRecipe& recipe = *request.video;
  if (!recipe.subtitle) return nullptr;
  const WindowSpec spec{.stream = recipe.subtitle->stream,
                        .clock = recipe.stream,
                        .origin = request.origin,
                        .indexed = request.isIndexed()};
  SourceLease<SubtitleWindow> source(pool, request, spec, token, stats);
  const Ticks from = request.start - Stretch::kTolerance;
  const Ticks to = request.last ? request.end + Stretch::kTail : request.end;
  const std::vector<av::PacketHandle> packets = source->read(
      from - kLongestImage - kForItsParts + request.origin, to + request.origin, token);
  const av::ParametersHandle parameters = av::copyParameters(source->parameters());
  const ImageStream stream{parameters.get(), source->timeBase(), request.origin};
  source.release();
  const av::OverlayTarget target{.width = recipe.scaling.width,
                                 .height = recipe.scaling.height,
                                 .codedWidth = recipe.subtitle->codedWidth,
                                 .codedHeight = recipe.subtitle->codedHeight,
                                 .matrix = recipe.scaling.matrix};
  return std::make_shared<const BurnedImages>(
      BurnedImages{target, decodeImages(stream, packets, from, to, token)});
}

/// Containers round: a picture may be stamped a little before the subtitle that begins with it.
const ShownImage* ImageBurner::imageAt(Ticks time) const {
  if (!burned_) return nullptr;
  const Ticks at = time + Stretch::kTolerance;
  const auto next = std::ranges::upper_bound(burned_->images, at, {}, &ShownImage::start);
  if (next == burned_->images.begin()) return nullptr;
  const ShownImage& image = *std::prev(next);
  return image.end > at ? &image : nullptr;
}

void ImageBurner::draw(av::FrameHandle& picture, Ticks time) {
  const ShownImage* image = imageAt(time);
  if (!image) return;
  if (image != drawn_) {
    overlay_.emplace(image->image, burned_->target);
    drawn_ = image;
  }
  av::check(av_frame_make_writable(picture.get()), "draw a subtitle");
  overlay_->draw(picture.get());
}

}  // namespace haema::engine

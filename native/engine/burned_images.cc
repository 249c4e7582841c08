#include "engine/burned_images.h"

#include <algorithm>
#include <utility>

#include "engine/cue_list.h"
#include "engine/source_lease.h"
#include "engine/vobsub.h"

namespace haema::engine {

namespace {

/// Before the first picture that may still be on the screen, for what it was put together from.
constexpr Ticks kForItsParts = 10 * av::kTicksPerSecond;

/// Of all fonts that are taken from a file.
constexpr size_t kMaxFontBytes = 64 * 1024 * 1024;

std::vector<av::EmbeddedFont> fontsIn(const av::Input& input) {
  std::vector<av::EmbeddedFont> fonts;
  size_t bytes = 0;
  for (const AVStream* stream : std::span(input.context()->streams, input.context()->nb_streams)) {
    const AVCodecParameters* file = stream->codecpar;
    if (file->codec_type != AVMEDIA_TYPE_ATTACHMENT || file->extradata_size <= 0) continue;
    if (file->codec_id != AV_CODEC_ID_TTF && file->codec_id != AV_CODEC_ID_OTF) continue;
    const std::span data(file->extradata, static_cast<size_t>(file->extradata_size));
    if ((bytes += data.size()) > kMaxFontBytes) break;
    const AVDictionaryEntry* name = av_dict_get(stream->metadata, "filename", nullptr, 0);
    fonts.push_back({name ? name->value : "font", data});
  }
  return fonts;
}

std::unique_ptr<av::ScriptRenderer> readScript(SubtitleWindow& source,
                                               const SegmentRequest& request,
                                               std::span<const av::PacketHandle> packets,
                                               const av::OverlayTarget& target,
                                               const av::CancelToken& token) {
  av::ScriptDecoder decoder(source.parameters(), source.timeBase());
  CueList list(request.origin);
  std::vector<av::ScriptEvent> events;
  for (const av::PacketHandle& packet : packets) {
    token.poll();
    events.clear();
    decoder.decode(packet.get(), events);
    for (av::ScriptEvent& event : events) list.follow(std::move(event));
  }
  list.finish();
  return std::make_unique<av::ScriptRenderer>(decoder.header(), list.take(),
                                              fontsIn(source.input()), target);
}

av::OverlayTarget targetOf(const VideoRecipe& recipe) {
  return {.width = recipe.scaling.width,
          .height = recipe.scaling.height,
          .codedWidth = recipe.subtitle->codedWidth,
          .codedHeight = recipe.subtitle->codedHeight,
          .matrix = recipe.scaling.matrix};
}

struct Shown {
  Ticks from, to;
  /// Where reading begins: what is on the screen then was sent before.
  Ticks before() const { return from - kLongestImage - kForItsParts; }
};

Shown shownIn(const SegmentRequest& request) {
  return {request.start - Stretch::kTolerance,
          request.last ? request.end + Stretch::kTail : request.end};
}

void readEmbedded(const SegmentRequest& request, SourcePool& pool, BurnedImages& burned,
                  const av::CancelToken& token, SegmentStats& stats) {
  const VideoRecipe& recipe = *request.video;
  const WindowSpec spec{.stream = recipe.subtitle->stream,
                        .clock = recipe.stream,
                        .origin = request.origin,
                        .indexed = request.isIndexed()};
  SourceLease<SubtitleWindow> source(pool, request, spec, token, stats);
  const Shown shown = shownIn(request);
  const std::vector<av::PacketHandle> packets =
      source->read(shown.before() + request.origin, shown.to + request.origin, token);
  if (isImageSubtitle(source->parameters())) {
    const ImageStream stream{source->parameters(), source->timeBase(), request.origin};
    burned.images = decodeImages(stream, packets, shown.from, shown.to, token);
  } else {
    burned.script = readScript(*source, request, packets, burned.target, token);
  }
  source.release();
}

/// Small enough to be opened for each segment.
void readBeside(const FilesBeside& files, const SegmentRequest& request, BurnedImages& burned,
                const av::CancelToken& token, SegmentStats& stats) {
  const auto open = [](const SourceRef& at) {
    return av::File::open(at.root, at.path, at.version);
  };
  VobSub source(open(files.index), open(files.pictures), files.track, token);
  const Shown shown = shownIn(request);
  const std::vector<av::PacketHandle> packets = source.read(shown.before(), shown.to, token);
  const ImageStream stream{source.parameters(), av::kTickBase, 0};
  burned.images = decodeImages(stream, packets, shown.from, shown.to, token);
  source.ensureUnchanged();
  stats.bytesRead += source.bytesRead();
}

}  // namespace

std::shared_ptr<const BurnedImages> readBurnedImages(const SegmentRequest& request,
                                                     SourcePool& pool, const av::CancelToken& token,
                                                     SegmentStats& stats) {
  const VideoRecipe& recipe = *request.video;
  if (!recipe.subtitle) return nullptr;
  BurnedImages burned{targetOf(recipe), {}, nullptr};
  if (recipe.subtitle->beside) {
    readBeside(*recipe.subtitle->beside, request, burned, token, stats);
  } else {
    readEmbedded(request, pool, burned, token, stats);
  }
  return std::make_shared<const BurnedImages>(std::move(burned));
}

bool ImageBurner::shows(Ticks time) const {
  if (!burned_) return false;
  return burned_->script ? burned_->script->shows(time) : imageAt(time) != nullptr;
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

void ImageBurner::draw(av::FrameHandle& picture, Ticks time, const av::CancelToken& token) {
  av::check(av_frame_make_writable(picture.get()), "draw a subtitle");
  if (burned_->script) return burned_->script->draw(picture.get(), time, token);
  const ShownImage* image = imageAt(time);
  if (!image) return;
  if (image != drawn_) {
    overlay_.emplace(image->image, burned_->target);
    drawn_ = image;
  }
  overlay_->draw(picture.get());
}

}  // namespace haema::engine

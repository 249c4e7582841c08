#include "av/script_renderer.h"

extern "C" {
#include <ass/ass.h>
}

#include <algorithm>
#include <utility>

#include "av/bundled_fonts.h"
#include "av/overlay_colour.h"
#include "av/system_fonts.h"

namespace haema::av {

namespace {

/// Glyphs, and megabytes of pictures of them: a script may ask for any size.
constexpr int kMostGlyphs = 5'000, kMostMegabytes = 64;

/// Of a picture; elaborate signs have some hundreds of events.
constexpr size_t kMostShown = 1'000, kMostShownText = 512 * 1024;

/// To the nearest: scripts are timed in milliseconds, pictures are not.
long long millisecondsOf(Ticks time) { return av_rescale(time, 1000, kTicksPerSecond); }

bool isShown(const ScriptEvent& event, Ticks time) {
  const auto now = millisecondsOf(time);
  return millisecondsOf(event.start) <= now && millisecondsOf(event.end) > now;
}

/// The mask's part of what is to be seen, up to 256.
uint32_t partOf(uint32_t mask, uint32_t opaque) {
  const uint32_t part = (mask * opaque + 127) / 255;
  return part + (part >> 7);
}

uint8_t mixed(uint8_t below, uint32_t above, uint32_t part) {
  return static_cast<uint8_t>((below * (256 - part) + above * part + 128) >> 8);
}

/// A glyph, an outline or a shadow: one colour through a mask.
class Mask {
 public:
  Mask(const ASS_Image& image, AVColorSpace matrix)
      : image_(image), opaque_(255 - (image.color & 255)) {
    colour_ = colourIn(matrix, image.color >> 8);
  }

  void draw(AVFrame* picture) const {
    for (int y = 0; y < image_.h; ++y) {
      uint8_t* row = picture->data[0] + (image_.dst_y + y) * ptrdiff_t{picture->linesize[0]};
      for (int x = 0; x < image_.w; ++x) {
        uint8_t& pixel = row[image_.dst_x + x];
        pixel = mixed(pixel, colour_[0], partOf(at(x, y), opaque_));
      }
    }
    for (int y = image_.dst_y / 2; y <= (image_.dst_y + image_.h - 1) / 2; ++y) {
      for (int x = image_.dst_x / 2; x <= (image_.dst_x + image_.w - 1) / 2; ++x) {
        drawChroma(picture, x, y);
      }
    }
  }

 private:
  /// Zero outside.
  uint32_t at(int x, int y) const {
    const bool inside = x >= 0 && y >= 0 && x < image_.w && y < image_.h;
    return inside ? image_.bitmap[y * ptrdiff_t{image_.stride} + x] : 0;
  }

  void drawChroma(AVFrame* picture, int x, int y) const {
    const int left = 2 * x - image_.dst_x, top = 2 * y - image_.dst_y;
    const uint32_t sum =
        at(left, top) + at(left + 1, top) + at(left, top + 1) + at(left + 1, top + 1);
    const uint32_t part = partOf((sum + 2) / 4, opaque_);
    for (const int plane : {1, 2}) {
      uint8_t& pixel = picture->data[plane][y * ptrdiff_t{picture->linesize[plane]} + x];
      pixel = mixed(pixel, colour_[static_cast<size_t>(plane)], part);
    }
  }

  const ASS_Image& image_;
  uint32_t opaque_;
  std::array<uint8_t, 3> colour_;
};

}  // namespace

void ScriptRenderer::freeLibrary(ass_library* library) { ass_library_done(library); }
void ScriptRenderer::freeRenderer(ass_renderer* renderer) { ass_renderer_done(renderer); }
void ScriptRenderer::freeTrack(ass_track* track) { ass_free_track(track); }

ScriptRenderer::ScriptRenderer(const std::string& header, std::vector<ScriptEvent> events,
                               std::span<const EmbeddedFont> fonts, const OverlayTarget& target)
    : events_(std::move(events)),
      matrix_(target.matrix),
      library_(checkAllocated(ass_library_init(), "subtitles")) {
  ass_set_message_cb(
      library_.get(), [](int, const char*, va_list, void*) {}, nullptr);
  const auto addFont = [this](const char* name, std::span<const uint8_t> bytes) {
    ass_add_font(library_.get(), name, reinterpret_cast<const char*>(bytes.data()),
                 static_cast<int>(bytes.size()));
  };
  for (const EmbeddedFont& font : fonts) addFont(font.name.c_str(), font.bytes);
  for (const auto bytes : bundledFonts()) addFont(kBundledFamily, bytes);
  renderer_.reset(checkAllocated(ass_renderer_init(library_.get()), "subtitles"));
  ass_set_cache_limits(renderer_.get(), kMostGlyphs, kMostMegabytes);
  ass_set_frame_size(renderer_.get(), target.width, target.height);
  const bool known = target.codedWidth > 0 && target.codedHeight > 0;
  ass_set_storage_size(renderer_.get(), known ? target.codedWidth : target.width,
                       known ? target.codedHeight : target.height);
  setFonts();
  track_.reset(checkAllocated(ass_new_track(library_.get()), "subtitles"));
  std::string own = header;
  ass_process_codec_private(track_.get(), own.data(), static_cast<int>(own.size()));
}

ScriptRenderer::~ScriptRenderer() = default;

void ScriptRenderer::setFonts() {
  const std::string& system = systemFonts();
  const auto provider = system.empty() ? ASS_FONTPROVIDER_NONE : ASS_FONTPROVIDER_FONTCONFIG;
  ass_set_fonts(renderer_.get(), nullptr, kBundledFamily, provider, system.c_str(), 1);
}

bool ScriptRenderer::shows(Ticks time) const {
  return std::ranges::any_of(events_, [&](const ScriptEvent& it) { return isShown(it, time); });
}

void ScriptRenderer::add(size_t number) {
  const ScriptEvent& event = events_[number];
  std::string line = std::to_string(number) + "," + std::to_string(event.layer) + "," +
                     event.style + "," + event.name + "," + std::to_string(event.marginLeft) + "," +
                     std::to_string(event.marginRight) + "," +
                     std::to_string(event.marginVertical) + "," + event.effect + "," + event.text;
  ass_process_chunk(track_.get(), line.data(), static_cast<int>(line.size()),
                    millisecondsOf(event.start),
                    millisecondsOf(event.end) - millisecondsOf(event.start));
}

void ScriptRenderer::addShown(Ticks time, const CancelToken& token) {
  // libass keeps lines where they were in the picture before: there has been none.
  ass_flush_events(track_.get());
  size_t count = 0, bytes = 0;
  for (size_t i = 0; i < events_.size() && count < kMostShown; ++i) {
    if (!isShown(events_[i], time)) continue;
    token.poll();
    bytes += events_[i].text.size();
    if (bytes > kMostShownText) break;
    add(i);
    ++count;
  }
}

void ScriptRenderer::draw(AVFrame* picture, Ticks time, const CancelToken& token) {
  const std::lock_guard lock(mutex_);
  token.poll();
  addShown(time, token);
  const ASS_Image* image =
      ass_render_frame(renderer_.get(), track_.get(), millisecondsOf(time), nullptr);
  for (; image; image = image->next) {
    token.poll();
    const bool inside = image->w > 0 && image->h > 0 && image->dst_x >= 0 && image->dst_y >= 0 &&
                        image->dst_x + image->w <= picture->width &&
                        image->dst_y + image->h <= picture->height;
    if (inside) Mask(*image, matrix_).draw(picture);
  }
}

}  // namespace haema::av

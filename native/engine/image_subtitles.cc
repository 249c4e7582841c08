#include "engine/image_subtitles.h"

extern "C" {
#include <libavcodec/codec_desc.h>
}

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "av/decoded_subtitle.h"
#include "engine/image_bounds.h"

namespace haema::engine {

namespace {

/// Of a canvas; a larger one is damage, and counts as none.
constexpr int kMaxSide = 16'384;
/// Of all that a segment shows: what lies behind is left out.
constexpr size_t kMaxBytes = 128 * 1024 * 1024;

av::CodecHandle openDecoder(const ImageStream& stream) {
  const AVCodec* codec = avcodec_find_decoder(stream.parameters->codec_id);
  if (!codec || !isImageSubtitle(stream.parameters)) {
    throw av::Error(av::Code::kMediaInvalid, "these subtitles cannot be drawn");
  }
  av::CodecHandle context(av::checkAllocated(avcodec_alloc_context3(codec), "decoder"));
  av::check(avcodec_parameters_to_context(context.get(), stream.parameters), "set up a decoder");
  context->pkt_timebase = stream.timeBase;
  context->max_pixels = ImageBounds::kMostPixels;
  context->thread_count = 1;
  av::check(avcodec_open2(context.get(), codec, nullptr), "open the decoder");
  return context;
}

/// Nothing for what is no picture.
std::optional<av::OverlayRect> rectOf(const AVSubtitleRect& rect) {
  const bool picture = rect.type == SUBTITLE_BITMAP && rect.data[0] && rect.data[1];
  if (!picture || rect.w <= 0 || rect.h <= 0 || rect.linesize[0] < rect.w) return std::nullopt;
  if (int64_t{rect.w} * rect.h > ImageBounds::kMostPixels) return std::nullopt;
  const auto width = static_cast<size_t>(rect.w), height = static_cast<size_t>(rect.h);
  av::OverlayRect own{rect.x, rect.y, rect.w, rect.h, std::vector<uint8_t>(width * height), {}};
  for (size_t y = 0; y < height; ++y) {
    std::memcpy(own.pixels.data() + y * width,
                rect.data[0] + static_cast<ptrdiff_t>(y) * rect.linesize[0], width);
  }
  const auto colours = static_cast<size_t>(std::clamp(rect.nb_colors, 0, 256));
  std::memcpy(own.colours.data(), rect.data[1], colours * sizeof(uint32_t));
  return own;
}

av::OverlayImage imageOf(const AVSubtitle& subtitle, const AVCodecContext* context) {
  av::OverlayImage image{context->width, context->height, {}};
  if (image.width > kMaxSide || image.height > kMaxSide) image = {};
  if (image.width <= 0 && context->codec_id == AV_CODEC_ID_DVB_SUBTITLE) {
    image = {720, 576, {}};  // ETSI EN 300 743, 5.1.3
  }
  for (const AVSubtitleRect* rect : std::span(subtitle.rects, subtitle.num_rects)) {
    if (auto own = rectOf(*rect)) image.rects.push_back(std::move(*own));
  }
  return image;
}

size_t bytesOf(const av::OverlayImage& image) {
  size_t bytes = 0;
  for (const av::OverlayRect& rect : image.rects) bytes += rect.pixels.size() + sizeof(rect);
  return bytes;
}

/// What is shown one after the other: each one ends the one before it.
class Sequence {
 public:
  Sequence(Ticks from, Ticks to) : from_(from), to_(to) {}

  void add(ShownImage&& next) {
    while (!shown_.empty()) {
      shown_.back().end = std::min(shown_.back().end, next.start);
      if (isWanted(shown_.back())) break;
      drop();
    }
    if (bytes_ + bytesOf(next.image) > kMaxBytes) next.image.rects.clear();
    bytes_ += bytesOf(next.image);
    shown_.push_back(std::move(next));
  }
  std::vector<ShownImage> finish() {
    std::erase_if(shown_,
                  [this](const ShownImage& it) { return !isWanted(it) || it.image.rects.empty(); });
    return std::move(shown_);
  }

 private:
  bool isWanted(const ShownImage& it) const {
    return it.end > it.start && it.end > from_ && it.start < to_;
  }
  void drop() {
    bytes_ -= bytesOf(shown_.back().image);
    shown_.pop_back();
  }

  Ticks from_, to_;
  size_t bytes_ = 0;
  std::vector<ShownImage> shown_;
};

struct Times {
  Ticks start, end;
};

/// Of `hh:mm:ss.mmm`; nothing for other texts.
std::optional<Ticks> timeIn(const uint8_t* text) {
  constexpr char kShape[] = "00:00:00.000";
  constexpr Ticks kWorth[] = {36'000'000, 3'600'000, 0, 600'000, 60'000, 0,
                              10'000,     1'000,     0, 100,     10,     1};
  Ticks milliseconds = 0;
  for (size_t i = 0; i < std::size(kWorth); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit != (kShape[i] == '0') || (!digit && text[i] != kShape[i])) return std::nullopt;
    if (digit) milliseconds += (text[i] - '0') * kWorth[i];
  }
  return milliseconds * (av::kTicksPerSecond / 1000);
}

/// XSUB tells its times by itself, `[start-end]` from the beginning of the file: the container
/// only counts its packets.
std::optional<Times> timesIn(const AVPacket* packet) {
  constexpr int kLength = 27, kEnd = 14;
  if (packet->size < kLength) return std::nullopt;
  const auto start = timeIn(packet->data + 1), end = timeIn(packet->data + kEnd);
  if (!start || !end) return std::nullopt;
  return Times{*start, *end};
}

/// In container ticks, of what was decoded. A film that says nothing of the end of a subtitle shows
/// it until the next one.
std::optional<Times> timesOf(av::DecodedSubtitle& decoded, const AVPacket* packet,
                             AVCodecID codec) {
  if (codec == AV_CODEC_ID_XSUB) return timesIn(packet);
  const Ticks stamp = av::toTicks(decoded->pts, AV_TIME_BASE_Q);
  if (stamp == av::kNoTicks) return std::nullopt;
  constexpr Ticks kMillisecond = av::kTicksPerSecond / 1000;
  const bool ends = decoded->end_display_time != UINT32_MAX &&
                    decoded->end_display_time > decoded->start_display_time;
  return Times{stamp + kMillisecond * decoded->start_display_time,
               ends ? stamp + kMillisecond * decoded->end_display_time : av::kForever};
}

}  // namespace

bool isImageSubtitle(const AVCodecParameters* parameters) {
  const AVCodecDescriptor* description = avcodec_descriptor_get(parameters->codec_id);
  return parameters->codec_type == AVMEDIA_TYPE_SUBTITLE && description &&
         description->props & AV_CODEC_PROP_BITMAP_SUB;
}

std::vector<ShownImage> decodeImages(const ImageStream& stream,
                                     std::span<const av::PacketHandle> packets, Ticks from,
                                     Ticks to, const av::CancelToken& token) {
  const av::CodecHandle context = openDecoder(stream);
  Sequence sequence(from, to);
  ImageBounds bounds(context->codec_id);
  const av::PacketHandle own = av::makePacket();
  for (const av::PacketHandle& packet : packets) {
    token.poll();
    if (!bounds.admits({packet->data, static_cast<size_t>(packet->size)})) continue;
    av::DecodedSubtitle decoded;
    int complete = 0;
    av_packet_unref(own.get());
    av::check(av_packet_ref(own.get(), packet.get()), "decode a subtitle");
    const int result = avcodec_decode_subtitle2(context.get(), decoded.get(), &complete, own.get());
    if (result == AVERROR(ENOMEM)) av::check(result, "decode a subtitle");
    if (result < 0 || !complete) continue;
    const auto times = timesOf(decoded, packet.get(), context->codec_id);
    if (!times) continue;
    const Ticks start = times->start - stream.origin;
    const Ticks end = std::min(times->end - stream.origin, start + kLongestImage);
    sequence.add({start, end, imageOf(*decoded.get(), context.get())});
  }
  return sequence.finish();
}

}  // namespace haema::engine

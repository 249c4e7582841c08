#include "engine/stream_facts.h"

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cmath>
#include <cstring>

#include "av/field_marks.h"
#include "av/orientation.h"

namespace haema::engine {

namespace {

constexpr size_t kMaxTextBytes = 1'000;

std::string named(const char* name) { return name ? name : "unknown"; }

const char* fieldOrderName(AVFieldOrder order) {
  switch (order) {
    case AV_FIELD_PROGRESSIVE:
      return "progressive";
    case AV_FIELD_TT:
      return "tt";
    case AV_FIELD_BB:
      return "bb";
    case AV_FIELD_TB:
      return "tb";
    case AV_FIELD_BT:
      return "bt";
    default:
      return "unknown";
  }
}

template <typename T>
std::optional<T> sideData(const AVStream* stream, AVPacketSideDataType type) {
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(stream, type, &size);
  if (!data || size < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, data, sizeof value);
  return value;
}

std::optional<DolbyVision> dolbyVisionOf(const AVStream* stream) {
  const auto record = sideData<AVDOVIDecoderConfigurationRecord>(stream, AV_PKT_DATA_DOVI_CONF);
  if (!record) return std::nullopt;
  return DolbyVision{record->dv_profile, record->dv_bl_signal_compatibility_id};
}

/// The brightest pixel, else the screen that the film was made on: as its container says, for what
/// pictures say is met or not according to where reading begins.
int peakOf(const AVStream* stream) {
  constexpr double kMost = 10'000;  // there is no more in PQ
  const auto light = sideData<AVContentLightMetadata>(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL);
  if (light && light->MaxCLL > 0) return static_cast<int>(std::min<double>(light->MaxCLL, kMost));
  const auto screen =
      sideData<AVMasteringDisplayMetadata>(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA);
  if (!screen || !screen->has_luminance || screen->max_luminance.den <= 0) return 0;
  return static_cast<int>(std::clamp(av_q2d(screen->max_luminance), 0.0, kMost));
}

const char* dynamicRangeOf(const AVStream* stream) {
  if (dolbyVisionOf(stream)) return "dolby-vision";
  switch (stream->codecpar->color_trc) {
    case AVCOL_TRC_SMPTE2084:
      return "pq";
    case AVCOL_TRC_ARIB_STD_B67:
      return "hlg";
    default:
      return "sdr";
  }
}

void describeVideo(const AVStream* stream, StreamFacts& facts) {
  const AVCodecParameters* p = stream->codecpar;
  facts.width = p->width;
  facts.height = p->height;
  const AVRational container = stream->sample_aspect_ratio;
  const AVRational aspect = container.num > 0 ? container : p->sample_aspect_ratio;
  if (aspect.num > 0 && aspect.den > 0) facts.sampleAspect = aspect;
  const av::Orientation orientation = av::orientationOf(stream);
  facts.rotation = orientation.rotation;
  facts.mirrored = orientation.mirrored;
  const AVRational average = stream->avg_frame_rate;
  const AVRational nominal = stream->r_frame_rate;
  facts.frameRate = average.num > 0 && average.den > 0 ? average : nominal;
  facts.constantRate =
      average.num > 0 && nominal.num > 0 && std::abs(av_q2d(average) / av_q2d(nominal) - 1) < 0.001;
  const auto format = static_cast<AVPixelFormat>(p->format);
  facts.pixelFormat = named(av_get_pix_fmt_name(format));
  if (const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format)) {
    facts.bitDepth = description->comp[0].depth;
  }
  facts.fieldOrder = fieldOrderName(p->field_order);
  facts.mayHaveFields = av::mayHaveFields(p);
  facts.level = p->level;
  facts.colour = {named(av_color_range_name(p->color_range)),
                  named(av_color_primaries_name(p->color_primaries)),
                  named(av_color_transfer_name(p->color_trc)),
                  named(av_color_space_name(p->color_space))};
  if (p->codec_id == AV_CODEC_ID_VP8 && p->color_space == AVCOL_SPC_UNSPECIFIED) {
    facts.colour.matrix = av_color_space_name(AVCOL_SPC_BT470BG);  // it has no other (RFC 6386 9.2)
  }
  facts.dynamicRange = dynamicRangeOf(stream);
  facts.peak = peakOf(stream);
  facts.dolbyVision = dolbyVisionOf(stream);
}

void describeAudio(const AVStream* stream, StreamFacts& facts) {
  const AVCodecParameters* p = stream->codecpar;
  facts.sampleRate = p->sample_rate;
  facts.channels = p->ch_layout.nb_channels;
  char layout[64] = {};
  av_channel_layout_describe(&p->ch_layout, layout, sizeof layout);
  facts.channelLayout = layout;
}

std::vector<std::string> dispositionNames(int disposition) {
  std::vector<std::string> names;
  for (int bit = 0; bit < 31; ++bit) {
    if (!(disposition & (1 << bit))) continue;
    if (const char* name = av_disposition_to_string(1 << bit)) names.emplace_back(name);
  }
  return names;
}

StreamKind kindOf(const AVStream* stream) {
  if (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) return StreamKind::kOther;
  switch (stream->codecpar->codec_type) {
    case AVMEDIA_TYPE_VIDEO:
      return StreamKind::kVideo;
    case AVMEDIA_TYPE_AUDIO:
      return StreamKind::kAudio;
    case AVMEDIA_TYPE_SUBTITLE:
      return StreamKind::kSubtitle;
    default:
      return StreamKind::kOther;
  }
}

}  // namespace

std::string cleanText(const char* text) {
  std::string clean;
  const auto* at = reinterpret_cast<const uint8_t*>(text);
  const uint8_t* end = at + std::char_traits<char>::length(text);
  while (at < end && clean.size() < kMaxTextBytes) {
    const uint8_t* begin = at;
    int32_t code = 0;
    const int result = av_utf8_decode(&code, &at, end, 0);
    if (result < 0 || code < 0x20 || code == 0x7f) continue;
    clean.append(begin, at);
  }
  return clean;
}

std::optional<std::string> cleanTag(const AVDictionary* tags, const char* key) {
  const AVDictionaryEntry* entry = av_dict_get(tags, key, nullptr, 0);
  if (!entry) return std::nullopt;
  std::string text = cleanText(entry->value);
  if (text.empty()) return std::nullopt;
  return text;
}

Ticks startOf(const AVStream* stream) {
  const Ticks start = av::toTicks(stream->start_time, stream->time_base);
  return start == av::kNoTicks ? 0 : start;
}

StreamFacts describeStream(const AVStream* stream, Ticks origin) {
  const AVCodecParameters* p = stream->codecpar;
  StreamFacts facts;
  facts.kind = kindOf(stream);
  facts.index = stream->index;
  facts.codec = avcodec_get_name(p->codec_id);
  if (const char* profile = avcodec_profile_name(p->codec_id, p->profile)) facts.profile = profile;
  facts.language = cleanTag(stream->metadata, "language");
  facts.title = cleanTag(stream->metadata, "title");
  facts.dispositions = dispositionNames(stream->disposition);
  facts.bitRate = p->bit_rate;
  facts.start = startOf(stream) - origin;
  if (facts.kind == StreamKind::kVideo) describeVideo(stream, facts);
  if (facts.kind == StreamKind::kAudio) describeAudio(stream, facts);
  if (facts.kind == StreamKind::kOther) {
    facts.fileName = cleanTag(stream->metadata, "filename");
    facts.mimeType = cleanTag(stream->metadata, "mimetype");
  }
  return facts;
}

}  // namespace haema::engine

#include "av/script_decoder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <span>
#include <string_view>

#include "av/decoded_subtitle.h"
#include "av/utf8.h"

namespace haema::av {

namespace {

constexpr int kMostScript = 1 << 20;
constexpr size_t kMostHeader = kMostScript / 2;
/// Some of libav's decoders search the rest of a text for each tag in it.
constexpr int kMostOther = 16 << 10;
/// Names of styles and speakers.
constexpr size_t kMostName = 1'000;

int numberOf(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `ReadOrder,Layer,Style,Name,MarginL,MarginR,MarginV,Effect,Text`; false for anything else.
bool splitEvent(std::string_view line, ScriptEvent& event) {
  std::array<std::string_view, 8> fields;
  for (std::string_view& field : fields) {
    const size_t comma = line.find(',');
    if (comma == std::string_view::npos) return false;
    field = line.substr(0, comma);
    line.remove_prefix(comma + 1);
  }
  const auto name = [](std::string_view text) {
    return validText(text, kMostName, Lines::kEscaped);
  };
  event.order = numberOf(fields[0]);
  event.layer = numberOf(fields[1]);
  event.style = name(fields[2]);
  event.name = name(fields[3]);
  event.marginLeft = numberOf(fields[4]);
  event.marginRight = numberOf(fields[5]);
  event.marginVertical = numberOf(fields[6]);
  event.effect = name(fields[7]);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  event.text = validText(line, kMostScript, Lines::kEscaped);
  return true;
}

std::string settingsOf(const AVPacket* packet) {
  size_t size = 0;
  const uint8_t* data = av_packet_get_side_data(packet, AV_PKT_DATA_WEBVTT_SETTINGS, &size);
  if (!data) return {};
  return validText({reinterpret_cast<const char*>(data), size}, kMostName, Lines::kEscaped);
}

/// Up to fonts and pictures that are part of some scripts.
std::string headerOf(const AVCodecContext* codec) {
  if (!codec->subtitle_header || codec->subtitle_header_size <= 0) return {};
  std::string_view header(reinterpret_cast<const char*>(codec->subtitle_header),
                          static_cast<size_t>(codec->subtitle_header_size));
  for (const std::string_view section : {"\n[Fonts]", "\n[Graphics]"}) {
    const size_t at = header.find(section);
    if (at != std::string_view::npos) header = header.substr(0, at + 1);
  }
  return validText(header, kMostHeader, Lines::kKept);
}

}  // namespace

bool ScriptDecoder::decodes(AVCodecID codec) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec);
  if (!descriptor || descriptor->type != AVMEDIA_TYPE_SUBTITLE) return false;
  const bool text =
      (descriptor->props & AV_CODEC_PROP_TEXT_SUB) != 0 || codec == AV_CODEC_ID_DVB_TELETEXT;
  return text && avcodec_find_decoder(codec);
}

ScriptDecoder::ScriptDecoder(const AVCodecParameters* parameters, AVRational timeBase)
    : timeBase_(timeBase) {
  const AVCodec* decoder =
      decodes(parameters->codec_id) ? avcodec_find_decoder(parameters->codec_id) : nullptr;
  if (!decoder) throw Error(Code::kMediaInvalid, "these subtitles are no text that can be decoded");
  codec_.reset(checkAllocated(avcodec_alloc_context3(decoder), "decoder"));
  check(avcodec_parameters_to_context(codec_.get(), parameters), "describe subtitles");
  codec_->pkt_timebase = timeBase;
  codec_->sub_charenc_mode = FF_SUB_CHARENC_MODE_IGNORE;  // else one wrong byte hides the rest
  AVDictionary* options = nullptr;
  if (parameters->codec_id == AV_CODEC_ID_DVB_TELETEXT) {
    av_dict_set(&options, "txt_format", "ass", 0);
    av_dict_set(&options, "txt_page", "subtitle", 0);
  }
  const int result = avcodec_open2(codec_.get(), decoder, &options);
  const DictionaryHandle unused(options);
  if (result < 0) throw Error(Code::kMediaInvalid, "these subtitles cannot be decoded");
  header_ = headerOf(codec_.get());
}

bool ScriptDecoder::isScript() const noexcept {
  return codec_->codec_id == AV_CODEC_ID_ASS || codec_->codec_id == AV_CODEC_ID_SSA;
}

void ScriptDecoder::decode(const AVPacket* packet, std::vector<ScriptEvent>& events) {
  const PacketHandle less = shortened(packet);
  DecodedSubtitle subtitle;
  int got = 0;
  AVPacket* const given = less ? less.get() : const_cast<AVPacket*>(packet);  // it is only read
  if (avcodec_decode_subtitle2(codec_.get(), subtitle.get(), &got, given) < 0 || !got) return;
  ScriptEvent event = timed(packet, *subtitle.get());
  if (event.start == kNoTicks) return;
  event.settings = settingsOf(packet);
  bool any = false;
  for (const AVSubtitleRect* rect : std::span(subtitle->rects, subtitle->num_rects)) {
    if (!rect->ass || !splitEvent(rect->ass, event)) continue;
    events.push_back(event);
    any = true;
  }
  if (any) return;
  event.text.clear();
  events.push_back(event);
}

/// Null where all of it counts.
PacketHandle ScriptDecoder::shortened(const AVPacket* packet) const {
  const int most = isScript() ? kMostScript : kMostOther;
  if (packet->size <= most) return nullptr;
  PacketHandle less = makePacket();
  check(av_new_packet(less.get(), most), "shorten a subtitle");
  std::memcpy(less->data, packet->data, static_cast<size_t>(most));
  less->pts = packet->pts;
  less->dts = packet->dts;
  less->duration = packet->duration;
  return less;
}

ScriptEvent ScriptDecoder::timed(const AVPacket* packet, const AVSubtitle& subtitle) const {
  constexpr AVRational kMilliseconds{1, 1000};
  ScriptEvent event{};
  const int64_t stamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
  event.start = toTicks(stamp, timeBase_);
  // Teletext comes out later than it goes in.
  if (codec_->codec_id == AV_CODEC_ID_DVB_TELETEXT && subtitle.pts != AV_NOPTS_VALUE) {
    event.start = toTicks(subtitle.pts, AV_TIME_BASE_Q);
  }
  event.end = kNoTicks;
  if (event.start == kNoTicks) return event;
  if (packet->duration > 0 && codec_->codec_id != AV_CODEC_ID_DVB_TELETEXT) {
    event.end = std::max(toTicks(stamp + packet->duration, timeBase_), event.start + 1);
  } else if (subtitle.end_display_time > 0 && subtitle.end_display_time < UINT32_MAX) {
    event.end = event.start + toTicks(int64_t{subtitle.end_display_time}, kMilliseconds);
  }
  if (event.end != kNoTicks && event.end <= event.start) event.end = kNoTicks;
  return event;
}

}  // namespace haema::av

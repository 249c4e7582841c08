// What a container tells of colours, as boxes of a sample entry and attributes of a playlist.
extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/mastering_display_metadata.h>
}

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "av/copy_codecs.h"
#include "av/mp4_movie_writer.h"

namespace haema::av::copy {

namespace {

constexpr uint16_t kUnspecified = 2;

template <typename T>
std::optional<T> sideData(const AVStream& stream, AVPacketSideDataType type) {
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(&stream, type, &size);
  if (!data || size < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, data, sizeof value);
  return value;
}

/// In units of 1/`scale`, within an unsigned number of `most`.
uint32_t scaled(AVRational value, double scale, double most) {
  if (value.den == 0) return 0;
  return static_cast<uint32_t>(std::clamp(std::round(av_q2d(value) * scale), 0.0, most));
}

void writeNclx(BoxWriter& b, const AVCodecParameters* p) {
  const auto known = [](int value) {
    return value > 0 && value < 256 ? static_cast<uint16_t>(value) : kUnspecified;
  };
  const bool rgb = p->color_space == AVCOL_SPC_RGB;  // its number is 0
  const VideoColor color{.primaries = known(p->color_primaries),
                         .transfer = known(p->color_trc),
                         .matrix = rgb ? uint16_t{0} : known(p->color_space),
                         .fullRange = p->color_range == AVCOL_RANGE_JPEG};
  const bool said = color.primaries != kUnspecified || color.transfer != kUnspecified ||
                    color.matrix != kUnspecified || color.fullRange;
  if (said) writeColor(b, color);
}

void writeMastering(BoxWriter& b, const AVMasteringDisplayMetadata& display) {
  if (!display.has_primaries || !display.has_luminance) return;
  const auto point = [&](const AVRational(&xy)[2]) {
    for (const AVRational value : xy) b.u16(scaled(value, 50'000, 0xffff));
  };
  b.box("mdcv", [&] {
    for (const int colour : {1, 2, 0}) point(display.display_primaries[colour]);  // G, B, R
    point(display.white_point);
    b.u32(scaled(display.max_luminance, 10'000, 0xffffffff));
    b.u32(scaled(display.min_luminance, 10'000, 0xffffffff));
  });
}

void writeLightLevel(BoxWriter& b, const AVContentLightMetadata& light) {
  b.box("clli", [&] {
    b.u16(std::min(light.MaxCLL, 0xffffu));
    b.u16(std::min(light.MaxFALL, 0xffffu));
  });
}

/// DOVIDecoderConfigurationRecord.
void writeDolbyVision(BoxWriter& b, const AVDOVIDecoderConfigurationRecord& dovi) {
  b.box(dovi.dv_profile > 7 ? "dvvC" : "dvcC", [&] {
    b.u8(dovi.dv_version_major);
    b.u8(dovi.dv_version_minor);
    b.u16(uint32_t{dovi.dv_profile} << 9 | (dovi.dv_level & 0x3fu) << 3 |
          (dovi.rpu_present_flag ? 4u : 0u) | (dovi.el_present_flag ? 2u : 0u) |
          (dovi.bl_present_flag ? 1u : 0u));
    b.u8(uint32_t{dovi.dv_bl_signal_compatibility_id} << 4);
    b.zeros(19);
  });
}

/// The brand of a base layer that others can show, too.
const char* brandOf(int compatibility, AVColorTransferCharacteristic transfer) {
  switch (compatibility) {
    case 1:
      return "db1p";
    case 2:
      return "db2g";
    case 4:
      return transfer == AVCOL_TRC_BT2020_10 ? "db4g" : "db4h";
    default:
      return nullptr;
  }
}

/// Profiles 5, 8 and 10. Of the others (two layers, H.264) the base layer is what is played.
void describeDolbyVision(BoxWriter& b, const AVStream& stream, CopyFormat& format) {
  const auto dovi = sideData<AVDOVIDecoderConfigurationRecord>(stream, AV_PKT_DATA_DOVI_CONF);
  if (!dovi) return;
  const bool hevc =
      format.codec == CopyCodec::kHevc && (dovi->dv_profile == 5 || dovi->dv_profile == 8);
  const bool av1 = format.codec == CopyCodec::kAv1 && dovi->dv_profile == 10;
  if (!hevc && !av1) return;
  char name[24];
  std::snprintf(name, sizeof name, "%s.%02u.%02u", hevc ? "dvh1" : "dav1",
                unsigned{dovi->dv_profile}, unsigned{dovi->dv_level});
  const char* brand = brandOf(dovi->dv_bl_signal_compatibility_id, stream.codecpar->color_trc);
  if (brand && dovi->dv_profile != 5) {
    format.supplemental = std::string(name) + "/" + brand;
  } else if (dovi->dv_profile == 8) {
    return;
  } else {
    format.codecs = name;
    format.videoRange = "PQ";
  }
  writeDolbyVision(b, *dovi);
}

}  // namespace

void describeColor(CopyFormat& format, const AVStream& stream) {
  const AVCodecParameters* p = stream.codecpar;
  format.videoRange = p->color_trc == AVCOL_TRC_SMPTE2084      ? "PQ"
                      : p->color_trc == AVCOL_TRC_ARIB_STD_B67 ? "HLG"
                                                               : "SDR";
  BoxWriter b;
  writeNclx(b, p);
  const auto display =
      sideData<AVMasteringDisplayMetadata>(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA);
  if (display) writeMastering(b, *display);
  const auto light = sideData<AVContentLightMetadata>(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL);
  if (light) writeLightLevel(b, *light);
  describeDolbyVision(b, stream, format);
  format.boxes = b.take();
}

}  // namespace haema::av::copy

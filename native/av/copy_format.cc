#include "av/copy_format.h"

extern "C" {
#include <libavformat/avformat.h>
}

#include "av/copy_codecs.h"
#include "av/error.h"
#include "av/orientation.h"

namespace haema::av {

namespace {

constexpr Ticks kUsualFrame = 3'600;
constexpr Ticks kShortestFrame = 300;  // what claims to be faster does not know its rate
constexpr int kLargest = 0xffff;       // of a sample entry

CopyCodec codecOf(AVCodecID id) {
  switch (id) {
    case AV_CODEC_ID_H264:
      return CopyCodec::kH264;
    case AV_CODEC_ID_HEVC:
      return CopyCodec::kHevc;
    case AV_CODEC_ID_AV1:
      return CopyCodec::kAv1;
    case AV_CODEC_ID_VP9:
      return CopyCodec::kVp9;
    default:
      throw Error(Code::kMediaInvalid, "only H.264, HEVC, AV1 and VP9 are copied");
  }
}

Ticks frameTicksOf(const AVStream& stream) {
  for (const AVRational rate : {stream.avg_frame_rate, stream.r_frame_rate}) {
    if (rate.num <= 0 || rate.den <= 0) continue;
    const Ticks ticks = toTicks(int64_t{1}, av_inv_q(rate));
    if (ticks >= kShortestFrame && ticks <= 60 * kTicksPerSecond) return ticks;
  }
  return kUsualFrame;
}

AVRational aspectOf(const AVStream& stream) {
  const AVRational container = stream.sample_aspect_ratio;
  const AVRational aspect = container.num > 0 ? container : stream.codecpar->sample_aspect_ratio;
  return aspect.num > 0 && aspect.den > 0 ? aspect : AVRational{1, 1};
}

void describeCodec(CopyFormat& format, const AVStream& stream, std::span<const uint8_t> key) {
  const AVCodecParameters* p = stream.codecpar;
  std::span<const uint8_t> extradata;
  if (p->extradata && p->extradata_size > 0) {
    extradata = {p->extradata, static_cast<size_t>(p->extradata_size)};
  }
  switch (format.codec) {
    case CopyCodec::kH264:
      return copy::describeH264(format, extradata, key);
    case CopyCodec::kHevc:
      return copy::describeHevc(format, extradata, key);
    case CopyCodec::kAv1:
      return copy::describeAv1(format, extradata, key);
    case CopyCodec::kVp9:
      return copy::describeVp9(format, stream, key);
  }
}

/// Throws kMediaInvalid as bit readers do.
Access readAccess(const CopyFormat& format, std::span<const uint8_t> packet) {
  switch (format.codec) {
    case CopyCodec::kH264:
      return copy::accessOfH264(format, packet);
    case CopyCodec::kHevc:
      return copy::accessOfHevc(format, packet);
    case CopyCodec::kAv1:
      return copy::accessOfAv1(packet);
    case CopyCodec::kVp9:
      return copy::accessOfVp9(packet);
  }
  return Access::kNone;
}

}  // namespace

CopyFormat copyFormat(const AVStream& stream, std::span<const uint8_t> key) {
  const Orientation orientation = orientationOf(&stream);
  CopyFormat format{};
  format.codec = codecOf(stream.codecpar->codec_id);
  format.width = stream.codecpar->width;
  format.height = stream.codecpar->height;
  format.sampleAspect = aspectOf(stream);
  format.rotation = orientation.rotation;
  format.mirrored = orientation.mirrored;
  format.frameTicks = frameTicksOf(stream);
  describeCodec(format, stream, key);
  copy::describeColor(format, stream);
  if (format.width <= 0 || format.height <= 0) {
    throw Error(Code::kMediaInvalid, "the size of its pictures is not known");
  }
  if (format.width > kLargest || format.height > kLargest) {
    throw Error(Code::kMediaInvalid, "its pictures are too large");
  }
  return format;
}

Access accessOf(const CopyFormat& format, std::span<const uint8_t> packet) {
  try {
    return readAccess(format, packet);
  } catch (const Error& error) {
    if (error.code() != Code::kMediaInvalid) throw;
    return Access::kNone;
  }
}

bool isReference(const CopyFormat& format, std::span<const uint8_t> packet) {
  return format.codec != CopyCodec::kH264 || copy::isH264Reference(format, packet);
}

bool mayOvertake(const CopyFormat& format, std::span<const uint8_t> packet) {
  return format.codec == CopyCodec::kH264 && copy::isH264B(format, packet);
}

bool hidesWhatIsMissing(const CopyFormat& format, std::span<const uint8_t> key) {
  return format.codec == CopyCodec::kH264 && copy::isH264Zero(format, key);
}

bool changesParameters(const CopyFormat& format, std::span<const uint8_t> packet) {
  switch (format.codec) {
    case CopyCodec::kH264:
    case CopyCodec::kHevc:
      return copy::changesNal(format, packet);
    case CopyCodec::kAv1:
      return copy::changesAv1(format, packet);
    case CopyCodec::kVp9:
      return copy::changesVp9(format, packet);
  }
  return false;
}

Bytes toSample(const CopyFormat& format, std::span<const uint8_t> packet) {
  switch (format.codec) {
    case CopyCodec::kH264:
    case CopyCodec::kHevc:
      return copy::sampleOfNal(format, packet);
    case CopyCodec::kAv1:
      return copy::sampleOfAv1(packet);
    case CopyCodec::kVp9:
      break;
  }
  if (packet.empty()) throw Error(Code::kMediaInvalid, "a coded picture is empty");
  return {packet.begin(), packet.end()};
}

Bytes toAnnexB(const CopyFormat& format, std::span<const uint8_t> packet, bool key) {
  require(format.codec == CopyCodec::kH264 || format.codec == CopyCodec::kHevc,
          "only NAL units can be Annex B");
  return copy::annexBOfNal(format, packet, key);
}

}  // namespace haema::av

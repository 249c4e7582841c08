#include "av/still.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>

#include "av/decoder.h"

namespace haema::av {

namespace {

/// Larger files are no pictures that anybody has put beside a video.
constexpr int64_t kMaxBytes = int64_t{64} << 20;
constexpr size_t kPiece = size_t{1} << 20;

/// By its first bytes, whatever its name says: no demuxer has to guess.
AVCodecID codecOf(std::span<const uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()),
                              std::min<size_t>(bytes.size(), 12));
  if (text.starts_with("\xFF\xD8\xFF")) return AV_CODEC_ID_MJPEG;
  if (text.starts_with("\x89PNG\r\n\x1A\n")) return AV_CODEC_ID_PNG;
  if (text.starts_with("GIF8")) return AV_CODEC_ID_GIF;
  if (text.starts_with("RIFF") && text.substr(8) == "WEBP") return AV_CODEC_ID_WEBP;
  throw Error(Code::kMediaInvalid, "this is no picture in JPEG, PNG, WebP or GIF");
}

PacketHandle readWhole(File& file, const CancelToken& token) {
  const int64_t size = file.version().size;
  if (size == 0) throw Error(Code::kMediaInvalid, "the file is empty");
  if (size > kMaxBytes) throw Error(Code::kMediaInvalid, "the file is too large for a picture");
  PacketHandle packet = makePacket();
  check(av_new_packet(packet.get(), static_cast<int>(size)), "make room for a picture");
  for (int64_t at = 0; at < size;) {
    token.poll();
    const auto count = std::min<size_t>(kPiece, static_cast<size_t>(size - at));
    at += static_cast<int64_t>(file.readAt(at, {packet->data + at, count}));
  }
  file.ensureUnchanged();
  packet->flags |= AV_PKT_FLAG_KEY;
  return packet;
}

/// The eight ways to hold a camera (TIFF 6.0, tag 274), 1 is upright.
Orientation orientationOf(const AVFrame* frame) {
  constexpr Orientation kWays[] = {{0, false},  {0, true},   {180, false}, {180, true},
                                   {270, true}, {90, false}, {90, true},   {270, false}};
  const AVDictionaryEntry* entry = av_dict_get(frame->metadata, "Orientation", nullptr, 0);
  const long way = entry ? std::strtol(entry->value, nullptr, 10) : 1;
  return way >= 1 && way <= 8 ? kWays[way - 1] : Orientation{};
}

}  // namespace

Still decodeStill(File& file, const CancelToken& token) {
  const PacketHandle packet = readWhole(file, token);
  ParametersHandle parameters(checkAllocated(avcodec_parameters_alloc(), "codec parameters"));
  parameters->codec_type = AVMEDIA_TYPE_VIDEO;
  parameters->codec_id = codecOf({packet->data, static_cast<size_t>(packet->size)});
  Decoder decoder(parameters.get(), {1, 25}, {});
  Still still{makeFrame(), {}};
  decoder.send(packet.get());
  bool found = decoder.receive(still.frame);
  if (!found) {
    decoder.send(nullptr);
    found = decoder.receive(still.frame);
  }
  token.poll();
  if (!found) throw Error(Code::kMediaInvalid, "the picture cannot be decoded");
  still.orientation = orientationOf(still.frame.get());
  return still;
}

}  // namespace haema::av

#include "engine/key_packets.h"

#include <utility>

namespace haema::engine {

namespace {

/// Packets to look through for a key picture before any will do: some streams never mark one.
constexpr int kMaxPackets = 1'500;

/// About two seconds.
constexpr size_t kPacketsToRecover = 50;

/// Other places may have one that is nearer.
constexpr uint64_t kMostBytes = 2'000'000;

/// Up to here the first picture will do where none was found.
constexpr Ticks kNearStart = 10 * av::kTicksPerSecond;

KeyStream describe(const AVStream* stream, const av::PictureShape& shape) {
  const AVCodecParameters* p = stream->codecpar;
  const av::PictureShape stated{p->width, p->height, p->sample_aspect_ratio};
  return {av::copyParameters(p), stream->time_base, av::orientationOf(stream),
          stream->sample_aspect_ratio, shape.width > 0 ? shape : stated};
}

}  // namespace

KeyPackets::KeyPackets(std::unique_ptr<av::Input> input, const PictureSpec& spec)
    : input_(std::move(input), spec.stream),
      index_(spec.stream),
      described_(describe(input_.stream(), spec.shape)),
      origin_(spec.origin) {
  const AVCodecParameters* parameters = described_.parameters.get();
  // Of a picture that is coded as two fields the second may be a packet of its own.
  const bool inFields =
      parameters->codec_id == AV_CODEC_ID_H264 && parameters->field_order > AV_FIELD_PROGRESSIVE;
  count_ = inFields ? 2 : 1;
}

std::optional<KeyPacket> KeyPackets::read(const PicturePlace& place, const av::CancelToken& token) {
  return read(place, {count_, place.seek.has_value()}, token);
}

std::optional<KeyPacket> KeyPackets::readNear(const PicturePlace& place,
                                              const av::CancelToken& token) {
  return read(place, {count_, true, place.seek ? UINT64_MAX : kMostBytes}, token);
}

std::optional<KeyPacket> KeyPackets::readOn(const PicturePlace& place,
                                            const av::CancelToken& token) {
  return read(place, {kPacketsToRecover, place.seek.has_value()}, token);
}

std::optional<KeyPacket> KeyPackets::read(const PicturePlace& place, const Taking& taking,
                                          const av::CancelToken& token) {
  const bool found = place.time > 0 && seek(place, token);
  if (found) {
    auto key = take(place, taking, token);
    if (key || place.time > kNearStart) return key;
  }
  input_.restart(token);  // where some demuxers do not land by a seek
  return take(place, {taking.count, taking.first}, token);
}

/// Where no index has led to it, the key picture is the last one before the place, as far as that
/// is near to where reading began.
std::optional<KeyPacket> KeyPackets::take(const PicturePlace& place, const Taking& taking,
                                          const av::CancelToken& token) {
  KeyPacket key;
  const uint64_t before = input_->bytesRead();
  for (int i = 0; i < kMaxPackets || key.packets.empty(); ++i) {
    if (key.packets.empty() && input_->bytesRead() - before > taking.mostBytes) break;
    av::PacketHandle packet = next(token);
    if (!packet) break;
    const bool begun = !key.packets.empty();
    const Ticks stamp = av::toTicks(packet->pts, input_.stream()->time_base);
    const Ticks time = stamp == av::kNoTicks ? place.time : stamp - origin_;
    const bool isKey = packet->flags & AV_PKT_FLAG_KEY || (!begun && i >= kMaxPackets);
    if (isKey && begun && !taking.first && time <= place.time) key = {};
    if (isKey && key.packets.empty()) key.time = time;
    const bool more = key.packets.size() < taking.count;
    if (more && (isKey || !key.packets.empty())) key.packets.push_back(std::move(packet));
    const bool whole = key.packets.size() >= taking.count;
    if (whole && (taking.first || time >= place.time)) break;
  }
  return key.packets.empty() ? std::nullopt : std::optional(std::move(key));
}

bool KeyPackets::seek(const PicturePlace& place, const av::CancelToken& token) {
  if (!place.seek) return input_.seek(place.time + origin_, token);
  input_->closeIndex(index_);
  return input_.seekIndexed(*place.seek);
}

av::PacketHandle KeyPackets::next(const av::CancelToken& token) {
  av::PacketHandle packet = av::makePacket();
  while (input_.read(packet)) {
    token.poll();
    if (input_.isWanted(*packet)) return packet;
    av_packet_unref(packet.get());
  }
  return nullptr;
}

}  // namespace haema::engine

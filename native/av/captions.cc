#include "av/captions.h"

#include <algorithm>
#include <array>

#include "av/bits.h"
#include "av/nal.h"

namespace haema::av {

namespace {

/// user_identifier and user_data_type_code. Where it stands need not be looked for more closely:
/// nothing else of a picture looks like that.
constexpr std::array<uint8_t, 5> kMark{'G', 'A', '9', '4', 3};
/// A count has five bits.
constexpr size_t kMostAtOnce = 31, kTriplet = 3;
/// For one picture: several times what the fastest channel has for the rarest pictures.
constexpr size_t kMostBytes = 4 * kMostAtOnce * kTriplet;
/// Of a message behind its mark, also with what keeps start codes out of it.
constexpr size_t kLongest = 2 * kMostAtOnce * kTriplet;

/// What stands behind the mark: flags and count, a byte that means nothing, and as many triplets.
void addMessage(std::span<const uint8_t> message, Bytes& captions) {
  constexpr size_t kHead = 2;
  if (message.size() < kHead || (message[0] & 0x40) == 0) return;
  const size_t size = (message[0] & 0x1f) * kTriplet;
  if (message.size() < kHead + size) return;
  addCaptions(captions, message.subspan(kHead, size));
}

void appendEscaped(Bytes& out, std::span<const uint8_t> bytes) {
  int zeros = 0;
  for (const uint8_t byte : bytes) {
    if (zeros >= 2 && byte <= 3) {
      out.push_back(3);
      zeros = 0;
    }
    out.push_back(byte);
    zeros = byte == 0 ? zeros + 1 : 0;
  }
}

}  // namespace

bool mayHaveCaptions(AVCodecID codec) {
  return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC || codec == AV_CODEC_ID_MPEG2VIDEO;
}

void addCaptions(Bytes& captions, std::span<const uint8_t> more) {
  const size_t room = kMostBytes - std::min(captions.size(), kMostBytes);
  const std::span some = more.first(std::min(more.size(), room));
  captions.insert(captions.end(), some.begin(), some.end());
}

Bytes captionsIn(std::span<const uint8_t> packet, AVCodecID codec) {
  Bytes captions;
  for (;;) {
    const auto found = std::search(packet.begin(), packet.end(), kMark.begin(), kMark.end());
    if (found == packet.end() || captions.size() >= kMostBytes) return captions;
    packet = std::span(found + kMark.size(), packet.end());
    const std::span message = packet.first(std::min(packet.size(), kLongest));
    if (codec == AV_CODEC_ID_MPEG2VIDEO) {
      addMessage(message, captions);
    } else {
      addMessage(withoutEmulation(message), captions);
    }
  }
}

std::vector<std::string> captionChannels(std::span<const uint8_t> captions) {
  bool first = false, second = false, digital = false;
  for (size_t at = 0; at + kTriplet <= captions.size(); at += kTriplet) {
    const int type = captions[at] & 3;
    if ((captions[at] & 4) == 0) continue;  // not valid
    // Bytes of zeros, but for parity, fill what nobody has written into.
    const bool filled = (captions[at + 1] & 0x7f) != 0 || (captions[at + 2] & 0x7f) != 0;
    first = first || type == 0;
    second = second || (type == 1 && filled);
    digital = digital || type >= 2;
  }
  std::vector<std::string> channels;
  if (first) channels.push_back("CC1");
  if (second) channels.push_back("CC3");
  if (channels.empty() && digital) channels.push_back("SERVICE1");
  return channels;
}

void appendCaptions(Bytes& annexB, std::span<const uint8_t> captions) {
  while (captions.size() >= kTriplet) {
    const size_t count = std::min(captions.size() / kTriplet, kMostAtOnce);
    const auto flags = static_cast<uint8_t>(0x40 | count);
    const auto size = static_cast<uint8_t>(3 + kMark.size() + 2 + count * kTriplet + 1);
    Bytes message{4, size, 0xb5, 0, 0x31};  // user_data_registered_itu_t_t35, of the ATSC
    message.insert(message.end(), kMark.begin(), kMark.end());
    message.insert(message.end(), {flags, 0xff});
    const std::span some = captions.first(count * kTriplet);
    message.insert(message.end(), some.begin(), some.end());
    message.insert(message.end(), {0xff, 0x80});
    Bytes unit{static_cast<uint8_t>(NalType::kSei)};
    appendEscaped(unit, message);
    appendAnnexB(annexB, unit);
    captions = captions.subspan(count * kTriplet);
  }
}

}  // namespace haema::av

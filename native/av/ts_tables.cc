#include "av/ts_tables.h"

#include <algorithm>

#include "av/coded.h"

namespace haema::av {

namespace {

constexpr uint16_t kPatPid = 0;

/// CRC-32/MPEG-2 (Annex A).
uint32_t crc32(std::span<const uint8_t> bytes) {
  uint32_t crc = 0xffffffff;
  for (const uint8_t byte : bytes) {
    crc ^= static_cast<uint32_t>(byte) << 24;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ (crc >> 31 ? 0x04c11db7u : 0u);
  }
  return crc;
}

/// A whole packet with one section: `body` is what stands between section_length and CRC (2.4.4).
TsPacket tablePacket(uint16_t pid, uint8_t tableId, const Bytes& body) {
  const size_t length = body.size() + 4;
  Bytes section{tableId, static_cast<uint8_t>(0xb0 | length >> 8), static_cast<uint8_t>(length)};
  section.insert(section.end(), body.begin(), body.end());
  const uint32_t crc = crc32(section);
  for (int shift = 24; shift >= 0; shift -= 8)
    section.push_back(static_cast<uint8_t>(crc >> shift));

  TsPacket packet;
  packet.fill(0xff);
  packet[0] = 0x47;
  packet[1] = static_cast<uint8_t>(0x40 | pid >> 8);
  packet[2] = static_cast<uint8_t>(pid);
  packet[3] = 0x10;
  packet[4] = 0;  // pointer_field
  std::copy(section.begin(), section.end(), packet.begin() + 5);
  return packet;
}

}  // namespace

TsPacket patPacket(uint16_t program, uint16_t pmtPid) {
  return tablePacket(
      kPatPid, 0x00,
      {0, 1, 0xc1, 0, 0, static_cast<uint8_t>(program >> 8), static_cast<uint8_t>(program),
       static_cast<uint8_t>(0xe0 | pmtPid >> 8), static_cast<uint8_t>(pmtPid)});
}

TsPacket pmtPacket(uint16_t program, uint16_t pmtPid, uint16_t clockPid,
                   std::span<const TsStream> streams) {
  Bytes body{static_cast<uint8_t>(program >> 8), static_cast<uint8_t>(program), 0xc1, 0, 0};
  const auto pid = [&body](uint16_t value) {
    body.push_back(static_cast<uint8_t>(0xe0 | value >> 8));
    body.push_back(static_cast<uint8_t>(value));
  };
  pid(clockPid);
  body.insert(body.end(), {0xf0, 0});  // no descriptors
  for (const TsStream& stream : streams) {
    const auto length = static_cast<uint8_t>(stream.registration.size());
    body.push_back(stream.type);
    pid(stream.pid);
    body.insert(body.end(), {0xf0, static_cast<uint8_t>(length > 0 ? 2 + length : 0)});
    if (length == 0) continue;
    body.insert(body.end(), {0x05, length});
    body.insert(body.end(), stream.registration.begin(), stream.registration.end());
  }
  return tablePacket(pmtPid, 0x02, body);
}

}  // namespace haema::av

// Program tables of MPEG-TS, a packet each (ISO/IEC 13818-1 2.4.4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace haema::av {

inline constexpr size_t kTsPacketSize = 188;
using TsPacket = std::array<uint8_t, kTsPacketSize>;

/// What the PMT says of an elementary stream.
struct TsStream {
  uint16_t pid;
  uint8_t type;
  std::string_view registration;  ///< four letters in a registration descriptor; empty: none
};

TsPacket patPacket(uint16_t program, uint16_t pmtPid);
TsPacket pmtPacket(uint16_t program, uint16_t pmtPid, uint16_t clockPid,
                   std::span<const TsStream> streams);

}  // namespace haema::av

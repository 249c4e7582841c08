#include "av/ac3.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "av/bits.h"
#include "av/error.h"

namespace haema::av {

namespace {

constexpr uint32_t kSync = 0x0b77;
constexpr std::array kRates{48'000, 44'100, 32'000};
constexpr std::array kBitRates{32,  40,  48,  56,  64,  80,  96,  112, 128, 160,
                               192, 224, 256, 320, 384, 448, 512, 576, 640};
constexpr int kLastPlain = 10;  // bsid; above it, E-AC-3
constexpr int kBlockSamples = 256, kFrameBlocks = 6;

/// Places of a channel map, the first in the highest bit (table E.1.4).
enum Place : unsigned { kLeft, kCentre, kRight, kLs, kRs, kLcRc, kLrsRrs, kCs, kLfe2 = 14, kLfe };
constexpr uint32_t place(unsigned index) { return 0x8000u >> index; }
/// Two channels each: Lc/Rc, Lrs/Rrs, Lsd/Rsd, Lw/Rw, Lvh/Rvh, Lts/Rts.
constexpr uint32_t kPairs =
    place(kLcRc) | place(kLrsRrs) | place(9) | place(10) | place(11) | place(13);

uint32_t placesOf(uint32_t mode, bool lfe) {
  static constexpr std::array kModes{
      place(kLeft) | place(kRight),
      place(kCentre),
      place(kLeft) | place(kRight),
      place(kLeft) | place(kCentre) | place(kRight),
      place(kLeft) | place(kRight) | place(kCs),
      place(kLeft) | place(kCentre) | place(kRight) | place(kCs),
      place(kLeft) | place(kRight) | place(kLs) | place(kRs),
      place(kLeft) | place(kCentre) | place(kRight) | place(kLs) | place(kRs)};
  return kModes[mode] | (lfe ? place(kLfe) : 0);
}

int channelsOf(uint32_t places) { return std::popcount(places) + std::popcount(places & kPairs); }

std::optional<Ac3Packet> parsePlain(BitReader bits) {
  bits.skip(16 + 16);  // sync word, checksum
  const uint32_t rate = bits.bits(2);
  const uint32_t size = bits.bits(6);
  const uint32_t version = bits.bits(5);
  const uint32_t service = bits.bits(3);
  const uint32_t mode = bits.bits(3);
  if (rate >= kRates.size() || size / 2 >= kBitRates.size()) return std::nullopt;
  if ((mode & 1) && mode != 1) bits.skip(2);  // centre's level
  if (mode & 4) bits.skip(2);                 // surrounds' level
  if (mode == 2) bits.skip(2);                // Dolby Surround
  const bool lfe = bits.flag();
  const int halvings = version > 8 ? static_cast<int>(version) - 8 : 0;
  BitWriter config;
  config.write(rate, 2);
  config.write(version, 5);
  config.write(service, 3);
  config.write(mode, 3);
  config.write(lfe, 1);
  config.write(size / 2, 5);
  config.write(0, 5);
  return Ac3Packet{.enhanced = false,
                   .sampleRate = kRates[rate] >> halvings,
                   .channels = channelsOf(placesOf(mode, lfe)),
                   .samples = kFrameBlocks * kBlockSamples,
                   .bitRate = int64_t{1000} * kBitRates[size / 2] >> halvings,
                   .config = config.take()};
}

/// The header of one frame of E-AC-3 (annex E).
struct Frame {
  uint32_t type, substream, size, rate, halfRate, blocks, mode, version, service, map, objects;
  bool lfe;
  bool dependent() const { return type == 1; }
  int samples() const { return static_cast<int>(blocks) * kBlockSamples; }
};

void skipMixing(BitReader& bits, const Frame& frame, uint32_t blockCode) {
  if (frame.mode > 2) bits.skip(2);
  if ((frame.mode & 1) && frame.mode > 2) bits.skip(6);
  if (frame.mode & 4) bits.skip(6);
  if (frame.lfe) bits.skipIf(5);
  if (frame.type != 0) return;
  bits.skipIf(6);
  if (frame.mode == 0) bits.skipIf(6);
  bits.skipIf(6);
  switch (bits.bits(2)) {
    case 1:
      bits.skip(5);
      break;
    case 2:
      bits.skip(12);
      break;
    case 3:
      bits.skip(8 * (bits.bits(5) + 2));
      break;
    default:
      break;
  }
  if (frame.mode < 2) bits.skipIf(14);
  if (frame.mode == 0) bits.skipIf(14);
  if (!bits.flag()) return;
  if (blockCode == 0) return bits.skip(5);
  for (uint32_t i = 0; i < frame.blocks; ++i) bits.skipIf(5);
}

uint32_t readService(BitReader& bits, const Frame& frame) {
  const uint32_t service = bits.bits(3);
  bits.skip(2);
  if (frame.mode == 2) bits.skip(4);
  if (frame.mode >= 6) bits.skip(2);
  bits.skipIf(8);
  if (frame.mode == 0) bits.skipIf(8);
  if (frame.rate < 3) bits.skip(1);
  return service;
}

/// Joint object coding, if the additional information says so (ETSI TS 103 420 8.3).
uint32_t readObjects(BitReader& bits) {
  if (!bits.flag()) return 0;
  const uint32_t bytes = bits.bits(6) + 1;
  if (bytes < 2) return 0;
  bits.skip(7);
  return bits.flag() ? bits.bits(8) : 0;
}

Frame parseFrame(BitReader bits) {
  static constexpr std::array kBlocks{1u, 2u, 3u, 6u};
  Frame frame{};
  bits.skip(16);
  frame.type = bits.bits(2);
  frame.substream = bits.bits(3);
  frame.size = 2 * (bits.bits(11) + 1);
  frame.rate = bits.bits(2);
  if (frame.rate == 3) frame.halfRate = bits.bits(2);
  const uint32_t blockCode = frame.rate == 3 ? 3 : bits.bits(2);
  frame.blocks = kBlocks[blockCode];
  frame.mode = bits.bits(3);
  frame.lfe = bits.flag();
  frame.version = bits.bits(5);
  frame.map = placesOf(frame.mode, frame.lfe);
  for (int i = frame.mode == 0 ? 2 : 1; i > 0; --i) {
    bits.skip(5);
    bits.skipIf(8);
  }
  if (frame.dependent() && bits.flag()) frame.map = bits.bits(16);
  if (bits.flag()) skipMixing(bits, frame, blockCode);
  if (bits.flag()) frame.service = readService(bits, frame);
  if (frame.type == 0 && blockCode != 3) bits.skip(1);
  if (frame.type == 2 && (blockCode == 3 || bits.flag())) bits.skip(6);
  frame.objects = readObjects(bits);
  return frame;
}

struct Programme {
  Frame frame;
  uint32_t dependents = 0;
  uint32_t map = 0;       // of all its substreams
  uint32_t extended = 0;  // of those that depend
};

Bytes enhancedConfig(const std::vector<Programme>& programmes, int64_t bitRate, uint32_t objects) {
  BitWriter config;
  config.write(static_cast<uint32_t>(bitRate / 1000), 13);
  config.write(static_cast<uint32_t>(programmes.size() - 1), 3);
  for (const auto& [frame, dependents, map, extended] : programmes) {
    config.write(frame.rate, 2);
    config.write(frame.version, 5);
    config.write(0, 2);
    config.write(frame.service, 3);
    config.write(frame.mode, 3);
    config.write(frame.lfe, 1);
    config.write(0, 3);
    config.write(dependents, 4);
    if (dependents == 0) {
      config.write(0, 1);
      continue;
    }
    uint32_t places = 0;  // Lc/Rc in the lowest bit, up to Cvh; LFE2 in the highest
    for (unsigned i = 0; i < 8; ++i) places |= extended & place(kLcRc + i) ? 1u << i : 0;
    config.write(places | (extended & place(kLfe2) ? 0x100u : 0), 9);
  }
  if (objects > 0) {
    config.write(1, 8);
    config.write(objects, 8);
  }
  return config.take();
}

std::optional<Ac3Packet> parseEnhanced(std::span<const uint8_t> packet) {
  std::vector<Programme> programmes;
  int samples = 0;
  int64_t bytes = 0;
  uint32_t objects = 0;
  bool repeats = false;  // frames of less than six blocks
  while (packet.size() >= 6 && BitReader(packet).bits(16) == kSync) {
    const Frame frame = parseFrame(BitReader(packet));
    if (frame.dependent()) {
      if (programmes.empty()) return std::nullopt;
      Programme& parent = programmes.back();
      if (!repeats) ++parent.dependents;
      parent.map |= frame.map;
      parent.extended |= frame.map;
    } else if (frame.substream >= programmes.size()) {
      programmes.push_back({.frame = frame, .map = frame.map});
    } else {
      repeats = true;
    }
    if (!frame.dependent() && frame.substream == 0) samples += frame.samples();
    if (objects == 0) objects = frame.objects;
    bytes += frame.size;
    packet = packet.subspan(std::min<size_t>(frame.size, packet.size()));
  }
  if (programmes.empty() || programmes.size() > 8 || samples == 0) return std::nullopt;
  const Frame& first = programmes[0].frame;
  if (first.rate == 3 && first.halfRate == 3) return std::nullopt;
  const int rate = first.rate == 3 ? kRates[first.halfRate] / 2 : kRates[first.rate];
  const int64_t bitRate = bytes * 8 * rate / samples;
  return Ac3Packet{.enhanced = true,
                   .sampleRate = rate,
                   .channels = channelsOf(programmes[0].map),
                   .samples = samples,
                   .bitRate = bitRate,
                   .config = enhancedConfig(programmes, bitRate, objects),
                   .jocObjects = static_cast<int>(objects)};
}

}  // namespace

std::optional<Ac3Packet> parseAc3(std::span<const uint8_t> packet) try {
  BitReader bits(packet);
  if (bits.bits(16) != kSync) return std::nullopt;
  bits.skip(24);
  const auto version = static_cast<int>(bits.bits(5));
  if (version > 16) return std::nullopt;
  return version <= kLastPlain ? parsePlain(BitReader(packet)) : parseEnhanced(packet);
} catch (const Error&) {
  return std::nullopt;  // cut short
}

}  // namespace haema::av

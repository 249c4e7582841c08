// What H.264 and HEVC have in common.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "av/copy_codecs.h"
#include "av/error.h"

namespace haema::av::copy {

namespace {

// Access unit delimiters that allow slices of any kind.
constexpr std::array<uint8_t, 2> kAnyH264Picture{9, 0xf0};
constexpr std::array<uint8_t, 3> kAnyHevcPicture{kHevcDelimiter << 1, 1, 0x50};

bool startsWith(Data bytes, Data prefix) {
  return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

/// Without the zeros that may follow a unit.
NalView trimmed(NalView nal) {
  while (!nal.empty() && nal.back() == 0) nal = nal.first(nal.size() - 1);
  return nal;
}

bool isDelimiter(const CopyFormat& format, NalView nal) {
  return format.codec == CopyCodec::kH264 ? nalType(nal) == NalType::kAccessUnitDelimiter
                                          : hevcType(nal) == kHevcDelimiter;
}

bool isSet(const CopyFormat& format, NalView nal) {
  return format.codec == CopyCodec::kH264 ? isH264Set(nal) : isHevcSet(nal);
}

bool isKnownSet(const CopyFormat& format, NalView nal) {
  return std::ranges::any_of(format.parameterSets, [&](const Bytes& set) {
    return std::ranges::equal(set, trimmed(nal));
  });
}

/// A PPS of an id of its own: broadcasters send some only where pictures use them. It takes nothing
/// from the format's sets and travels in the packets.
bool isFurtherPps(const CopyFormat& format, NalView nal) {
  const auto placeOf = format.codec == CopyCodec::kH264 ? placeOfH264 : placeOfHevc;
  const bool pps =
      format.codec == CopyCodec::kH264 ? nalType(nal) == NalType::kPps : hevcType(nal) == kHevcPps;
  if (!pps) return false;
  try {
    const std::optional<SetPlace> place = placeOf(nal);
    return std::ranges::none_of(format.parameterSets,
                                [&](const Bytes& set) { return placeOf(set) == place; });
  } catch (const Error&) {
    return false;  // cut off or damaged
  }
}

/// The units of a packet that is all there.
std::vector<NalView> wholeUnits(const CopyFormat& format, Data packet) {
  bool whole = false;
  std::vector<NalView> units = unitsOf(format, packet, &whole);
  if (!whole || units.empty()) throw Error(Code::kMediaInvalid, "a coded picture is damaged");
  return units;
}

}  // namespace

std::vector<Bytes> mergeSets(const std::vector<NalView>& config, const std::vector<NalView>& key,
                             PlaceOf placeOf) {
  std::map<SetPlace, Bytes> sets;
  for (const auto* units : {&config, &key}) {
    for (const NalView nal : *units) {
      const NalView set = trimmed(nal);
      if (set.empty()) continue;
      const std::optional<SetPlace> place = placeOf(set);
      if (place) sets[*place].assign(set.begin(), set.end());
    }
  }
  std::vector<Bytes> ordered;
  for (auto& [place, set] : sets) {
    if (set.size() > 0xffff) throw Error(Code::kMediaInvalid, "a parameter set is too large");
    ordered.push_back(std::move(set));
  }
  return ordered;
}

std::vector<NalView> unitsOf(const CopyFormat& format, Data packet, bool* whole) {
  if (format.nalLengthSize > 0) {
    return splitPrefixed(packet, static_cast<size_t>(format.nalLengthSize), whole);
  }
  if (whole) *whole = true;
  return splitAnnexB(packet);
}

int nalLengthSizeOf(int stated, Data key) {
  static constexpr std::array<uint8_t, 4> kLong{0, 0, 0, 1};
  static constexpr std::array<uint8_t, 3> kShort{0, 0, 1};
  if (stated == 0 || !(startsWith(key, kLong) || startsWith(key, kShort))) return stated;
  bool whole = false;  // such bytes are lengths, too: of 1 to 511 bytes
  splitPrefixed(key, static_cast<size_t>(stated), &whole);
  return whole ? stated : 0;
}

bool changesNal(const CopyFormat& format, Data packet) {
  for (const NalView nal : unitsOf(format, packet)) {
    if (!isSet(format, nal) || isKnownSet(format, nal)) continue;
    const bool last = nal.data() + nal.size() == packet.data() + packet.size();
    const auto cutOff = [&](const Bytes& set) { return startsWith(set, nal); };
    if (last && std::ranges::any_of(format.parameterSets, cutOff)) continue;
    if (!isFurtherPps(format, nal)) return true;
  }
  return false;
}

Bytes sampleOfNal(const CopyFormat& format, Data packet) {
  const std::vector<NalView> units = wholeUnits(format, packet);
  Bytes sample;
  sample.reserve(packet.size() + 4 * units.size());
  for (const NalView nal : units) {
    if (isDelimiter(format, nal) || (isSet(format, nal) && isKnownSet(format, nal))) continue;
    for (int shift = 24; shift >= 0; shift -= 8) {
      sample.push_back(static_cast<uint8_t>(nal.size() >> shift));
    }
    sample.insert(sample.end(), nal.begin(), nal.end());
  }
  if (sample.empty()) throw Error(Code::kMediaInvalid, "a coded picture is empty");
  return sample;
}

Bytes annexBOfNal(const CopyFormat& format, Data packet, bool key) {
  const std::vector<NalView> units = wholeUnits(format, packet);
  NalView delimiter = format.codec == CopyCodec::kH264 ? NalView(kAnyH264Picture) : kAnyHevcPicture;
  if (isDelimiter(format, units[0])) delimiter = units[0];
  size_t size = packet.size() + 4 * units.size() + 16;
  for (const Bytes& set : format.parameterSets) size += set.size() + 4;
  Bytes stream;
  stream.reserve(size);
  appendAnnexB(stream, delimiter);
  if (key) {
    for (const Bytes& set : format.parameterSets) appendAnnexB(stream, set);
  }
  bool empty = true;
  for (const NalView nal : units) {
    if (isDelimiter(format, nal)) continue;
    if (key && isSet(format, nal) && isKnownSet(format, nal)) continue;
    appendAnnexB(stream, nal);
    empty = false;
  }
  if (empty) throw Error(Code::kMediaInvalid, "a coded picture is empty");
  return stream;
}

}  // namespace haema::av::copy

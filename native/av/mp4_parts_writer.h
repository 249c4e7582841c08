// What all init parts and fragments have in common, whatever their track holds.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "av/mp4_box_writer.h"

namespace haema::av {

/// What a moov tells about its track, besides its sample entry.
struct TrackHeader {
  uint32_t timescale;
  bool sound;
  uint32_t width = 0;
  uint32_t height = 0;
};

/// ftyp and moov; `entry` writes the sample entry.
Bytes writeMovie(const TrackHeader& track, const std::function<void(BoxWriter&)>& entry);

/// What stands in the box of an audio sample entry before its codec's own box.
void writeSoundEntry(BoxWriter& b, int channels, int sampleSize, int sampleRate);

/// What an esds says.
struct SoundDescriptor {
  uint8_t objectType;   ///< as in ISO/IEC 14496-1 table 5
  uint32_t bufferSize;  ///< bytes
  int64_t bitRate;
  std::span<const uint8_t> config;  ///< none: there is no such descriptor
};
void writeEsds(BoxWriter& b, const SoundDescriptor& sound);

struct FragmentHeader {
  uint32_t sequence;
  uint64_t decodeTime;
  /// Of samples on none of which another depends.
  std::optional<uint32_t> sampleDuration;
};

inline constexpr uint32_t kSyncSample = 0x02000000;  // depends on no other

/// moof around a traf; `trun` writes the track run and returns where its data_offset stands.
template <typename Trun>
void writeMoof(BoxWriter& b, const FragmentHeader& header, Trun trun) {
  size_t dataOffset = 0;
  const size_t moof = b.size();
  const bool uniform = header.sampleDuration.has_value();
  b.box("moof", [&] {
    b.fullBox("mfhd", 0, 0, [&] { b.u32(header.sequence); });
    b.box("traf", [&] {
      b.fullBox("tfhd", 0, uniform ? 0x020028 : 0x020000, [&] {  // default-base-is-moof
        b.u32(kMp4TrackId);
        if (!uniform) return;
        b.u32(*header.sampleDuration);  // default duration and flags
        b.u32(kSyncSample);
      });
      b.fullBox("tfdt", 1, 0, [&] { b.u64(header.decodeTime); });
      dataOffset = trun();
    });
  });
  b.patch(dataOffset, static_cast<uint32_t>(b.size() - moof + 8));  // behind mdat's header
}

}  // namespace haema::av

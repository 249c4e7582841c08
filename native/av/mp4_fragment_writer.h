// What the fragments of all tracks have in common: moof around a track run.
#pragma once

#include <cstdint>
#include <span>

#include "av/mp4_box_writer.h"
#include "av/ticks.h"

namespace haema::av {

inline constexpr uint32_t kSyncSample = 0x02000000;   // depends on no other
inline constexpr uint32_t kDeltaSample = 0x01010000;  // depends on others, is no sync sample

/// moof around a traf: its tfhd has the `defaults` that `flags` name. `trun` writes the track run
/// and returns where its data_offset stands, which becomes that of the mdat right behind.
template <typename Defaults, typename Trun>
void writeMoof(BoxWriter& b, uint32_t sequence, Ticks decodeTime, uint32_t flags, Defaults defaults,
               Trun trun) {
  size_t dataOffset = 0;
  const size_t moof = b.size();
  b.box("moof", [&] {
    b.fullBox("mfhd", 0, 0, [&] { b.u32(sequence); });
    b.box("traf", [&] {
      b.fullBox("tfhd", 0, 0x020000 | flags, [&] {  // default-base-is-moof
        b.u32(kMp4TrackId);
        defaults();
      });
      b.fullBox("tfdt", 1, 0, [&] { b.u64(static_cast<uint64_t>(decodeTime)); });
      dataOffset = trun();
    });
  });
  b.patch(dataOffset, static_cast<uint32_t>(b.size() - moof + 8));  // behind mdat's header
}

/// A picture in a track run.
struct PictureHead {
  size_t size;
  Ticks pts;
  bool sync;
};

/// moof of pictures in decoding order. `times`: when each is decoded, and the end of the last one.
/// Throws kEngineFailed where these do not rise or numbers do not fit.
void writePictureMoof(BoxWriter& b, uint32_t sequence, std::span<const PictureHead> pictures,
                      std::span<const Ticks> times);

}  // namespace haema::av

#include "av/mp4_fragment_writer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "av/error.h"

namespace haema::av {

namespace {

constexpr uint32_t kRunFields = 0xf01;  // offset; duration, size, flags, composition offset of each

size_t writeTrun(BoxWriter& b, std::span<const PictureHead> pictures,
                 std::span<const Ticks> times) {
  size_t dataOffset = 0;
  b.fullBox("trun", 1, kRunFields, [&] {
    b.u32(static_cast<uint32_t>(pictures.size()));
    dataOffset = b.size();
    b.u32(0);
    for (size_t i = 0; i < pictures.size(); ++i) {
      const bool last = i + 1 == pictures.size();
      const Ticks duration = times[i + 1] - times[i];
      const Ticks offset = pictures[i].pts - times[i];
      require(last || duration > 0, "decoding times do not rise");
      require(duration <= std::numeric_limits<uint32_t>::max(), "a picture lasts too long");
      require(std::in_range<int32_t>(offset), "a picture is shown too far from its decoding");
      require(std::in_range<uint32_t>(pictures[i].size), "a picture is too large");
      b.u32(static_cast<uint32_t>(std::max<Ticks>(duration, 1)));
      b.u32(static_cast<uint32_t>(pictures[i].size));
      b.u32(pictures[i].sync ? kSyncSample : kDeltaSample);
      b.u32(static_cast<uint32_t>(offset));  // two's complement
    }
  });
  return dataOffset;
}

}  // namespace

void writePictureMoof(BoxWriter& b, uint32_t sequence, std::span<const PictureHead> pictures,
                      std::span<const Ticks> times) {
  require(!pictures.empty() && times.size() == pictures.size() + 1, "a fragment without pictures");
  require(times[0] >= 0, "a picture before presentation zero");
  writeMoof(
      b, sequence, times[0], 0, [] {}, [&] { return writeTrun(b, pictures, times); });
}

}  // namespace haema::av

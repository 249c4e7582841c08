// The init parts of what haema encodes: the sample entries.
#include "av/copy_codecs.h"
#include "av/mp4_movie_writer.h"
#include "av/mp4_sound_entry.h"
#include "av/mp4_writer.h"
#include "av/nal.h"

namespace haema::av {

namespace {

constexpr uint32_t kMaxAacFrame = 768;  // bytes a channel (ISO/IEC 14496-3 4.5.3)

void writeAvc1(BoxWriter& b, const VideoFormat& format, const std::optional<VideoColor>& color) {
  require(format.sps.size() > 3 && !format.pps.empty(), "parameter sets are missing");
  b.box("avc1", [&] {
    writeVisualEntry(b, format.width, format.height);
    const Bytes sets[] = {format.sps, format.pps};
    b.box("avcC", [&] { b.bytes(copy::avcConfig(sets)); });
    if (color) writeColor(b, *color);
  });
}

}  // namespace

Bytes writeInit(const VideoFormat& format, const std::optional<VideoColor>& color) {
  const TrackHeader track{.timescale = kTicksPerSecond,
                          .handler = "vide",
                          .width = static_cast<uint32_t>(format.width) << 16,
                          .height = static_cast<uint32_t>(format.height) << 16,
                          .volume = 0};
  return writeMovie(track, [&](BoxWriter& b) { writeAvc1(b, format, color); });
}

Bytes writeInit(const AudioFormat& format, int64_t bitRate) {
  const TrackHeader track{.timescale = static_cast<uint32_t>(format.sampleRate),
                          .handler = "soun",
                          .width = 0,
                          .height = 0,
                          .volume = 0x100};
  const SoundDescriptor sound{.objectType = 0x40,  // MPEG-4 audio
                              .bufferSize = kMaxAacFrame * static_cast<uint32_t>(format.channels),
                              .bitRate = bitRate,
                              .config = format.config};
  return writeMovie(track, [&](BoxWriter& b) {
    b.box("mp4a", [&] {
      writeSoundEntry(b, format.channels, 16, format.sampleRate);
      writeEsds(b, sound);
    });
  });
}

}  // namespace haema::av

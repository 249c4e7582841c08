// Copied sound in fragmented MP4.
#include <algorithm>
#include <limits>

#include "av/bits.h"
#include "av/copy_audio.h"
#include "av/mp4_fragment_writer.h"
#include "av/mp4_movie_writer.h"
#include "av/mp4_sound_entry.h"

namespace haema::av {

namespace {

constexpr uint8_t kMpeg4Audio = 0x40, kMpeg2Audio = 0x69, kMpeg1Audio = 0x6b;
constexpr uint32_t kMaxAacFrame = 768;  // bytes a channel (ISO/IEC 14496-3 4.5.3)
constexpr uint32_t kMaxMp3Frame = 2881;

void writeDescribed(BoxWriter& b, const AudioCopyFormat& format) {
  const bool aac = format.codec == AudioCopyCodec::kAac;
  const bool lowRates = format.sampleRate <= 24'000;
  const auto channels = static_cast<uint32_t>(format.channels);
  writeEsds(b, {.objectType = aac        ? kMpeg4Audio
                              : lowRates ? kMpeg2Audio
                                         : kMpeg1Audio,
                .bufferSize = aac ? kMaxAacFrame * channels : kMaxMp3Frame,
                .bitRate = format.bitRate,
                .config = format.config});
}

/// In STREAMINFO, which begins at the ninth byte.
int flacSampleSize(const AudioCopyFormat& format) {
  BitReader bits(format.config);
  bits.skip(8 * (8 + 12) + 7);
  return static_cast<int>(bits.bits(5)) + 1;
}

void writeEntry(BoxWriter& b, const AudioCopyFormat& format) {
  struct Names {
    const char *entry, *config;
  };
  const Names names = [&]() -> Names {
    switch (format.codec) {
      case AudioCopyCodec::kAc3:
        return {"ac-3", "dac3"};
      case AudioCopyCodec::kEac3:
        return {"ec-3", "dec3"};
      case AudioCopyCodec::kOpus:
        return {"Opus", "dOps"};
      case AudioCopyCodec::kFlac:
        return {"fLaC", "dfLa"};
      default:
        return {"mp4a", nullptr};
    }
  }();
  b.box(names.entry, [&] {
    const int sampleSize = format.codec == AudioCopyCodec::kFlac ? flacSampleSize(format) : 16;
    writeSoundEntry(b, format.channels, sampleSize, format.sampleRate);
    if (!names.config) return writeDescribed(b, format);
    b.box(names.config, [&] { b.bytes(format.config); });
  });
}

/// Where each unit begins, and the end of the last one. What reaches back beyond zero is cut there.
std::vector<int64_t> beginningsOf(std::span<const AudioCopyUnit> units) {
  std::vector<int64_t> times;
  times.reserve(units.size() + 1);
  for (const AudioCopyUnit& unit : units) {
    require(!unit.data.empty() && unit.samples > 0, "a coded audio frame is empty");
    times.push_back(std::max<int64_t>(unit.sample, 0));
  }
  times.push_back(std::max<int64_t>(units.back().sample + units.back().samples, 0));
  for (size_t i = 1; i < times.size(); ++i) {
    const int64_t lasts = times[i] - times[i - 1];
    require(lasts > 0 && lasts <= std::numeric_limits<uint32_t>::max(), "audio frames do not rise");
  }
  return times;
}

}  // namespace

Bytes writeInit(const AudioCopyFormat& format) {
  const TrackHeader track{.timescale = static_cast<uint32_t>(format.sampleRate),
                          .handler = "soun",
                          .width = 0,
                          .height = 0,
                          .volume = 0x100};
  return writeMovie(track, [&](BoxWriter& b) { writeEntry(b, format); });
}

Bytes writeFragment(uint32_t sequence, const AudioCopyFormat& format,
                    std::span<const AudioCopyUnit> units, int64_t start) {
  const std::vector<int64_t> times = units.empty() ? std::vector{start} : beginningsOf(units);
  size_t media = 0;
  for (const AudioCopyUnit& unit : units) media += unit.data.size();
  BoxWriter b;
  b.reserve(media + 128 + 8 * units.size());
  const auto writeTrun = [&] {
    size_t dataOffset = 0;
    b.fullBox("trun", 0, 0x301, [&] {  // offset; duration and size of each
      b.u32(static_cast<uint32_t>(units.size()));
      dataOffset = b.size();
      b.u32(0);
      for (size_t i = 0; i < units.size(); ++i) {
        b.u32(static_cast<uint32_t>(times[i + 1] - times[i]));
        b.u32(static_cast<uint32_t>(units[i].data.size()));
      }
    });
    return dataOffset;
  };
  const auto defaults = [&] {
    b.u32(static_cast<uint32_t>(std::max(format.frameSamples, 1)));  // duration
    b.u32(kSyncSample);                                              // flags
  };
  writeMoof(b, sequence, times[0], 0x28, defaults, writeTrun);
  b.box("mdat", [&] {
    for (const AudioCopyUnit& unit : units) b.bytes(unit.data);
  });
  return b.take();
}

}  // namespace haema::av

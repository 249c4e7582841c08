// The fragments: moof and mdat.
#include "av/mp4_writer.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "av/mp4_parts_writer.h"
#include "av/nal.h"

namespace haema::av {

namespace {

constexpr uint32_t kDeltaSample = 0x01010000;  // depends on others, is no sync sample

struct VideoSample {
  std::vector<NalView> nals;
  uint32_t size = 0;
};

std::vector<VideoSample> videoSamples(std::span<const VideoUnit> units) {
  std::vector<VideoSample> samples;
  samples.reserve(units.size());
  for (const VideoUnit& unit : units) {
    VideoSample sample{.nals = splitAnnexB(unit.data)};
    for (const NalView nal : sample.nals) {
      sample.size += static_cast<uint32_t>(kNalLengthSize + nal.size());
    }
    require(sample.size > 0, "a coded picture is empty");
    samples.push_back(std::move(sample));
  }
  return samples;
}

/// When each picture is decoded, and the end of the last one.
std::vector<Ticks> decodeTimes(const VideoFragment& fragment) {
  const std::span<const VideoUnit> units = fragment.units;
  const Ticks shift = units[0].pts - units[0].dts;
  std::vector<Ticks> times;
  times.reserve(units.size() + 1);
  for (const VideoUnit& unit : units) times.push_back(unit.dts + shift);
  times.push_back(fragment.end);
  if (!fragment.first || times[0] <= 0) return times;
  // One that seemed to last beyond the end would drop the next segment's key picture from a buffer
  // (MSE, coded frame processing): what is left of the wait goes to the pictures behind it.
  times[0] = 0;
  for (size_t i = 1; i < units.size(); ++i) {
    const Ticks longest = std::max<Ticks>(fragment.end - units[i - 1].pts, 1);
    times[i] = std::min(times[i], times[i - 1] + longest);
  }
  return times;
}

size_t writeVideoTrun(BoxWriter& b, std::span<const VideoUnit> units, std::span<const Ticks> times,
                      const std::vector<VideoSample>& samples) {
  size_t dataOffset = 0;
  b.fullBox("trun", 1, 0xf01, [&] {  // offset; duration, size, flags, composition offset of each
    b.u32(static_cast<uint32_t>(units.size()));
    dataOffset = b.size();
    b.u32(0);
    for (size_t i = 0; i < units.size(); ++i) {
      const bool last = i + 1 == units.size();
      const Ticks duration = times[i + 1] - times[i];
      require(last || duration > 0, "decoding times do not rise");
      require(duration <= std::numeric_limits<uint32_t>::max(), "a picture lasts too long");
      b.u32(static_cast<uint32_t>(std::max<Ticks>(duration, 1)));
      b.u32(samples[i].size);
      b.u32(units[i].idr ? kSyncSample : kDeltaSample);
      b.u32(static_cast<uint32_t>(units[i].pts - times[i]));  // two's complement
    }
  });
  return dataOffset;
}

size_t writeAudioTrun(BoxWriter& b, std::span<const AudioUnit> units) {
  size_t dataOffset = 0;
  b.fullBox("trun", 0, 0x201, [&] {  // offset; size of each
    b.u32(static_cast<uint32_t>(units.size()));
    dataOffset = b.size();
    b.u32(0);
    for (const AudioUnit& unit : units) b.u32(static_cast<uint32_t>(unit.data.size()));
  });
  return dataOffset;
}

}  // namespace

Bytes writeFragment(const VideoFragment& fragment) {
  require(!fragment.units.empty(), "a fragment without pictures");
  require(fragment.units[0].pts >= 0, "a picture before presentation zero");
  const std::vector<VideoSample> samples = videoSamples(fragment.units);
  size_t media = 0;
  for (const VideoSample& sample : samples) media += sample.size;

  const std::vector<Ticks> times = decodeTimes(fragment);
  BoxWriter b;
  b.reserve(media + 128 + 16 * samples.size());
  writeMoof(b,
            {.sequence = fragment.sequence,
             .decodeTime = static_cast<uint64_t>(times[0]),
             .sampleDuration = {}},
            [&] { return writeVideoTrun(b, fragment.units, times, samples); });
  b.box("mdat", [&] {
    for (const VideoSample& sample : samples) {
      for (const NalView nal : sample.nals) {
        b.u32(static_cast<uint32_t>(nal.size()));
        b.bytes(nal);
      }
    }
  });
  return b.take();
}

Bytes writeFragment(const AudioFragment& fragment) {
  const std::span<const AudioUnit> units = fragment.units;
  require(!units.empty(), "a fragment without audio");
  require(units[0].frame >= 0, "audio before presentation zero");
  size_t media = 0;
  for (size_t i = 0; i < units.size(); ++i) {
    require(!units[i].data.empty(), "a coded audio frame is empty");
    require(i == 0 || units[i].frame == units[i - 1].frame + 1, "audio frames are not neighbours");
    media += units[i].data.size();
  }

  BoxWriter b;
  b.reserve(media + 128 + 4 * units.size());
  writeMoof(b,
            {.sequence = fragment.sequence,
             .decodeTime = static_cast<uint64_t>(units[0].frame) * kAacFrameSamples,
             .sampleDuration = kAacFrameSamples},
            [&] { return writeAudioTrun(b, units); });
  b.box("mdat", [&] {
    for (const AudioUnit& unit : units) b.bytes(unit.data);
  });
  return b.take();
}

}  // namespace haema::av

// The fragments: moof and mdat.
#include "av/mp4_writer.h"

#include <algorithm>
#include <vector>

#include "av/mp4_fragment_writer.h"
#include "av/nal.h"

namespace haema::av {

namespace {

using Units = std::vector<NalView>;

std::vector<Units> unitsOf(std::span<const VideoUnit> pictures) {
  std::vector<Units> units;
  units.reserve(pictures.size());
  for (const VideoUnit& picture : pictures) {
    units.push_back(splitAnnexB(picture.data));
    require(!units.back().empty(), "a coded picture is empty");
  }
  return units;
}

size_t sampleSize(const Units& units) {
  size_t size = 0;
  for (const NalView nal : units) size += kNalLengthSize + nal.size();
  return size;
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
  const std::vector<Units> samples = unitsOf(fragment.units);
  std::vector<PictureHead> heads;
  size_t media = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const VideoUnit& unit = fragment.units[i];
    heads.push_back({.size = sampleSize(samples[i]), .pts = unit.pts, .sync = unit.idr});
    media += heads.back().size;
  }

  BoxWriter b;
  b.reserve(media + 128 + 16 * samples.size());
  writePictureMoof(b, fragment.sequence, heads, decodeTimes(fragment));
  b.box("mdat", [&] {
    for (const Units& sample : samples) {
      for (const NalView nal : sample) {
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
  const auto defaults = [&] {
    b.u32(kAacFrameSamples);  // duration
    b.u32(kSyncSample);       // flags
  };
  writeMoof(b, fragment.sequence, units[0].frame * kAacFrameSamples, 0x28, defaults,
            [&] { return writeAudioTrun(b, units); });
  b.box("mdat", [&] {
    for (const AudioUnit& unit : units) b.bytes(unit.data);
  });
  return b.take();
}

}  // namespace haema::av

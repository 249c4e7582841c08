#include "av/copy_writer.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "av/error.h"
#include "av/mp4_fragment_writer.h"
#include "av/mp4_movie_writer.h"

namespace haema::av {

namespace {

constexpr uint32_t kOne = 0x10000;  // 16.16

std::string_view configBox(CopyCodec codec) {
  switch (codec) {
    case CopyCodec::kH264:
      return "avcC";
    case CopyCodec::kHevc:
      return "hvcC";
    case CopyCodec::kAv1:
      return "av1C";
    case CopyCodec::kVp9:
      break;
  }
  return "vpcC";
}

/// Mirrors a picture of that size (16.16), turns it, and moves it back to where x and y are not
/// negative (ISO/IEC 14496-12 6.2.2).
Mp4Matrix matrixOf(const CopyFormat& format, uint32_t width, uint32_t height) {
  // a, b, x of what x becomes; then c, d, y: for each quarter turn clockwise.
  const int turns = format.rotation / 90;
  const uint32_t minus = 0u - kOne;
  uint32_t a = 0, b = 0, c = 0, d = 0, x = 0, y = 0;
  if (turns == 0) {
    a = d = kOne;
  } else if (turns == 1) {
    b = kOne, c = minus, x = height;
  } else if (turns == 2) {
    a = d = minus, x = width, y = height;
  } else {
    b = minus, c = kOne, y = width;
  }
  if (format.mirrored) {  // width − x takes the place of x
    if (a == kOne) x += width;
    if (a == minus) x -= width;
    if (b == kOne) y += width;
    if (b == minus) y -= width;
    a = 0u - a;
    b = 0u - b;
  }
  return {a, b, 0, c, d, 0, x, y, 0x40000000};
}

void writeAspect(BoxWriter& b, AVRational aspect) {
  if (aspect.num == aspect.den) return;
  b.box("pasp", [&] {
    b.u32(static_cast<uint32_t>(aspect.num));
    b.u32(static_cast<uint32_t>(aspect.den));
  });
}

/// The name of a sample entry is the codec's in the codecs parameter.
void writeEntry(BoxWriter& b, const CopyFormat& format) {
  b.box(std::string_view(format.codecs).substr(0, 4), [&] {
    writeVisualEntry(b, format.width, format.height);
    b.box(configBox(format.codec), [&] { b.bytes(format.config); });
    b.bytes(format.boxes);
    writeAspect(b, format.sampleAspect);
  });
}

/// Evenly over [start, end).
std::vector<Ticks> spread(size_t count, Ticks start, Ticks end) {
  std::vector<Ticks> times;
  times.reserve(count);
  const auto length = static_cast<Ticks>(count);
  for (Ticks i = 0; i < length; ++i) {
    times.push_back(start + av_rescale_rnd(end - start, i, length, AV_ROUND_DOWN));
  }
  return times;
}

bool rises(std::span<const Ticks> times) {
  return std::ranges::adjacent_find(times, std::greater_equal<>()) == times.end();
}

}  // namespace

Bytes writeInit(const CopyFormat& format) {
  require(format.codecs.size() > 4 && !format.config.empty(), "a format without a codec");
  const auto aspect = [&](int64_t width) {
    const int64_t shown = av_rescale(width, format.sampleAspect.num, format.sampleAspect.den);
    return static_cast<uint32_t>(std::min<int64_t>(shown, 0xffffffff));
  };
  const uint32_t width = aspect(int64_t{format.width} * kOne);
  const uint32_t height = static_cast<uint32_t>(format.height) * kOne;
  const TrackHeader track{.timescale = kTicksPerSecond,
                          .handler = "vide",
                          .width = width,
                          .height = height,
                          .volume = 0,
                          .matrix = matrixOf(format, width, height)};
  return writeMovie(track, [&](BoxWriter& b) { writeEntry(b, format); });
}

std::vector<Ticks> decodeTimes(std::span<const CopySample> samples, Ticks start, Ticks end) {
  require(!samples.empty() && start >= 0, "a fragment without pictures");
  if (end - start < static_cast<Ticks>(samples.size())) {
    throw Error(Code::kMediaInvalid, "more pictures than there is time");
  }
  std::vector<Ticks> times;
  times.reserve(samples.size());
  for (const CopySample& sample : samples) times.push_back(sample.pts);
  std::ranges::sort(times);
  const Ticks shift = std::max<Ticks>(start - times[0], 0);
  for (size_t i = 1; i < times.size(); ++i) {
    // One that seemed to last beyond the end would drop the next segment's key picture from a
    // buffer (MSE, coded frame processing).
    const Ticks longest = std::max<Ticks>(end - samples[i - 1].pts, 1);
    times[i] = std::min(times[i] + shift, (i == 1 ? start : times[i - 1]) + longest);
  }
  times[0] = start;
  if (times.back() >= end || !rises(times)) return spread(samples.size(), start, end);
  return times;
}

Bytes writeFragment(const CopyFragment& fragment) {
  std::vector<Ticks> times = decodeTimes(fragment.samples, fragment.start, fragment.end);
  times.push_back(fragment.end);
  return writeFragment(fragment.sequence, fragment.samples, times);
}

Bytes writeFragment(uint32_t sequence, std::span<const CopySample> samples,
                    std::span<const Ticks> times) {
  std::vector<PictureHead> heads;
  heads.reserve(samples.size());
  size_t media = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto& [data, pts, key] = samples[i];
    require(!data.empty(), "a coded picture is empty");
    if (!std::in_range<int32_t>(pts - times[i])) {
      throw Error(Code::kMediaInvalid, "a picture is shown too far from its neighbours");
    }
    heads.push_back({.size = data.size(), .pts = pts, .sync = key});
    media += data.size();
  }
  BoxWriter b;
  b.reserve(media + 128 + 16 * heads.size());
  writePictureMoof(b, sequence, heads, times);
  b.box("mdat", [&] {
    for (const CopySample& sample : samples) b.bytes(sample.data);
  });
  return b.take();
}

}  // namespace haema::av

// What is written of copied pictures: boxes, times, and that a player shows the source's pictures.
#include "av/copy_writer.h"

extern "C" {
#include <libavutil/adler32.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
}

#include <fstream>

#include "av/error.h"
#include "av/handles.h"
#include "av/orientation.h"
#include "test/box_reader.h"
#include "test/clips.h"
#include "test/coded_headers.h"

using namespace haema::av;
using namespace haema::test;

namespace {

using Times = std::vector<Ticks>;

std::vector<CopySample> samplesAt(const Times& times) {
  std::vector<CopySample> samples;
  for (const Ticks pts : times) {
    samples.push_back({.data = Bytes(samples.size() + 1, 9), .pts = pts, .key = samples.empty()});
  }
  return samples;
}

Times timesOf(const Times& pts, Ticks start, Ticks end) {
  return decodeTimes(samplesAt(pts), start, end);
}

void testDecodeTimes() {
  // I P B B, closed.
  CHECK(timesOf({400, 700, 500, 600}, 400, 800) == Times({400, 500, 600, 700}));
  // Two leading pictures; those of the next one are missing at the end.
  CHECK(timesOf({400, 200, 300, 500, 700, 600}, 400, 1'000) ==
        Times({400, 500, 600, 700, 800, 900}));
  // The last segment: what leads has no room.
  CHECK(timesOf({400, 200, 300, 600, 500}, 400, 700) == Times({400, 460, 520, 580, 640}));
  // Pictures that begin late; a picture that waits must not seem to last beyond the end.
  CHECK(timesOf({300, 600, 400, 500}, 0, 700) == Times({0, 400, 500, 600}));
  CHECK(timesOf({300, 400, 500}, 0, 600) == Times({0, 300, 500}));
  CHECK(timesOf({404, 704, 504, 604}, 400, 800) == Times({400, 504, 600, 704}));
  // The same time twice.
  CHECK(timesOf({400, 500, 500, 600}, 400, 800) == Times({400, 500, 600, 700}));
  CHECK(timesOf({0, 1, 2}, 0, 3) == Times({0, 1, 2}));
}

template <typename Run>
Code failureOf(Run run) {
  try {
    run();
  } catch (const Error& error) {
    return error.code();
  }
  return Code::kCancelled;  // none
}

void testFragment() {
  const Ticks start = (Ticks{1} << 32) + 5;
  const std::vector<CopySample> samples = samplesAt({start, start - 200, start + 100, start + 300});
  const Bytes file =
      writeFragment({.sequence = 7, .samples = samples, .start = start, .end = start + 600});
  CHECK_EQ(descend(file, {"moof", "mfhd"}).u32(4), 7u);
  const std::vector<Sample> run = videoRun(file);
  if (!CHECK_EQ(run.size(), samples.size())) return;
  Bytes media;
  for (size_t i = 0; i < run.size(); ++i) {
    CHECK_EQ(run[i].decode + run[i].offset, samples[i].pts);
    CHECK_EQ(run[i].size, samples[i].data.size());
    CHECK_EQ(run[i].flags, i == 0 ? 0x02000000u : 0x01010000u);
    media = joined(media, samples[i].data);
  }
  CHECK(run[0].decode == start && run[3].decode + run[3].duration == start + 600);
  checkPayload(file, descend(file, {"moof", "traf", "trun"}), media);
  const auto failure = [&](const Times& pts, Ticks from, Ticks to) {
    const std::vector<CopySample> bad = samplesAt(pts);
    return failureOf(
        [&] { writeFragment({.sequence = 1, .samples = bad, .start = from, .end = to}); });
  };
  CHECK(failure({}, 0, 9) == Code::kEngineFailed);
  CHECK(failure({0, 1}, -1, 9) == Code::kEngineFailed);
  CHECK(failure({0, 1, 2}, 0, 2) == Code::kMediaInvalid);
  CHECK(failure({0, Ticks{1} << 33}, 0, 90) == Code::kMediaInvalid);
}

CopyFormat formatOf(FakeStream& stream) { return copyFormat(*stream, vp9Frame({})); }

/// libav's own reading of an init part, by what it says of its stream.
template <typename Look>
void reopen(const Bytes& file, Look look) {
  const Folder folder;
  const std::string path = folder.at("clip.mp4");
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  AVFormatContext* context = nullptr;
  if (!CHECK(avformat_open_input(&context, path.c_str(), nullptr, nullptr) >= 0)) return;
  if (CHECK_EQ(context->nb_streams, 1u)) look(context, context->streams[0]);
  avformat_close_input(&context);
}

void testOrientation() {
  for (const bool mirrored : {false, true}) {
    for (int rotation = 0; rotation < 360; rotation += 90) {
      FakeStream stream(AV_CODEC_ID_VP9, {});
      CopyFormat format = formatOf(stream);
      format.rotation = rotation;
      format.mirrored = mirrored;
      format.sampleAspect = {4, 3};
      const Bytes file = writeInit(format);
      reopen(file, [&](AVFormatContext*, AVStream* read) {
        const Orientation found = orientationOf(read);
        CHECK(found.rotation == rotation && found.mirrored == mirrored);
        CHECK(av_cmp_q(read->sample_aspect_ratio, {4, 3}) == 0);
      });
      // The corners stay where x and y are not negative.
      const Body tkhd = descend(file, {"moov", "trak", "tkhd"});
      const auto m = [&](size_t i) { return int64_t{static_cast<int32_t>(tkhd.u32(40 + 4 * i))}; };
      const int64_t width = tkhd.u32(76) >> 16, height = tkhd.u32(80) >> 16;
      CHECK(width == 2'560 && height == 1'080);
      const auto least = [&](size_t column) {
        return m(6 + column) + std::min<int64_t>(0, width * m(column)) +
               std::min<int64_t>(0, height * m(3 + column));
      };
      CHECK(least(0) == 0 && least(1) == 0);
    }
  }
}

void testColour() {
  FakeStream stream(AV_CODEC_ID_VP9, {});
  stream->codecpar->color_primaries = AVCOL_PRI_BT2020;
  stream->codecpar->color_trc = AVCOL_TRC_SMPTE2084;
  stream->codecpar->color_space = AVCOL_SPC_BT2020_NCL;
  AVMasteringDisplayMetadata display{};
  display.has_primaries = display.has_luminance = 1;
  display.display_primaries[0][0] = {34'000, 50'000};
  display.display_primaries[1][1] = {69, 100};
  display.white_point[0] = {15'635, 50'000};
  display.max_luminance = {1'000, 1};
  display.min_luminance = {1, 10'000};
  stream.tell(AV_PKT_DATA_MASTERING_DISPLAY_METADATA, display);
  stream.tell(AV_PKT_DATA_CONTENT_LIGHT_LEVEL, AVContentLightMetadata{1'000, 70'000});
  const CopyFormat format = formatOf(stream);
  CHECK_EQ(format.videoRange, "PQ");
  CHECK_EQ(format.codecs, "vp09.00.40.08.01.09.16.09.00");
  const Bytes file = writeInit(format);
  const Body stsd = descend(file, {"moov", "trak", "mdia", "minf", "stbl", "stsd"});
  const Body entry = child(stsd, "vp09", 8);
  const Body colr = child(entry, "colr", 78);
  CHECK(colr.bytes(0, colr.size) == Bytes({'n', 'c', 'l', 'x', 0, 9, 0, 16, 0, 9, 0}));
  const Body mdcv = child(entry, "mdcv", 78);
  CHECK(mdcv.size == 24 && mdcv.number(2, 2) == 34'500 && mdcv.number(8, 2) == 34'000);
  CHECK(mdcv.number(12, 2) == 15'635 && mdcv.u32(16) == 10'000'000 && mdcv.u32(20) == 1);
  CHECK_EQ(child(entry, "clli", 78).u32(0), 1'000u << 16 | 0xffff);
  const Body vpcC = child(entry, "vpcC", 78);
  CHECK(vpcC.bytes(0, vpcC.size) == format.config);
}

struct Dolby {
  uint8_t profile, compatibility;
  const char *codecs, *supplemental, *range, *entry, *box;
};

void testDolbyVision() {
  const char* base = "hvc1.2.4.H123.B0";
  for (const Dolby& d : {Dolby{5, 0, "dvh1.05.06", "", "PQ", "dvh1", "dvcC"},
                         {8, 1, base, "dvh1.08.06/db1p", "PQ", "hvc1", "dvvC"},
                         {8, 4, base, "dvh1.08.06/db4h", "HLG", "hvc1", "dvvC"},
                         {8, 0, base, "", "PQ", "hvc1", nullptr},
                         {7, 6, base, "", "PQ", "hvc1", nullptr}}) {
    FakeStream stream(AV_CODEC_ID_HEVC, hvcC({hevcVps(), hevcSps(), hevcPps()}));
    stream->codecpar->color_trc =
        d.compatibility == 4 ? AVCOL_TRC_ARIB_STD_B67 : AVCOL_TRC_SMPTE2084;
    stream.tell(AV_PKT_DATA_DOVI_CONF,
                AVDOVIDecoderConfigurationRecord{1, 0, d.profile, 6, 1, 0, 1, d.compatibility});
    const CopyFormat format = copyFormat(*stream, prefixed({hevcUnit(19, {1, 2})}));
    CHECK_EQ(format.codecs, d.codecs);
    CHECK_EQ(format.supplemental, d.supplemental);
    CHECK_EQ(format.videoRange, d.range);
    const Bytes file = writeInit(format);
    const Body stsd = descend(file, {"moov", "trak", "mdia", "minf", "stbl", "stsd"});
    const Body entry = child(stsd, d.entry, 8);
    CHECK(child(entry, "hvcC", 78).size == format.config.size());
    const std::string text(file.begin(), file.end());
    CHECK(d.box || (text.find("dvcC") == text.npos && text.find("dvvC") == text.npos));
    if (!d.box) continue;
    const Body record = child(entry, d.box, 78);
    CHECK(record.size == 24 && record.number(2, 2) == (d.profile << 9u | 6 << 3 | 5u));
    CHECK_EQ(record.number(4, 1), uint64_t{d.compatibility} << 4);
  }
}

/// When each picture is shown, from the first one on, and a sum of its bytes.
using Shown = std::vector<std::pair<Ticks, uint32_t>>;

uint32_t sumOf(const AVFrame* frame) {
  const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame->format));
  uint32_t sum = 1;
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane > 0 ? format->log2_chroma_h : 0;
    const int width =
        av_image_get_linesize(static_cast<AVPixelFormat>(frame->format), frame->width, plane);
    for (int y = 0; y < AV_CEIL_RSHIFT(frame->height, shift); ++y) {
      const uint8_t* row = frame->data[plane] + ptrdiff_t{y} * frame->linesize[plane];
      sum = static_cast<uint32_t>(av_adler32_update(sum, row, static_cast<unsigned>(width)));
    }
  }
  return sum;
}

Shown decoded(AVFormatContext* context, AVStream* stream) {
  const AVCodec* codec = avcodec_find_decoder(stream->codecpar->codec_id);
  const CodecHandle decoder(avcodec_alloc_context3(codec));
  check(avcodec_parameters_to_context(decoder.get(), stream->codecpar), "copy parameters");
  decoder->thread_count = 1;
  check(avcodec_open2(decoder.get(), codec, nullptr), "open a decoder");
  const PacketHandle packet = makePacket();
  const FrameHandle frame = makeFrame();
  Shown shown;
  for (bool more = true; more;) {
    more = av_read_frame(context, packet.get()) >= 0;
    check(avcodec_send_packet(decoder.get(), more ? packet.get() : nullptr), "decode");
    av_packet_unref(packet.get());
    while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
      shown.emplace_back(toTicks(frame->pts, stream->time_base), sumOf(frame.get()));
    }
  }
  // libav moves all times of a track with negative composition offsets by one amount.
  const Ticks first = shown.empty() ? 0 : shown[0].first;
  for (auto& [time, sum] : shown) time -= first;
  return shown;
}

/// What the parameter sets say of the order of pictures holds, and is not just said of all.
void checkReorder(const CopyFormat& format, const std::vector<CopySample>& samples) {
  unsigned deepest = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto before = std::span(samples).first(i);
    const auto later = [&](const CopySample& it) { return it.pts > samples[i].pts; };
    deepest = std::max(deepest, static_cast<unsigned>(std::ranges::count_if(before, later)));
  }
  CHECK(deepest <= format.reorder && format.reorder <= deepest + 1);
}

/// A copy with a fragment for each key picture. `source` stands at its beginning.
Bytes copied(AVFormatContext* source, AVStream* stream, CopyFormat& format) {
  std::vector<std::vector<CopySample>> segments;
  const PacketHandle packet = makePacket();
  Ticks end = 0;
  for (; av_read_frame(source, packet.get()) >= 0; av_packet_unref(packet.get())) {
    const std::span<const uint8_t> data(packet->data, static_cast<size_t>(packet->size));
    const bool key = packet->flags & AV_PKT_FLAG_KEY;
    if (segments.empty()) format = copyFormat(*stream, data);
    if (key) segments.emplace_back();
    CHECK(key == (accessOf(format, data) != Access::kNone) && !changesParameters(format, data));
    const Ticks pts = toTicks(packet->pts, stream->time_base);
    segments.back().push_back({.data = toSample(format, data), .pts = pts, .key = key});
    end = std::max(end, pts + 3'600);
  }
  for (const auto& segment : segments) checkReorder(format, segment);
  Bytes file = writeInit(format);
  for (size_t i = 0; i < segments.size(); ++i) {
    const Ticks next = i + 1 < segments.size() ? segments[i + 1][0].pts : end;
    file = joined(file, writeFragment({.sequence = static_cast<uint32_t>(i + 1),
                                       .samples = segments[i],
                                       .start = i == 0 ? 0 : segments[i][0].pts,
                                       .end = next}));
  }
  return file;
}

/// What encoders make is shown picture for picture, at the same times.
void testCopy(const Clip& clip, const char* codecs) {
  if (!avcodec_find_encoder_by_name(clip.picture)) return;
  const Folder folder;
  const std::string path = folder.at("source");
  writeClip(path, clip);
  AVFormatContext* source = nullptr;
  check(avformat_open_input(&source, path.c_str(), nullptr, nullptr), "open");
  check(avformat_find_stream_info(source, nullptr), "describe");
  const Shown expected = decoded(source, source->streams[0]);
  avformat_close_input(&source);
  check(avformat_open_input(&source, path.c_str(), nullptr, nullptr), "open");
  check(avformat_find_stream_info(source, nullptr), "describe");
  CopyFormat format;
  const Bytes file = copied(source, source->streams[0], format);
  CHECK_EQ(format.codecs, codecs);
  CHECK_EQ(expected.size(), static_cast<size_t>(clip.frames));
  reopen(file, [&](AVFormatContext* context, AVStream* stream) {
    CHECK(decoded(context, stream) == expected);
  });
  avformat_close_input(&source);
}

}  // namespace

int main() {
  testDecodeTimes();
  testFragment();
  testOrientation();
  testColour();
  testDolbyVision();
  const Clip clip{.sound = nullptr, .frames = 60, .gop = 20};
  Clip wide = clip;
  wide.muxer = "matroska";
  testCopy(clip, "avc1.64000b");
  testCopy(wide, "avc1.64000b");
  wide.picture = "libx265";
  testCopy(wide, "hvc1.1.6.L30.90");
  wide.picture = "libvpx-vp9";
  testCopy(wide, "vp09.00.10.08");
  wide.picture = "libaom-av1";
  wide.frames = 12;
  testCopy(wide, "av01.0.00M.08");
  return report();
}

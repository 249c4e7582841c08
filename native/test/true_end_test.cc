// Clips of intra pictures of noise, muxed here with libavformat: no Cues, no duration, odd times.
#include "engine/true_end.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>

#include "av/error.h"
#include "av/handles.h"
#include "test/check.h"

using namespace haema;
using av::Ticks;

namespace {

constexpr Ticks kSecond = av::kTicksPerSecond;
constexpr Ticks kFrame = kSecond / 25;

/// One encoded picture, over half a megabyte, and the parameters that a muxer needs.
struct Picture {
  av::PacketHandle packet = av::makePacket();
  av::ParametersHandle parameters{avcodec_parameters_alloc()};
};

Picture encodeNoise() {
  av::CodecHandle codec(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MPEG2VIDEO)));
  codec->width = 640;
  codec->height = 480;
  codec->pix_fmt = AV_PIX_FMT_YUV420P;
  codec->time_base = {1, 25};
  codec->framerate = {25, 1};
  codec->gop_size = 0;
  codec->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_GLOBAL_HEADER;
  codec->global_quality = 2 * FF_QP2LAMBDA;
  av::check(avcodec_open2(codec.get(), nullptr, nullptr), "open the encoder");
  av::FrameHandle frame = av::makeFrame();
  frame->width = codec->width;
  frame->height = codec->height;
  frame->format = codec->pix_fmt;
  frame->quality = codec->global_quality;
  frame->pts = 0;
  av::check(av_frame_get_buffer(frame.get(), 0), "allocate a frame");
  std::mt19937 random(1);
  for (int plane = 0; plane < 3; ++plane) {
    const int bytes = frame->linesize[plane] * (plane ? 240 : 480);
    for (int i = 0; i < bytes; ++i) frame->data[plane][i] = static_cast<uint8_t>(random());
  }
  av::check(avcodec_send_frame(codec.get(), frame.get()), "encode");
  av::check(avcodec_send_frame(codec.get(), nullptr), "encode");
  Picture picture;
  av::check(avcodec_receive_packet(codec.get(), picture.packet.get()), "encode");
  av::check(avcodec_parameters_from_context(picture.parameters.get(), codec.get()), "encode");
  return picture;
}

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/haema-true-end-XXXXXX";
    if (!::mkdtemp(name)) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string at(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Clips {
 public:
  /// Muxes `count` pictures as to a pipe: no header is corrected afterwards.
  void write(const char* format, const std::string& name, int count,
             const std::function<Ticks(int)>& timeOf) const {
    AVFormatContext* context = nullptr;
    av::check(avformat_alloc_output_context2(&context, nullptr, format, nullptr), "mux");
    av::check(avio_open(&context->pb, folder_.at(name).c_str(), AVIO_FLAG_WRITE), "mux");
    context->pb->seekable = 0;
    AVStream* stream = avformat_new_stream(context, nullptr);
    avcodec_parameters_copy(stream->codecpar, picture_.parameters.get());
    stream->time_base = {1, 25};  // a hint; the muxer decides
    stream->avg_frame_rate = stream->r_frame_rate = {25, 1};
    av::check(avformat_write_header(context, nullptr), "mux");
    av::PacketHandle packet = av::makePacket();
    for (int i = 0; i < count; ++i) {
      av::check(av_packet_ref(packet.get(), picture_.packet.get()), "mux");
      packet->stream_index = 0;
      packet->flags |= AV_PKT_FLAG_KEY;
      packet->pts = packet->dts = av::fromTicks(timeOf(i), stream->time_base);
      packet->duration = av::fromTicks(kFrame, stream->time_base);
      av::check(av_write_frame(context, packet.get()), "mux");
      av_packet_unref(packet.get());
    }
    av_write_trailer(context);
    avio_closep(&context->pb);
    avformat_free_context(context);
  }

  struct Result {
    Ticks end = av::kNoTicks;
    bool scanned = false;
  };
  Result measure(const std::string& name) const {
    const av::CancelToken token;
    const int streams[] = {0};
    Result result;
    auto file = av::File::open(folder_.path(), name, std::nullopt);
    const auto end = engine::measureEnd(std::move(file), streams, token, result.scanned);
    if (end) result.end = *end;
    return result;
  }

  std::string at(const std::string& name) const { return folder_.at(name); }
  const std::string& folder() const { return folder_.path(); }
  int64_t pictureBytes() const { return picture_.packet->size; }

 private:
  Folder folder_;
  Picture picture_ = encodeNoise();
};

bool near(Ticks a, Ticks b) { return std::abs(a - b) <= kSecond / 1000; }  // Matroska: milliseconds

Ticks regular(int i) { return i * kFrame; }

void testContainers(const Clips& clips) {
  const int large = static_cast<int>((20 << 20) / clips.pictureBytes());
  struct Case {
    const char* format;
    int frames;
    bool scanned;
  };
  const Case cases[] = {{"matroska", 12, true},   {"matroska", large, false}, {"mpegts", 12, true},
                        {"mpegts", large, false}, {"nut", large, true},       {"avi", large, true}};
  for (const Case& c : cases) {
    clips.write(c.format, "clip", c.frames, [](int i) { return kSecond + regular(i); });
    const auto result = clips.measure("clip");
    CHECK_EQ(result.scanned, c.scanned);
    if (!CHECK(near(result.end, kSecond + c.frames * kFrame))) {
      std::cerr << "  " << c.format << " of " << c.frames << ": " << result.end << "\n";
    }
  }
}

/// The header of such a file tells the length of the whole film.
void testTruncated(const Clips& clips) {
  const int frames = static_cast<int>((24 << 20) / clips.pictureBytes());
  clips.write("matroska", "cut", frames, regular);
  const auto size = static_cast<int64_t>(std::filesystem::file_size(clips.at("cut")));
  for (const int64_t left : {size * 4 / 5, size / 8}) {
    std::filesystem::resize_file(clips.at("cut"), static_cast<uintmax_t>(left));
    const auto result = clips.measure("cut");
    const Ticks whole = left / clips.pictureBytes() * kFrame;
    CHECK(result.end <= whole + kSecond / 1000);
    CHECK(result.end >= whole - 2 * kFrame);
    CHECK_EQ(result.scanned, left < 16 << 20);
  }
}

void testStrayTimes(const Clips& clips) {
  const int large = static_cast<int>((20 << 20) / clips.pictureBytes());
  for (const int frames : {20, large}) {
    clips.write("matroska", "stray", frames, [frames](int i) {
      return regular(i) + (i == frames - 1 ? 7 * 24 * 3600 * kSecond : 0);
    });
    CHECK(near(clips.measure("stray").end, regular(frames - 1)));
  }
  // A tail on another clock than the beginning: more of the file is asked.
  clips.write("matroska", "splice", large, [large](int i) {
    return regular(i) + (i >= large / 2 ? 7 * 24 * 3600 * kSecond : 0);
  });
  CHECK(near(clips.measure("splice").end, regular(large / 2)));
}

void testRefusals(const Clips& clips) {
  clips.write("matroska", "small", 10, regular);
  const auto codeOf = [&](const char* name, int stream, bool cancelled) {
    av::CancelToken token;
    if (cancelled) token.cancel();
    bool scanned = false;
    try {
      engine::measureEnd(av::File::open(clips.folder(), name, std::nullopt), std::span(&stream, 1),
                         token, scanned);
    } catch (const av::Error& error) {
      return error.code();
    }
    return av::Code::kEngineFailed;
  };
  CHECK(codeOf("small", 1, false) == av::Code::kBadRequest);
  CHECK(codeOf("small", -1, false) == av::Code::kBadRequest);
  CHECK(codeOf("small", 0, true) == av::Code::kCancelled);
  std::ofstream(clips.at("text")) << std::string(5000, 'x');
  CHECK(codeOf("text", 0, false) == av::Code::kMediaInvalid);
}

/// Times in seconds of packets of one second each; the end that is expected of them.
struct Timeline {
  const char* name;
  std::vector<Ticks> seconds;
  Ticks end;
};

std::vector<Ticks> range(Ticks from, Ticks to, Ticks step = 1) {
  std::vector<Ticks> seconds;
  for (Ticks s = from; s < to; s += step) seconds.push_back(s);
  return seconds;
}

std::vector<Ticks> operator+(std::vector<Ticks> a, const std::vector<Ticks>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

void testTimelines() {
  const Timeline cases[] = {
      {"regular", range(0, 100), 100},
      {"one packet", {5}, 6},
      {"reordered", {0, 3, 1, 2, 6, 4, 5}, 7},
      {"one flipped bit", range(0, 50) + std::vector<Ticks>{600'000} + range(50, 100), 100},
      {"flipped downwards", range(5000, 5050) + std::vector<Ticks>{3} + range(5050, 5100), 5100},
      {"a pause of five minutes", range(0, 60) + range(360, 420), 420},
      {"a film with an hour's pause", range(0, 4000) + range(7600, 8000), 8000},
      {"another clock", range(0, 100) + range(90'000, 90'100), 100},
      {"back to zero", range(0, 100) + range(0, 50), 100},
      {"slide show, a picture in two minutes", range(0, 60, 30) + range(60, 6000, 120), 5941},
  };
  for (const Timeline& c : cases) {
    engine::StreamEnd end(kSecond);
    for (const Ticks second : c.seconds) end.add(second * kSecond, kSecond);
    if (!CHECK_EQ(end.end(), c.end * kSecond)) std::cerr << "  " << c.name << "\n";
  }
}

void testHostileTimes() {
  engine::StreamEnd end(std::numeric_limits<Ticks>::max());
  CHECK_EQ(end.end(), av::kNoTicks);
  for (const Ticks time : {av::kNoTicks, std::numeric_limits<Ticks>::max(), av::kBeginning}) {
    end.add(time, time);
  }
  CHECK(end.empty());
  end.add(0, std::numeric_limits<Ticks>::max());
  CHECK_EQ(end.end(), 60 * kSecond);  // at most a minute for what has no credible duration
  std::mt19937_64 random(7);
  for (int i = 0; i < 100'000; ++i) {
    end.add(static_cast<Ticks>(random()) >> (random() % 60), static_cast<Ticks>(random()));
  }
  CHECK(end.end() >= end.begin());
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  testTimelines();
  testHostileTimes();
  const Clips clips;
  testContainers(clips);
  testTruncated(clips);
  testStrayTimes(clips);
  testRefusals(clips);
  return test::report();
}

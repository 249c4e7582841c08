#include "test/clips.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "av/handles.h"
#include "test/sps.h"

namespace haema::test {

namespace {

using av::check;
using av::Ticks;

constexpr int kSampleRate = 48'000;
constexpr int kBits = 8;

const AVCodec* encoderNamed(const char* name) {
  const AVCodec* codec = avcodec_find_encoder_by_name(name);
  if (!codec) throw std::runtime_error(std::string("no encoder ") + name);
  return codec;
}

/// The upper half tells the number in bars from left to right, the lower half moves.
int lumaAt(int number, int x, int y, int width, int height) {
  if (2 * y < height) return (number >> (x * kBits / width)) & 1 ? 190 : 60;
  return 40 + (3 * x + 5 * y + 7 * number) % 160;
}

/// The moment that a line of picture `number` shows.
int momentOf(const Clip& clip, int number, int y) {
  const bool top = y % 2 == 0;
  const bool second = clip.fields != Fields::kNone && top != (clip.fields == Fields::kTopFirst);
  return 2 * number + (second ? 1 : 0);
}

void paint(AVFrame* frame, const Clip& clip, int number) {
  const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame->format));
  const int shift = format->comp[0].depth - 8;
  for (int plane = 0; plane < 3; ++plane) {
    const bool chroma = plane > 0;
    const int width = chroma ? AV_CEIL_RSHIFT(frame->width, format->log2_chroma_w) : frame->width;
    const int height =
        chroma ? AV_CEIL_RSHIFT(frame->height, format->log2_chroma_h) : frame->height;
    for (int y = 0; y < height; ++y) {
      uint8_t* row = frame->data[plane] + static_cast<ptrdiff_t>(y) * frame->linesize[plane];
      for (int x = 0; x < width; ++x) {
        const int value = chroma      ? 128
                          : clip.luma ? clip.luma(momentOf(clip, number, y), x, y)
                                      : lumaAt(number, x, y, width, height);
        if (shift == 0) {
          row[x] = static_cast<uint8_t>(value);
        } else {
          reinterpret_cast<uint16_t*>(row)[x] = static_cast<uint16_t>(value << shift);
        }
      }
    }
  }
}

/// One stream of a clip: its encoder and what is muxed of it.
class Track {
 public:
  Track(AVFormatContext* muxer, const AVCodec* codec)
      : muxer_(muxer),
        stream_(av::checkAllocated(avformat_new_stream(muxer, nullptr), "stream")),
        context_(av::checkAllocated(avcodec_alloc_context3(codec), "encoder")) {
    context_->thread_count = 1;
    if (muxer->oformat->flags & AVFMT_GLOBALHEADER) context_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  }
  AVCodecContext* encoder() { return context_.get(); }
  AVStream* stream() { return stream_; }
  void open() {
    check(avcodec_open2(context_.get(), nullptr, nullptr), "open an encoder");
    check(avcodec_parameters_from_context(stream_->codecpar, context_.get()), "copy parameters");
    stream_->time_base = context_->time_base;
    stream_->avg_frame_rate = context_->framerate;
  }
  /// Shown each packet before it is muxed.
  void markBy(std::function<void(AVPacket*)> mark) { mark_ = std::move(mark); }
  /// Null at the end.
  void encode(const AVFrame* frame) {
    check(avcodec_send_frame(context_.get(), frame), "encode");
    while (avcodec_receive_packet(context_.get(), packet_.get()) >= 0) {
      if (mark_) mark_(packet_.get());
      if (packet_->duration <= 0 && context_->framerate.num > 0) {
        packet_->duration = av_rescale_q(1, av_inv_q(context_->framerate), context_->time_base);
      }
      av_packet_rescale_ts(packet_.get(), context_->time_base, stream_->time_base);
      packet_->stream_index = stream_->index;
      check(av_interleaved_write_frame(muxer_, packet_.get()), "mux");
    }
  }

 private:
  AVFormatContext* muxer_;
  AVStream* stream_;
  av::CodecHandle context_;
  av::PacketHandle packet_ = av::makePacket();
  std::function<void(AVPacket*)> mark_;
};

class ClipWriter {
 public:
  ClipWriter(const std::string& path, const Clip& clip) : clip_(clip) {
    check(avformat_alloc_output_context2(&muxer_, nullptr, clip.muxer, nullptr), "mux");
    check(avio_open(&muxer_->pb, path.c_str(), AVIO_FLAG_WRITE), "mux");
    muxer_->flags |= AVFMT_FLAG_BITEXACT;
    if (clip.picture) openPictures();
    if (clip.sound) openSound();
    if (clip.live) check(av_opt_set(muxer_->priv_data, "live", "1", 0), "mux");
    check(avformat_write_header(muxer_, nullptr), "mux");
  }
  ~ClipWriter() {
    avio_closep(&muxer_->pb);
    avformat_free_context(muxer_);
  }
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;

  void run() {
    const int sounding = clip_.frames + clip_.silentFrames - clip_.mutedFrames;
    for (int i = 0; i < clip_.frames + clip_.silentFrames; ++i) {
      if (pictures_ && i < clip_.frames) writePicture(i);
      if (pictures_ && i == clip_.frames) pictures_->encode(nullptr);
      if (sound_) writeSound(timeOf(std::min(i + 1, sounding)));
    }
    if (pictures_ && clip_.silentFrames == 0) pictures_->encode(nullptr);
    if (sound_) sound_->encode(nullptr);
    check(av_write_trailer(muxer_), "mux");
  }

 private:
  Ticks timeOf(int i) const {
    return clip_.timeOf ? clip_.timeOf(i) : av_rescale_q(i, av_inv_q(clip_.rate), av::kTickBase);
  }

  void openPictures() {
    const AVCodec* codec = encoderNamed(clip_.picture);
    AVCodecContext* c = pictures_.emplace(muxer_, codec).encoder();
    c->width = clip_.width;
    c->height = clip_.height;
    c->pix_fmt = clip_.format;
    c->sample_aspect_ratio = clip_.aspect;
    c->time_base = clip_.timeOf ? av::kTickBase : av_inv_q(clip_.rate);
    c->framerate = clip_.rate;
    c->gop_size = clip_.gop;
    c->max_b_frames = clip_.bFrames;
    if (codec->id == AV_CODEC_ID_HEVC) {
      av_opt_set(c->priv_data, "preset", "ultrafast", 0);
      av_opt_set(c->priv_data, "x265-params", "log-level=-1", 0);
    } else if (codec->id == AV_CODEC_ID_VP9) {
      av_opt_set(c->priv_data, "cpu-used", "8", 0);
      av_opt_set(c->priv_data, "deadline", "realtime", 0);
    } else if (codec->id == AV_CODEC_ID_H264) {
      av_opt_set(c->priv_data, "preset", "veryfast", 0);
      std::string params = clip_.openGop ? "scenecut=0:open-gop=1:b-pyramid=none" : "scenecut=0";
      params += clip_.params;
      if (clip_.fields == Fields::kTopFirst) params += ":tff=1";
      if (clip_.fields == Fields::kBottomFirst) params += ":bff=1";
      av_opt_set(c->priv_data, "x264-params", params.c_str(), 0);
    } else {
      c->flags |= AV_CODEC_FLAG_QSCALE;
      c->global_quality = 3 * FF_QP2LAMBDA;
    }
    if (clip_.fields != Fields::kNone) {
      c->flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME;
    }
    pictures_->open();
    if (clip_.mark) pictures_->markBy([this](AVPacket* packet) { markPicture(packet); });
    AVStream* stream = pictures_->stream();
    if (!clip_.statesReorderDepth) hideReorderDepth(stream->codecpar);
    stream->sample_aspect_ratio = clip_.aspect;
    if (clip_.rotation == 0) return;
    auto* matrix = reinterpret_cast<int32_t*>(
        av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t)));
    av_display_rotation_set(av::checkAllocated(matrix, "matrix"), clip_.rotation);
  }

  /// Of a clip with a constant rate.
  void markPicture(AVPacket* packet) const {
    check(av_packet_make_writable(packet), "change a packet");
    clip_.mark(static_cast<int>(packet->pts), {packet->data, static_cast<size_t>(packet->size)});
  }

  static void hideReorderDepth(AVCodecParameters* parameters) {
    const auto size = static_cast<size_t>(parameters->extradata_size);
    const av::Bytes changed =
        withoutReorderDepth({parameters->extradata, parameters->extradata + size});
    if (changed.size() >= size) throw std::runtime_error("x264 states no reorder depth");
    std::ranges::copy(changed, parameters->extradata);
    parameters->extradata_size = static_cast<int>(changed.size());
  }

  void openSound() {
    const AVCodec* codec = encoderNamed(clip_.sound);
    AVCodecContext* c = sound_.emplace(muxer_, codec).encoder();
    c->sample_fmt = codec->sample_fmts[0];
    c->sample_rate = kSampleRate;
    c->time_base = {1, kSampleRate};
    c->bit_rate = 128'000;
    av_channel_layout_default(&c->ch_layout, 2);
    sound_->open();
  }

  void writePicture(int number) {
    const AVCodecContext* c = pictures_->encoder();
    const av::FrameHandle frame = av::makeFrame();
    frame->width = c->width;
    frame->height = c->height;
    frame->format = c->pix_fmt;
    frame->sample_aspect_ratio = c->sample_aspect_ratio;
    frame->quality = c->global_quality;
    frame->pts = av_rescale_q(timeOf(number), av::kTickBase, c->time_base);
    check(av_frame_get_buffer(frame.get(), 0), "allocate a picture");
    paint(frame.get(), clip_, number);
    setFields(frame.get());
    pictures_->encode(frame.get());
  }

  void setFields(AVFrame* frame) const {
    if (clip_.fields == Fields::kNone) return;
    const bool top = clip_.fields == Fields::kTopFirst;
#ifdef AV_FRAME_FLAG_INTERLACED
    frame->flags |= AV_FRAME_FLAG_INTERLACED | (top ? AV_FRAME_FLAG_TOP_FIELD_FIRST : 0);
#else
    frame->interlaced_frame = 1;
    frame->top_field_first = top ? 1 : 0;
#endif
  }

  void writeSound(Ticks until) {
    const AVCodecContext* c = sound_->encoder();
    while (av_rescale_q(samples_, {1, kSampleRate}, av::kTickBase) < until) {
      const av::FrameHandle frame = av::makeFrame();
      frame->format = c->sample_fmt;
      frame->sample_rate = kSampleRate;
      frame->nb_samples = c->frame_size;
      frame->pts = samples_;
      check(av_channel_layout_copy(&frame->ch_layout, &c->ch_layout), "lay out sound");
      check(av_frame_get_buffer(frame.get(), 0), "allocate sound");
      for (int channel = 0; channel < 2; ++channel) fill(frame.get(), channel);
      samples_ += c->frame_size;
      sound_->encode(frame.get());
    }
  }

  void fill(AVFrame* frame, int channel) const {
    const auto count = frame->nb_samples;
    const std::vector<float> samples = soundOf(samples_, samples_ + count, kSampleRate, channel);
    for (int i = 0; i < count; ++i) {
      const float value = samples[static_cast<size_t>(i)];
      if (frame->format == AV_SAMPLE_FMT_FLTP) {
        reinterpret_cast<float*>(frame->data[channel])[i] = value;
      } else if (frame->format == AV_SAMPLE_FMT_S16) {
        reinterpret_cast<int16_t*>(frame->data[0])[2 * i + channel] =
            static_cast<int16_t>(value * 32'000);
      } else if (frame->format == AV_SAMPLE_FMT_S32P) {
        reinterpret_cast<int32_t*>(frame->data[channel])[i] =
            static_cast<int32_t>(value * 2'000'000'000.0F);
      } else {
        throw std::runtime_error("an encoder wants samples that clips.cc does not make");
      }
    }
  }

  const Clip& clip_;
  AVFormatContext* muxer_ = nullptr;
  std::optional<Track> pictures_, sound_;
  int64_t samples_ = 0;
};

}  // namespace

Folder::Folder() {
  char name[] = "/tmp/haema-test-XXXXXX";
  if (!::mkdtemp(name)) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

void writeClip(const std::string& path, const Clip& clip) { ClipWriter(path, clip).run(); }

int numberOf(const uint8_t* luma, int width, int height) {
  int number = 0;
  for (int bit = 0; bit < kBits; ++bit) {
    const int x = (2 * bit + 1) * width / (2 * kBits);
    if (luma[height / 4 * width + x] > 125) number |= 1 << bit;
  }
  return number;
}

std::vector<float> soundOf(int64_t from, int64_t to, int sampleRate, int channel) {
  std::vector<float> samples;
  samples.reserve(static_cast<size_t>(to - from));
  for (int64_t n = from; n < to; ++n) {
    const double t = static_cast<double>(n) / sampleRate;
    uint64_t hash = static_cast<uint64_t>(2 * n + channel) * 0x9e3779b97f4a7c15u;
    hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9u;
    const double noise = static_cast<double>(hash >> 40) / (1 << 23) - 1;
    const double tone = std::sin(2 * std::numbers::pi * (channel == 0 ? 440 : 997) * t) +
                        0.5 * std::sin(2 * std::numbers::pi * 2'749 * t);
    samples.push_back(static_cast<float>(0.25 * tone + 0.02 * noise));
  }
  return samples;
}

}  // namespace haema::test

// Streams and packets of every codec that is copied, made by hand: nothing in them but headers.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

#include <cstring>
#include <memory>
#include <vector>

#include "av/coded.h"
#include "test/bit_writer.h"

namespace haema::test {

/// A stream as a demuxer would tell of it.
class FakeStream {
 public:
  FakeStream(AVCodecID codec, const av::Bytes& extradata)
      : context_(avformat_alloc_context()), stream_(avformat_new_stream(context_.get(), nullptr)) {
    AVCodecParameters* p = stream_->codecpar;
    p->codec_type = AVMEDIA_TYPE_VIDEO;
    p->codec_id = codec;
    p->width = 1'920;
    p->height = 1'080;
    p->level = -99;
    stream_->avg_frame_rate = {25, 1};
    if (extradata.empty()) return;
    p->extradata =
        static_cast<uint8_t*>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    p->extradata_size = static_cast<int>(extradata.size());
    std::memcpy(p->extradata, extradata.data(), extradata.size());
  }
  AVStream* operator->() { return stream_; }
  AVStream& operator*() { return *stream_; }

  template <typename T>
  void tell(AVPacketSideDataType type, const T& value) {
    std::memcpy(av_stream_new_side_data(stream_, type, sizeof value), &value, sizeof value);
  }

 private:
  struct Free {
    void operator()(AVFormatContext* context) const { avformat_free_context(context); }
  };
  std::unique_ptr<AVFormatContext, Free> context_;
  AVStream* stream_;
};

using Units = std::vector<av::Bytes>;

inline av::Bytes annexB(const Units& units) {
  av::Bytes bytes;
  for (const av::Bytes& unit : units) {
    bytes.insert(bytes.end(), {0, 0, 0, 1});
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

inline av::Bytes prefixed(const Units& units, int lengthSize = 4) {
  av::Bytes bytes;
  for (const av::Bytes& unit : units) {
    for (int i = lengthSize - 1; i >= 0; --i) {
      bytes.push_back(static_cast<uint8_t>(i > 3 ? 0 : unit.size() >> 8 * i));
    }
    bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

inline av::Bytes joined(av::Bytes first, const av::Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// H.264.

inline av::Bytes h264Sps(uint32_t id = 0, uint8_t level = 40) {
  return BitWriter().golomb(id).golomb(1).golomb(0).golomb(0).bits(5, 7).endedNal(
      {0x67, 100, 0, level});
}
inline av::Bytes h264Pps(uint32_t id = 0, uint32_t rest = 5) {
  return BitWriter().golomb(id).golomb(0).bits(rest, 9).endedNal({0x68});
}
/// `header`: 0x65 IDR, 0x41 referred to, 0x01 not; `type`: 7 I, 5 P.
inline av::Bytes h264Slice(uint8_t header, uint32_t type) {
  return BitWriter().golomb(0).golomb(type).bits(0x5a5a, 16).endedNal({header});
}
inline av::Bytes h264Recovery(uint32_t frames) {
  const av::Bytes message = BitWriter().golomb(frames).bits(4, 4).ended();
  av::Bytes sei{0x06, 5, 3, 1, 2, 3, 6, static_cast<uint8_t>(message.size())};  // another before it
  sei.insert(sei.end(), message.begin(), message.end());
  sei.push_back(0x80);
  return sei;
}
inline av::Bytes avcC(const Units& sps, const Units& pps, int lengthSize = 4) {
  av::Bytes config{1, sps.at(0)[1], sps[0][2], sps[0][3]};
  config.push_back(static_cast<uint8_t>(0xfc | (lengthSize - 1)));
  config.push_back(static_cast<uint8_t>(0xe0 | sps.size()));
  config = joined(config, prefixed(sps, 2));
  config.push_back(static_cast<uint8_t>(pps.size()));
  return joined(config, prefixed(pps, 2));
}

// HEVC.

inline av::Bytes hevcUnit(uint8_t type, av::Bytes payload, uint8_t layer = 0) {
  return joined({static_cast<uint8_t>(type << 1), static_cast<uint8_t>(layer << 3 | 1)}, payload);
}
inline av::Bytes hevcVps() { return hevcUnit(32, {0x0c, 1, 0xff, 0xff, 0x80}); }
/// Main 10, 4:2:0, high tier, level 4.1, two temporal sub-layers.
inline av::Bytes hevcSps(uint32_t id = 0, uint8_t level = 123) {
  BitWriter w;
  w.bits(0, 4).bits(1, 3).bits(1, 1);
  w.bits(0x22, 8).bits(0x20000000, 32).bits(0xb00000000000, 48).bits(level, 8);
  w.bits(0b11, 2).bits(0, 14).bits(0, 44).bits(0, 44).bits(90, 8);
  w.golomb(id).golomb(1).golomb(1'920).golomb(1'088);
  w.bits(1, 1).golomb(0).golomb(0).golomb(0).golomb(4).golomb(2).golomb(2);
  return w.endedNal({0x42, 0x01});
}
inline av::Bytes hevcPps(uint32_t id = 0) {
  return BitWriter().golomb(id).golomb(0).bits(3, 9).endedNal({0x44, 0x01});
}
inline av::Bytes hvcC(const Units& sets, int lengthSize = 4) {
  av::Bytes config(22, 0);
  config[0] = 1;
  config[21] = static_cast<uint8_t>(lengthSize - 1);
  config.push_back(static_cast<uint8_t>(sets.size()));
  for (const av::Bytes& set : sets) {
    config = joined(config, {static_cast<uint8_t>(set[0] >> 1), 0, 1});
    config = joined(config, prefixed({set}, 2));
  }
  return config;
}

// AV1.

inline av::Bytes obu(uint8_t type, const av::Bytes& payload) {
  return joined({static_cast<uint8_t>(type << 3 | 2), static_cast<uint8_t>(payload.size())},
                payload);
}
struct Av1Sequence {
  uint8_t level = 8;
  bool high = false;
  uint32_t primaries = 2, transfer = 2, matrix = 2;
  bool timing = false;
};
/// The payload; profile 0, 1920 × 1080.
inline av::Bytes av1Sequence(const Av1Sequence& s) {
  BitWriter w;
  w.bits(0, 3).bits(0, 2).bits(s.timing, 1);
  if (s.timing) {
    w.bits(1, 32).bits(50, 32).bits(1, 1).golomb(1).bits(1, 1);  // with a decoder model
    w.bits(9, 5).bits(1, 32).bits(9, 5).bits(9, 5);
  }
  w.bits(0, 1).bits(0, 5).bits(0, 12).bits(s.level, 5);
  if (s.level > 7) w.bits(0, 1);
  if (s.timing) w.bits(1, 1).bits(3, 10).bits(3, 10).bits(0, 1);
  w.bits(10, 4).bits(10, 4).bits(1'919, 11).bits(1'079, 11);
  w.bits(0, 1).bits(0b111, 3).bits(0b1111, 4).bits(1, 1).bits(0b11, 2).bits(1, 1).bits(1, 1);
  w.bits(6, 3).bits(0b011, 3);
  w.bits(s.high, 1).bits(0, 1).bits(1, 1);
  w.bits(s.primaries, 8).bits(s.transfer, 8).bits(s.matrix, 8).bits(0, 1).bits(0, 2);
  return w.bits(0, 2).ended();
}
/// The head of OBU_FRAME: show_existing_frame, frame_type (0: key), show_frame.
inline av::Bytes av1Frame(uint32_t existing, uint32_t type, uint32_t shown) {
  return obu(6, BitWriter().bits(existing, 1).bits(type, 2).bits(shown, 1).bits(77, 12).ended());
}

// VP9.

struct Vp9Frame {
  uint32_t profile = 0;
  bool twelve = false;
  uint32_t space = 0;
  uint32_t width = 1'920, height = 1'080;
  uint32_t existing = 0, inter = 0, shown = 1;
};
inline av::Bytes vp9Frame(const Vp9Frame& f) {
  BitWriter w;
  w.bits(2, 2).bits(f.profile & 1, 1).bits(f.profile >> 1, 1);
  if (f.profile == 3) w.bits(0, 1);
  w.bits(f.existing, 1).bits(f.inter, 1).bits(f.shown, 1).bits(0, 1).bits(0x498342, 24);
  if (f.profile >= 2) w.bits(f.twelve, 1);
  w.bits(f.space, 3).bits(0, 1);
  if (f.profile % 2 == 1) w.bits(0, 3);
  return w.bits(f.width - 1, 16).bits(f.height - 1, 16).bits(9, 40).ended();
}

}  // namespace haema::test

// Owning handles for libav objects. Only native/av/ names an av*_free().
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <type_traits>

#include "av/error.h"

namespace haema::av {

/// One deleter for both conventions of libav: free(T**) and free(T*).
template <auto Fn>
struct Free {
  template <typename T>
  void operator()(T* pointer) const noexcept {
    if constexpr (std::is_invocable_v<decltype(Fn), T**>) {
      Fn(&pointer);
    } else {
      Fn(pointer);
    }
  }
};

using BufferHandle = std::unique_ptr<AVBufferRef, Free<&av_buffer_unref>>;
using PacketHandle = std::unique_ptr<AVPacket, Free<&av_packet_free>>;
using PacketFilterHandle = std::unique_ptr<AVBSFContext, Free<&av_bsf_free>>;
using FrameHandle = std::unique_ptr<AVFrame, Free<&av_frame_free>>;
using ParserHandle = std::unique_ptr<AVCodecParserContext, Free<&av_parser_close>>;
using CodecHandle = std::unique_ptr<AVCodecContext, Free<&avcodec_free_context>>;
using ParametersHandle = std::unique_ptr<AVCodecParameters, Free<&avcodec_parameters_free>>;
using DictionaryHandle = std::unique_ptr<AVDictionary, Free<&av_dict_free>>;
using GraphHandle = std::unique_ptr<AVFilterGraph, Free<&avfilter_graph_free>>;
using ScalerHandle = std::unique_ptr<SwsContext, Free<&sws_freeContext>>;
using ResamplerHandle = std::unique_ptr<SwrContext, Free<&swr_free>>;

inline PacketHandle makePacket() {
  return PacketHandle(checkAllocated(av_packet_alloc(), "packet"));
}
/// A copy. What a demuxer holds of a stream may change as it reads.
inline ParametersHandle copyParameters(const AVCodecParameters* source) {
  ParametersHandle copy(checkAllocated(avcodec_parameters_alloc(), "codec parameters"));
  check(avcodec_parameters_copy(copy.get(), source), "copy codec parameters");
  return copy;
}
inline FrameHandle makeFrame() { return FrameHandle(checkAllocated(av_frame_alloc(), "frame")); }

/// Another handle on the same picture.
inline FrameHandle reference(const FrameHandle& picture) {
  if (!picture) return nullptr;
  return FrameHandle(checkAllocated(av_frame_clone(picture.get()), "frame"));
}

/// What a picture keeps in memory, shared with whoever refers to it too.
inline size_t bufferBytes(const AVFrame* frame) {
  size_t bytes = 0;
  for (const AVBufferRef* buffer : frame->buf) bytes += buffer ? buffer->size : 0;
  return bytes;
}

/// Empties a reused packet when a loop turn ends, on `continue` and on throw too.
class PacketTurn {
 public:
  explicit PacketTurn(PacketHandle& packet) : packet_(packet.get()) {}
  ~PacketTurn() { av_packet_unref(packet_); }
  PacketTurn(const PacketTurn&) = delete;
  PacketTurn& operator=(const PacketTurn&) = delete;

 private:
  AVPacket* packet_;
};

}  // namespace haema::av

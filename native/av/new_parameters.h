// What some demuxers tell beside a packet: the decoder's configuration from there on.
#pragma once

#include <algorithm>
#include <span>

#include "av/handles.h"

namespace haema::av {

/// Whether the configuration in force is another one than the stream's. It is told once, with the
/// first packet of a change or behind a seek, so every packet has to be shown to this.
class NewParameters {
 public:
  void heed(const AVPacket& packet, const AVCodecParameters& stated) {
    size_t size = 0;
    const uint8_t* data = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &size);
    if (!data) return;
    const std::span was(stated.extradata, static_cast<size_t>(stated.extradata_size));
    differ_ = !std::ranges::equal(std::span(data, size), was);
  }
  /// The container was opened anew.
  void reset() noexcept { differ_ = false; }
  bool differ() const noexcept { return differ_; }

 private:
  bool differ_ = false;
};

}  // namespace haema::av

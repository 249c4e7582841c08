// Ogg files one behind the other: libav reads them as one, and hands on the headers of each but the
// first as packets.
#pragma once

#include <vector>

#include "av/handles.h"

namespace haema::av {

/// Whether a file begins with it.
bool beginsLink(const AVPacket& packet, AVCodecID codec);
/// Whether it is that, or one of those behind it: no sound.
bool isLinkHeader(const AVPacket& packet, AVCodecID codec);
/// Whether libav's decoder learns from it what it has to know of the packets behind it.
bool isNeededHeader(const AVPacket& packet, AVCodecID codec);

/// Sound of another rate than the first file's is stamped in samples of its own, by a clock that
/// goes on being the first one's.
class OggLinks {
 public:
  /// For every packet, in the order of the file: corrects its stamps.
  void heed(AVPacket* packet, const AVStream* stream);
  /// To be called after each jump in the file.
  void forget() { rates_.clear(); }

 private:
  std::vector<int> rates_;  // of the streams of the file that is being read; 0: as the stream says
};

}  // namespace haema::av

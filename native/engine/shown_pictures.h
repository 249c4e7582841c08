// Packets of VP9 of which each shows a picture.
#pragma once

#include "av/handles.h"
#include "av/input.h"

namespace haema::engine {

/// Old muxers put pictures that are only referred to into packets of their own, some with the time
/// of the next one. Players count a picture for each sample, so what is not shown travels with what
/// is shown next, as in other VP9 (superframes).
class ShownPictures {
 public:
  static bool isNeededFor(const AVStream& stream) {
    return stream.codecpar->codec_id == AV_CODEC_ID_VP9;
  }

  explicit ShownPictures(const AVStream& stream);

  /// To be called after each seek.
  void reset() noexcept { av_bsf_flush(merger_.get()); }
  /// The next one into `packet`, which is empty; false at the end. What makes no sense is marked as
  /// corrupt.
  bool next(av::Input& input, av::PacketHandle& packet);

 private:
  av::PacketFilterHandle merger_;
  int64_t pts_ = AV_NOPTS_VALUE;  // of what was read last
};

}  // namespace haema::engine

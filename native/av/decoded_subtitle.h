// What a subtitle decoder puts out.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace haema::av {

/// Empty at first; for one call of avcodec_decode_subtitle2().
class DecodedSubtitle {
 public:
  DecodedSubtitle() = default;
  ~DecodedSubtitle() { avsubtitle_free(&subtitle_); }
  DecodedSubtitle(const DecodedSubtitle&) = delete;
  DecodedSubtitle& operator=(const DecodedSubtitle&) = delete;
  AVSubtitle* operator->() noexcept { return &subtitle_; }
  AVSubtitle* get() noexcept { return &subtitle_; }

 private:
  AVSubtitle subtitle_{};
};

}  // namespace haema::av

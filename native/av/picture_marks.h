// Tells pictures that a decoder has not filled.
#pragma once

#include <deque>
#include <mutex>

#include "av/handles.h"

namespace haema::av {

/// Damage may end a slice early, and what it would have covered keeps what the memory held before:
/// the decoders of HEVC and VP8 do not call that an error. So memory is marked before they use it,
/// and a picture in which a mark is left is not whole.
class PictureMarks {
 public:
  /// To be called from `get_buffer2`, on any thread, in decoding order.
  void mark(const AVFrame* picture);
  /// Whether nothing is missing in this picture, which has come out, and in those decoded before
  /// it, which it may refer to. Each is looked at once. False also when too many came between that
  /// are never shown to keep them all.
  bool areWholeUpTo(const AVFrame* picture);
  /// What is marked will not come out.
  void forget();

 private:
  /// Kept, so that the memory is not used for another picture before it was looked at.
  struct Marked {
    BufferHandle buffer;
    uint8_t* luma;
    ptrdiff_t stride;
    int bytesInRow;
    int rows;
  };
  template <typename Call>
  static bool everyPiece(const Marked& picture, Call call);

  std::mutex mutex_;
  /// More than any decoder holds back.
  static constexpr size_t kMost = 32;
  std::deque<Marked> pictures_;
  bool tooMany_ = false;
};

}  // namespace haema::av

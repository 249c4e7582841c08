// Which pictures of an H.264 stream consist of fields.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "av/handles.h"
#include "av/nal.h"

namespace haema::av {

/// Whether pictures of the stream may consist of two fields that are shown one after the other: as
/// far as the codec and its headers tell. The pictures themselves say which do.
bool mayHaveFields(const AVCodecParameters* parameters);

/// Whether the picture's own flag says that it consists of two fields.
bool hasFields(const AVFrame* picture) noexcept;

/// Corrects a decoder's flag. A picture coded as a frame of which the timing SEI only says in which
/// order its fields are shown is flagged by libavcodec as the one was that the same thread had
/// decoded before: by chance, and by where decoding began. Here it consists of fields.
class FieldMarks {
 public:
  explicit FieldMarks(const AVCodecParameters* parameters);

  /// Shown every packet that is sent to the decoder.
  void heed(const AVPacket* packet);
  /// Corrects a picture that came out of it.
  void apply(AVFrame* picture);
  void clear() noexcept { times_.clear(); }

 private:
  void heed(NalView unit, int64_t time);
  bool isShownByFields(NalView sei) const;

  bool prefixed_ = false;
  size_t lengthSize_ = 0;
  std::optional<FieldForm> form_;
  std::set<int64_t> times_;  // of pictures that are still in the decoder
};

}  // namespace haema::av

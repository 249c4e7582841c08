// A decoder of one stream, and whether what came out of it can be relied on.
#pragma once

#include <memory>
#include <optional>

#include "av/field_marks.h"
#include "av/handles.h"
#include "av/picture_marks.h"
#include "av/pixel_shape.h"

namespace haema::av {

/// 8192 × 8192: larger pictures are hostile.
inline constexpr int64_t kMaxPixels = int64_t{8192} * 8192;

struct DecoderOptions {
  /// Frame threads, for codecs whose decoders give the same pictures with them. Part of a
  /// rendition's recipe: what a decoder makes of damage depends on it.
  int threads = 1;
  /// The stream is known to be progressive: skipNonReference is exact for H.264 and HEVC, too.
  bool progressive = false;
  /// A damaged picture is an error instead of being concealed, and errors() misses none.
  bool strict = false;
  /// Pictures are cleared before use: what damage leaves unwritten does not depend on chance.
  bool clearPictures = false;
  /// Of key pictures alone, each of which is drained: what is decoded without others is shown, too.
  bool alone = false;
  /// The picture is going to be small: filters that smooth blocks are left out.
  bool unfiltered = false;
  /// How often its size may be halved, where the codec can decode less for it.
  int halvings = 0;
};

class Decoder {
 public:
  /// Throws kMediaInvalid when this build has no decoder for the stream.
  Decoder(const AVCodecParameters* parameters, AVRational timeBase, const DecoderOptions& options);

  /// Hands over a packet, or null at the end of the stream. Damage is noted, not thrown.
  /// Receive all frames before the next call.
  void send(const AVPacket* packet);
  /// The next frame in presentation order; false when more packets are needed or the stream has
  /// ended.
  bool receive(FrameHandle& frame);

  /// Frames outside the wanted stretch that no other frame needs may be left undecoded.
  void skipNonReference(bool skip) noexcept;
  /// Whether skipNonReference leaves every other frame exactly as it would be. HEVC may take that
  /// back in what is sent; what was skipped before needs no revision.
  bool canSkipNonReference() const noexcept { return canSkip_; }

  /// Forgets what was sent, for use after a seek or a drain.
  void flush() noexcept;

  /// Errors and concealed frames since construction. flush() does not heal: a context that has seen
  /// damage may decode sound streams otherwise than a new one.
  int errors() const noexcept { return errors_; }
  const AVCodecContext* context() const noexcept { return context_.get(); }
  /// Bytes that the decoder's pictures hold, estimated.
  size_t memory() const noexcept;

 private:
  void shapePictures(const DecoderOptions& options);
  void heedSubLayers(const AVPacket* packet);
  bool leavesNoTrace(const AVPacket* packet) const;

  std::unique_ptr<PictureMarks> marks_;   ///< before the context, whose threads use it
  std::unique_ptr<SequenceShape> shape_;  ///< as that, of MPEG-1 and MPEG-2
  CodecHandle context_;
  std::optional<FieldMarks> fields_;  ///< of a stream that has any
  bool canSkip_;
  bool replaced_ = false;  ///< the extradata, by what a packet brought along
  int errors_ = 0;
};

}  // namespace haema::av

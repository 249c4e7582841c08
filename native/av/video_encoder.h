// One closed GOP of H.264 from x264, the same bytes on every machine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "av/cancel.h"
#include "av/coded.h"
#include "av/handles.h"

namespace haema::av {

struct VideoEncoderSettings {
  int width;
  int height;
  AVRational frameRate;  ///< nominal: sets level and rate control, not the timestamps
  std::string preset;
  double crf;
  int64_t maxRate;     ///< bits a second
  int64_t bufferSize;  ///< bits
  int64_t bufferFill;  ///< bits that it holds when a GOP begins
  AVColorPrimaries primaries;
  AVColorTransferCharacteristic transfer;
  AVColorSpace matrix;
};

/// Single-threaded: x264's output depends on its thread count, and with a binding VBV on chance
/// when there are several. Encoders of neighbouring GOPs run beside each other instead.
class VideoEncoder {
 public:
  explicit VideoEncoder(const VideoEncoderSettings& settings);

  /// Encodes one picture; the first becomes an IDR, no other does. `pts` rise. `captions`: see
  /// captionsIn().
  void encode(const FrameHandle& picture, Ticks pts, Bytes captions = {});
  /// Ends the GOP: no more pictures. Returns its units in decoding order, `dts` not yet set. Many
  /// pictures are encoded only now: the token is polled at each.
  std::vector<VideoUnit> finish(const CancelToken& token);

  /// Equal for equal settings, before and after encoding.
  VideoFormat format() const;

 private:
  bool receive();

  CodecHandle context_;
  PacketHandle packet_;
  std::map<Ticks, Bytes> captions_;  // of pictures that are being encoded
  std::vector<VideoUnit> units_;
};

}  // namespace haema::av

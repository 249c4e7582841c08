// Coded pictures of containers that chop their streams anew, such as MPEG-TS.
#pragma once

#include "av/handles.h"
#include "av/input.h"

namespace haema::engine {

/// libav's parsers cut such a stream into pictures, but a frame of H.264 may be coded as two
/// fields, each a picture of its own, of which the second has no time: here they are one.
class WholePictures {
 public:
  /// Whether packets of the container are no pictures without a parser.
  static bool isNeededFor(const av::Input& input) {
    return input.isFormat("mpegts") || input.isFormat("mpeg");
  }

  /// To be called after each seek.
  void reset(const AVStream& stream);
  /// The next picture into `packet`, which is empty; false at the end.
  bool next(av::Input& input, av::PacketHandle& packet);

 private:
  AVPictureStructure structureOf(const AVPacket& packet);
  bool pull(av::Input& input);

  av::ParserHandle parser_;  // nothing where pictures have no fields
  av::CodecHandle codec_;
  av::PacketHandle ahead_ = av::makePacket();
  AVPictureStructure structure_ = AV_PICTURE_STRUCTURE_UNKNOWN;  // of `ahead_`
  bool pulled_ = false;
};

}  // namespace haema::engine

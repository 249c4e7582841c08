// What a plain decoder makes of a file or of made bytes: the second opinion of `haema verify`.
#pragma once

#include <optional>
#include <vector>

#include "engine/segment.h"

namespace haema::engine {

struct InspectRequest {
  std::optional<SourceRef> source;  ///< exactly one of the two
  av::Bytes bytes;
  int video;  ///< stream indexes, -1: none
  int audio;
  std::optional<Ticks>
      from;  ///< container ticks; frames and samples outside [from, to) are left out
  std::optional<Ticks> to;
  int rotation;
  bool mirrored;
  int sampleRate;
  std::optional<av::ToneMapSettings> toneMap = {};
  av::PictureShape shape = {};  ///< of the title's: pictures of others lie between bars
  bool cold = false;            ///< sound before `from` is not even decoded
};

inline constexpr int kPictureWidth = 64;
inline constexpr int kPictureHeight = 36;

struct Inspection {
  std::vector<Ticks> times;  ///< container ticks, in presentation order
  std::vector<uint8_t> keys;
  std::vector<uint8_t> pictures;  ///< kPictureWidth × kPictureHeight luma bytes a frame
  std::vector<float> pcm;         ///< mono
  Ticks pcmStart = av::kNoTicks;  ///< container time of the first sample
  int64_t pcmDoubt = 0;           ///< by how many samples most stamps may differ from where it is
  Ticks lastEnd = av::kNoTicks;   ///< the latest end of a packet, whatever was decoded of it
  int decodeErrors = 0;           ///< of the pictures
  int soundErrors = 0;
  int width = 0, height = 0;
};

/// Shares with the making of segments only the demuxer and the decoder: no grid, no index, no
/// skipping.
Inspection inspect(const InspectRequest& request, const av::CancelToken& token);

}  // namespace haema::engine

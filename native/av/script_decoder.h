// Text subtitles of every kind as events of an ASS script.
#pragma once

#include <string>
#include <vector>

#include "av/handles.h"
#include "av/ticks.h"

namespace haema::av {

/// One event of a script. Its texts are valid UTF-8 without line breaks, and hostile.
struct ScriptEvent {
  Ticks start;
  Ticks end;  ///< kNoTicks: until the next one
  int order;  ///< among the events of the script that was muxed
  int layer;
  int marginLeft, marginRight, marginVertical;
  std::string style, name, effect, text;
  std::string settings;  ///< WebVTT's own: where the cue is shown
};

/// Decodes the packets of one stream. Of what a packet holds the first 16 KiB count, in ASS the
/// first MiB, and half of that of a script's header.
class ScriptDecoder {
 public:
  static bool decodes(AVCodecID codec);

  /// Throws kMediaInvalid where libav has no decoder for it, or none that takes its header.
  ScriptDecoder(const AVCodecParameters* parameters, AVRational timeBase);

  /// `[Script Info]` and the styles.
  const std::string& header() const noexcept { return header_; }
  /// Whether the stream is ASS itself: its events' order, names, margins and effects mean
  /// something.
  bool isScript() const noexcept;

  /// Appends the packet's events, whose times are those of its stream, in ticks. Damage gives none.
  /// An event without text tells that the one before is over.
  void decode(const AVPacket* packet, std::vector<ScriptEvent>& events);

 private:
  PacketHandle shortened(const AVPacket* packet) const;
  ScriptEvent timed(const AVPacket* packet, const AVSubtitle& subtitle) const;

  AVRational timeBase_;
  CodecHandle codec_;
  std::string header_;
};

}  // namespace haema::av

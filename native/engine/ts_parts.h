// Copied pictures of a segment in MPEG-TS, with the sound between them.
#pragma once

#include <functional>
#include <optional>

#include "av/ts_writer.h"
#include "engine/audio_copy.h"
#include "engine/audio_track.h"
#include "engine/cut_parts.h"

namespace haema::engine {

/// The sound of a segment: one of both, or none.
struct CutSound {
  std::optional<AudioCopyTrack> copied;
  std::optional<AudioTrack> made;
};

/// Each part ends behind the picture with which it has 1 MiB. All parts together are what is
/// written in one piece where the request wants no part.
class TsParts final : public CutParts {
 public:
  /// `sound` is called once, before anything is written. Throws kBadRequest for other codecs than
  /// H.264 and HEVC.
  TsParts(const SegmentRequest& request, const av::CopyFormat& format,
          std::function<CutSound()> sound);

  size_t memory() const override;

 private:
  void advance() override;
  bool isReady() const override { return writer_ && writer_->size() >= (finished_ ? 1 : most_); }
  av::Bytes write(uint32_t part) override;
  void begin();
  Ticks decodeTime(size_t index);

  size_t most_;  // that a part has before it ends
  size_t reorder_;
  std::function<CutSound()> makeSound_;
  CutSound sound_;
  av::TsSegment segment_;
  std::optional<av::TsWriter> writer_;
  std::optional<Ticks> lastTime_;  // of decoding
  bool finished_ = false;
};

}  // namespace haema::engine

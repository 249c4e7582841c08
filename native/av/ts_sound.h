// The sound of a TS segment, encoded here or copied, as its writer sees it.
#pragma once

#include "av/ts_tables.h"
#include "av/ts_writer.h"

namespace haema::av {

class TsSound {
 public:
  explicit TsSound(const TsSegment& segment) : segment_(segment) {}

  bool exists() const { return segment_.audioFormat || segment_.copiedAudio; }
  size_t count() const;
  Ticks time(size_t index) const;
  Ticks end(size_t index) const;
  /// Whether it begins where the one before ends.
  bool follows(size_t index) const;
  /// Throws kEngineFailed when a unit breaks its contract.
  void check(size_t index) const;
  /// As it stands in a PES packet.
  size_t size(size_t index) const;
  void appendTo(Bytes& pes, size_t index) const;
  TsStream stream(uint16_t pid) const;
  uint8_t streamId() const;  ///< of its PES packets
  /// How much earlier than its segment a unit may begin.
  Ticks early() const;

 private:
  bool isAdts() const;

  const TsSegment& segment_;
};

}  // namespace haema::av

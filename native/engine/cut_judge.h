// Whether a key picture may be cut at.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "av/copy_format.h"
#include "engine/cut.h"

namespace haema::engine {

/// A picture's time lies no further from its group's, else times are nonsense.
inline constexpr Ticks kFar = 60 * av::kTicksPerSecond;

/// The beginning of a picture.
struct Head {
  std::span<const uint8_t> data;
  bool whole;
};

/// Judges a cut by the pictures from it on, given in decoding order.
class CutJudge {
 public:
  CutJudge(const av::CopyFormat& format, Ticks time) : format_(format), time_(time) {}

  /// Whether the pictures behind the key picture matter. Throws kMediaInvalid where nothing of the
  /// stream can be copied.
  bool begin(const Head& key);

  /// Whether that is so for still more: leading pictures come before all that are shown later.
  bool leads(Ticks time) const { return time < time_ && kind_ != CutKind::kUnusable; }

  /// Where a leading picture is a reference, others that are shown later may need what it needs.
  void addLeading(const Head& picture);

  CutKind kind() const { return kind_; }

 private:
  const av::CopyFormat& format_;
  Ticks time_;
  CutKind kind_ = CutKind::kClosed;
  bool hides_ = false;  // pictures that are missing before it are not noticed to be
};

/// What the facts tell of the format.
void describe(const av::CopyFormat& format, CutFacts& facts);

/// In words, where the file was found to be one that cannot be copied. Throws what is no property
/// of this version of the file.
std::string refusalOf(const av::Error& error, const SourceRef& source,
                      const av::CancelToken& token);

}  // namespace haema::engine

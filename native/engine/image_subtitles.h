// Subtitles that are pictures: what of them is to be seen when.
#pragma once

#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/handles.h"
#include "av/overlay.h"
#include "av/ticks.h"

namespace haema::engine {

using av::Ticks;

/// A picture over those of the film, from `start` on and before `end`.
struct ShownImage {
  Ticks start, end;  // from presentation zero
  av::OverlayImage image;
};

/// How long one is shown at most: so far back is looked for what is on the screen.
inline constexpr Ticks kLongestImage = 30 * av::kTicksPerSecond;

/// How packets of one stream are decoded.
struct ImageStream {
  const AVCodecParameters* parameters;
  AVRational timeBase;  ///< of the packets
  Ticks origin;         ///< presentation zero in container ticks
};

bool isImageSubtitle(const AVCodecParameters* parameters);

/// What the packets show at any time within [from, to), in its order; no two at once. Damage costs
/// what it covers.
std::vector<ShownImage> decodeImages(const ImageStream& stream,
                                     std::span<const av::PacketHandle> packets, Ticks from,
                                     Ticks to, const av::CancelToken& token);

}  // namespace haema::engine

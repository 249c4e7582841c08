// Closed captions (CEA-608 and -708) that travel within the pictures of a stream: ATSC A/53 part 4,
// 6.2.3.
#pragma once

#include <span>
#include <string>
#include <vector>

extern "C" {
#include <libavcodec/codec_id.h>
}

#include "av/coded.h"

namespace haema::av {

/// Whether pictures of this codec may have any that are found.
bool mayHaveCaptions(AVCodecID codec);

/// Those of a picture, three bytes each, in their order; none for what is damaged. By the packet
/// and not by libav's frames, whose captions are also those of pictures that were left out before.
Bytes captionsIn(std::span<const uint8_t> packet, AVCodecID codec);

/// Behind those that a picture has; no more than any stream sends with a picture.
void addCaptions(Bytes& captions, std::span<const uint8_t> more);

/// What INSTREAM-ID calls the channels that these are of: `CC1`, `CC3`; `SERVICE1` where there is
/// nothing for older receivers.
std::vector<std::string> captionChannels(std::span<const uint8_t> captions);

/// As SEI of H.264, in units of their own with start codes.
void appendCaptions(Bytes& annexB, std::span<const uint8_t> captions);

}  // namespace haema::av

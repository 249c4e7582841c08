// Files within a file: the fonts that come with subtitles.
#pragma once

#include "engine/segment.h"

namespace haema::engine {

struct AttachmentRequest {
  SourceRef source;
  int stream;
};

/// The bytes of an attachment, 32 MiB at most. Throws av::Error: kBadRequest where the stream is
/// none, kMediaInvalid where it is larger.
av::Bytes readAttachment(const AttachmentRequest& request, const av::CancelToken& token);

}  // namespace haema::engine

#include "engine/attachment.h"

namespace haema::engine {

av::Bytes readAttachment(const AttachmentRequest& request, const av::CancelToken& token) {
  constexpr int kMostBytes = 32 << 20;
  const auto input = openInput(request.source, av::Analysis::kPictures, token);
  const AVCodecParameters* parameters =
      input->stream(request.stream, AVMEDIA_TYPE_ATTACHMENT)->codecpar;
  if (parameters->extradata_size > kMostBytes) {
    throw av::Error(av::Code::kMediaInvalid, "the attachment is too large");
  }
  input->file()->ensureUnchanged();
  const uint8_t* data = parameters->extradata;
  return data ? av::Bytes(data, data + parameters->extradata_size) : av::Bytes();
}

}  // namespace haema::engine

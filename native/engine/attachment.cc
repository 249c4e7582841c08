#include "engine/attachment.h"

namespace haema::engine {

av::Bytes readAttachment(const AttachmentRequest& request, const av::CancelToken& token) {
  constexpr int kMostBytes = 32 << 20;
  const SourceRef& source = request.source;
  const auto input = av::Input::open(av::File::open(source.root, source.path, source.version),
                                     av::Analysis::kPictures, token);
  const AVCodecParameters* parameters = input->stream(request.stream)->codecpar;
  if (parameters->codec_type != AVMEDIA_TYPE_ATTACHMENT) {
    throw av::Error(av::Code::kBadRequest, "this stream is no attachment");
  }
  if (parameters->extradata_size > kMostBytes) {
    throw av::Error(av::Code::kMediaInvalid, "the attachment is too large");
  }
  input->file()->ensureUnchanged();
  const uint8_t* data = parameters->extradata;
  return data ? av::Bytes(data, data + parameters->extradata_size) : av::Bytes();
}

}  // namespace haema::engine

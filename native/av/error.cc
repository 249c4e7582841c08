#include "av/error.h"

extern "C" {
#include <libavutil/error.h>
}

namespace haema::av {

const char* codeName(Code code) noexcept {
  switch (code) {
    case Code::kBadRequest:
      return "BAD_REQUEST";
    case Code::kSourceMissing:
      return "SOURCE_MISSING";
    case Code::kSourceChanged:
      return "SOURCE_CHANGED";
    case Code::kReadFailed:
      return "READ_FAILED";
    case Code::kMediaInvalid:
      return "MEDIA_INVALID";
    case Code::kCancelled:
      return "CANCELLED";
    case Code::kEngineFailed:
      return "ENGINE_FAILED";
  }
  return "ENGINE_FAILED";
}

namespace {

Code codeOf(int averror) {
  switch (averror) {
    case AVERROR_EXIT:
      return Code::kCancelled;
    case AVERROR(ENOENT):
      return Code::kSourceMissing;
    case AVERROR(EIO):
    case AVERROR(ESTALE):
    case AVERROR(ETIMEDOUT):
    case AVERROR(EACCES):
      return Code::kReadFailed;
    case AVERROR(ENOMEM):
    case AVERROR_BUG:
    case AVERROR_BUG2:
      return Code::kEngineFailed;
    default:
      return Code::kMediaInvalid;  // libav's word for nearly everything is "invalid data"
  }
}

}  // namespace

int check(int result, const char* operation) {
  if (result >= 0) return result;
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(result, text, sizeof text);
  throw Error(codeOf(result), std::string("could not ") + operation + ": " + text);
}

}  // namespace haema::av

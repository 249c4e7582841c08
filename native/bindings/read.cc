#include "bindings/read.h"

#include <algorithm>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace haema::bindings {

namespace {

Napi::Value field(const Napi::Object& object, const char* name) {
  Napi::Value value = object.Get(name);
  if (value.IsUndefined()) {
    throw Napi::TypeError::New(object.Env(), std::string("missing field ") + name);
  }
  return value;
}

int64_t integer(const Napi::Object& object, const char* name) {
  return field(object, name).ToNumber().Int64Value();
}
int smallInteger(const Napi::Object& object, const char* name) {
  return field(object, name).ToNumber().Int32Value();
}
bool flag(const Napi::Object& object, const char* name) {
  return field(object, name).ToBoolean().Value();
}
std::string text(const Napi::Object& object, const char* name) {
  return field(object, name).ToString().Utf8Value();
}

/// An object field, nothing for null.
std::optional<Napi::Object> child(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (value.IsNull() || value.IsUndefined()) return std::nullopt;
  return value.ToObject();
}

/// libav's numbers of colour properties; a name that it does not know counts as unspecified.
template <typename T>
T colourOf(int number, T unspecified) {
  return number < 0 ? unspecified : static_cast<T>(number);
}

AVColorSpace matrixOf(const Napi::Object& colour) {
  return colourOf(av_color_space_from_name(text(colour, "matrix").c_str()), AVCOL_SPC_UNSPECIFIED);
}

AVColorTransferCharacteristic transferOf(const Napi::Object& colour) {
  return colourOf(av_color_transfer_from_name(text(colour, "transfer").c_str()),
                  AVCOL_TRC_UNSPECIFIED);
}

AVColorPrimaries primariesOf(const Napi::Object& colour) {
  return colourOf(av_color_primaries_from_name(text(colour, "primaries").c_str()),
                  AVCOL_PRI_UNSPECIFIED);
}

std::optional<av::ToneMapSettings> readToneMap(const Napi::Object& object) {
  const auto map = child(object, "toneMap");
  if (!map) return std::nullopt;
  return av::ToneMapSettings{.transfer = transferOf(*map),
                             .primaries = primariesOf(*map),
                             .matrix = matrixOf(*map),
                             .peak = smallInteger(*map, "peak")};
}

/// Absent: they are in the video's own file.
std::optional<engine::FilesBeside> readBeside(const Napi::Object& subtitle) {
  const auto beside = child(subtitle, "beside");
  if (!beside) return std::nullopt;
  engine::FilesBeside files{readSource(field(*beside, "index").ToObject()),
                            readSource(field(*beside, "pictures").ToObject())};
  if (beside->Get("track").IsNumber()) files.track = smallInteger(*beside, "track");
  return files;
}

std::optional<engine::SubtitleRecipe> readSubtitle(const Napi::Object& object) {
  const auto subtitle = child(object, "subtitle");
  if (!subtitle) return std::nullopt;
  return engine::SubtitleRecipe{.stream = smallInteger(*subtitle, "stream"),
                                .codedWidth = smallInteger(*subtitle, "codedWidth"),
                                .codedHeight = smallInteger(*subtitle, "codedHeight"),
                                .beside = readBeside(*subtitle)};
}

std::optional<engine::KeyFrame> readKeyFrame(const Napi::Object& object, const char* name) {
  const auto key = child(object, name);
  if (!key) return std::nullopt;
  const bool placed = key->Get("place").IsNumber();  // absent: the index names it
  return engine::KeyFrame{integer(*key, "time"), integer(*key, "seek"),
                          placed ? integer(*key, "place") : -1};
}

std::optional<engine::StreamCopy> readStreamCopy(const Napi::Object& object, const char* name) {
  const auto copy = child(object, name);
  if (!copy) return std::nullopt;
  return engine::StreamCopy{smallInteger(*copy, "stream")};
}

av::PictureShape readShape(const Napi::Object& object) {
  const auto shape = child(object, "shape");
  if (!shape) return {};  // of what is no title
  const auto pixel = field(*shape, "sampleAspect").ToObject();
  return {.width = smallInteger(*shape, "width"),
          .height = smallInteger(*shape, "height"),
          .pixel = {smallInteger(pixel, "num"), smallInteger(pixel, "den")}};
}

}  // namespace

engine::SourceRef readSource(const Napi::Object& object) {
  engine::SourceRef source{text(object, "root"), text(object, "path"), std::nullopt, {}};
  if (const auto version = child(object, "version")) {
    const bool grown = object.Get("grown").ToBoolean().Value();  // absent: it has not
    source.version =
        av::FileVersion{integer(*version, "size"), integer(*version, "mtimeUs"), grown};
  }
  if (const auto pieces = child(object, "pieces")) {  // absent: there are none
    const auto list = pieces->As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); ++i) {
      const auto piece = list.Get(i).ToObject();
      source.pieces.push_back({integer(piece, "position"), integer(piece, "from"),
                               integer(piece, "to"), integer(piece, "shift")});
    }
  }
  return source;
}

std::optional<engine::VideoRecipe> readVideoRecipe(const Napi::Value& value) {
  if (value.IsNull() || value.IsUndefined()) return std::nullopt;
  const auto object = value.ToObject();
  const auto rate = field(object, "frameRate").ToObject();
  const auto colour = field(object, "colour").ToObject();
  const auto source = field(object, "sourceColour").ToObject();
  const AVColorSpace matrix = matrixOf(colour);
  const int width = smallInteger(object, "width");
  const int height = smallInteger(object, "height");
  return engine::VideoRecipe{
      .stream = smallInteger(object, "stream"),
      .progressive = flag(object, "progressive"),
      .deinterlaces = object.Get("deinterlaces").ToBoolean().Value(),  // absent: it does not
      .scaling = {.width = width,
                  .height = height,
                  .rotation = smallInteger(object, "rotation"),
                  .mirrored = flag(object, "mirrored"),
                  .matrix = matrix,
                  .fullRange = text(source, "range") == "pc",
                  .sourceMatrix = matrixOf(source),
                  .toneMap = readToneMap(object)},
      .encoding = {.width = width,
                   .height = height,
                   .frameRate = {smallInteger(rate, "num"), smallInteger(rate, "den")},
                   .preset = text(object, "preset"),
                   .crf = field(object, "crf").ToNumber().DoubleValue(),
                   .maxRate = integer(object, "maxRate"),
                   .bufferSize = integer(object, "bufferSize"),
                   .bufferFill = integer(object, "bufferFill"),
                   .primaries = primariesOf(colour),
                   .transfer = transferOf(colour),
                   .matrix = matrix},
      .frameRateCap = smallInteger(object, "frameRateCap"),
      .subtitle = readSubtitle(object),
      .captions = object.Get("captions").ToBoolean().Value(),  // absent: there are none
      .shape = readShape(object)};
}

std::optional<engine::AudioRecipe> readAudioRecipe(const Napi::Value& value) {
  if (value.IsNull() || value.IsUndefined()) return std::nullopt;
  const auto object = value.ToObject();
  return engine::AudioRecipe{
      .stream = smallInteger(object, "stream"),
      .start = integer(object, "start"),
      .sourceRate = smallInteger(object, "sourceRate"),
      .encoding = {smallInteger(object, "sampleRate"), smallInteger(object, "channels"),
                   integer(object, "bitRate")}};
}

engine::SegmentRequest readSegmentRequest(const Napi::Object& object) {
  engine::SegmentRequest request{.source = readSource(field(object, "source").ToObject()),
                                 .container = text(object, "container") == "ts"
                                                  ? engine::Container::kTs
                                                  : engine::Container::kFmp4,
                                 .index = static_cast<uint32_t>(integer(object, "index")),
                                 .origin = integer(object, "origin"),
                                 .start = integer(object, "start"),
                                 .end = integer(object, "end"),
                                 .first = flag(object, "first"),
                                 .last = flag(object, "last"),
                                 .key = std::nullopt,
                                 .video = readVideoRecipe(object.Get("video")),
                                 .audio = readAudioRecipe(object.Get("audio"))};
  request.key = readKeyFrame(object, "key");
  request.nextKey = readKeyFrame(object, "nextKey");
  if (object.Get("part").IsNumber()) {
    request.part = static_cast<uint32_t>(integer(object, "part"));
  }
  if (const auto copy = child(object, "copy")) {
    request.copiedVideo = readStreamCopy(*copy, "video");
    request.copiedAudio = readStreamCopy(*copy, "audio");
  }
  return request;
}

engine::CutRequest readCutRequest(const Napi::Object& object) {
  engine::CutRequest request{.source = readSource(field(object, "source").ToObject()),
                             .stream = smallInteger(object, "stream"),
                             .origin = integer(object, "origin"),
                             .cuts = {}};
  const auto times = field(object, "times").As<Napi::Float64Array>();
  const auto seeks = field(object, "seeks").As<Napi::Float64Array>();
  const size_t count = std::min(times.ElementLength(), seeks.ElementLength());
  for (size_t i = 0; i < count; ++i) {
    request.cuts.push_back({static_cast<engine::Ticks>(times[i]), static_cast<int64_t>(seeks[i])});
  }
  return request;
}

engine::CutScanRequest readCutScanRequest(const Napi::Object& object) {
  return {.source = readSource(field(object, "source").ToObject()),
          .stream = smallInteger(object, "stream"),
          .origin = integer(object, "origin")};
}

engine::CopyInitRequest readCopyInitRequest(const Napi::Object& object) {
  return {.source = readSource(field(object, "source").ToObject()),
          .video = readStreamCopy(object, "video"),
          .audio = readStreamCopy(object, "audio")};
}

engine::PictureRequest readPictureRequest(const Napi::Object& object) {
  const Napi::Value stream = field(object, "stream");
  engine::PictureRequest request{.source = readSource(field(object, "source").ToObject()),
                                 .stream = stream.IsNull() ? -1 : stream.ToNumber().Int32Value(),
                                 .origin = integer(object, "origin"),
                                 .places = {},
                                 .width = smallInteger(object, "width"),
                                 .height = smallInteger(object, "height"),
                                 .columns = smallInteger(object, "columns"),
                                 .shape = readShape(object)};
  const auto times = field(object, "times").As<Napi::Float64Array>();
  const auto seeks = field(object, "seeks").As<Napi::Float64Array>();
  for (size_t i = 0; i < times.ElementLength(); ++i) {
    engine::PicturePlace place{static_cast<engine::Ticks>(times[i]), std::nullopt};
    if (i < seeks.ElementLength()) place.seek = static_cast<int64_t>(seeks[i]);
    request.places.push_back(place);
  }
  return request;
}

engine::CuesRequest readCuesRequest(const Napi::Object& object) {
  return {.source = readSource(field(object, "source").ToObject()),
          .stream = smallInteger(object, "stream"),
          .origin = integer(object, "origin"),
          .start = integer(object, "start"),
          .end = integer(object, "end")};
}

engine::CueScanRequest readCueScanRequest(const Napi::Object& object) {
  const Napi::Value place = field(object, "place");
  engine::CueScanRequest request{.source = readSource(field(object, "source").ToObject()),
                                 .streams = {},
                                 .origin = integer(object, "origin"),
                                 .place = place.IsNull() ? 0 : place.ToNumber().Int64Value()};
  const auto streams = field(object, "streams").As<Napi::Array>();
  for (uint32_t i = 0; i < streams.Length(); ++i) {
    request.streams.push_back(streams.Get(i).ToNumber().Int32Value());
  }
  return request;
}

engine::AttachmentRequest readAttachmentRequest(const Napi::Object& object) {
  return {.source = readSource(field(object, "source").ToObject()),
          .stream = smallInteger(object, "stream")};
}

engine::InspectRequest readInspectRequest(const Napi::Object& object) {
  const auto streamOf = [&](const char* name) {
    const Napi::Value value = field(object, name);
    return value.IsNull() ? -1 : value.ToNumber().Int32Value();
  };
  const auto timeOf = [&](const char* name) -> std::optional<engine::Ticks> {
    const Napi::Value value = field(object, name);
    if (value.IsNull()) return std::nullopt;
    return value.ToNumber().Int64Value();
  };
  engine::InspectRequest request{.source = std::nullopt,
                                 .bytes = {},
                                 .video = streamOf("video"),
                                 .audio = streamOf("audio"),
                                 .from = timeOf("from"),
                                 .to = timeOf("to"),
                                 .rotation = smallInteger(object, "rotation"),
                                 .mirrored = flag(object, "mirrored"),
                                 .sampleRate = smallInteger(object, "sampleRate"),
                                 .toneMap = readToneMap(object),
                                 .shape = readShape(object),
                                 .cold = object.Get("cold").ToBoolean()};
  if (const auto source = child(object, "source")) {
    request.source = readSource(*source);
  } else {
    const auto bytes = field(object, "bytes").As<Napi::Uint8Array>();
    request.bytes.assign(bytes.Data(), bytes.Data() + bytes.ElementLength());
  }
  return request;
}

}  // namespace haema::bindings

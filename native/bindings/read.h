// JS objects to plain structs. The TypeScript types have checked them: a mismatch here is a bug.
#pragma once

#include <napi.h>

#include <optional>
#include <string>

#include "engine/attachment.h"
#include "engine/cut.h"
#include "engine/inspect.h"
#include "engine/picture.h"
#include "engine/segment.h"
#include "engine/subtitle_cues.h"
#include "engine/subtitle_scan.h"

namespace haema::bindings {

/// `grown` beside the version tells that the file is that version in its first bytes.
engine::SourceRef readSource(const Napi::Object& object);
engine::SegmentRequest readSegmentRequest(const Napi::Object& object);
std::optional<engine::VideoRecipe> readVideoRecipe(const Napi::Value& value);
std::optional<engine::AudioRecipe> readAudioRecipe(const Napi::Value& value);
engine::CutRequest readCutRequest(const Napi::Object& object);
engine::CutScanRequest readCutScanRequest(const Napi::Object& object);
engine::CopyInitRequest readCopyInitRequest(const Napi::Object& object);
engine::PictureRequest readPictureRequest(const Napi::Object& object);
engine::CuesRequest readCuesRequest(const Napi::Object& object);
engine::CueScanRequest readCueScanRequest(const Napi::Object& object);
engine::AttachmentRequest readAttachmentRequest(const Napi::Object& object);
engine::InspectRequest readInspectRequest(const Napi::Object& object);

}  // namespace haema::bindings

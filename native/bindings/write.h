// Plain structs to JS values, as src/engine/types.ts describes them.
#pragma once

#include <napi.h>

#include "bindings/state.h"
#include "engine/cut.h"
#include "engine/inspect.h"
#include "engine/picture.h"
#include "engine/probe.h"
#include "engine/segment.h"
#include "engine/subtitle_scan.h"
#include "engine/vobsub.h"

namespace haema::bindings {

Napi::Value toJs(Napi::Env env, const engine::Probe& probe);
Napi::Value toJs(Napi::Env env, engine::Segment&& segment);
Napi::Value toJs(Napi::Env env, const engine::CutFacts& facts);
Napi::Value toJs(Napi::Env env, const engine::CutScan& scan);
Napi::Value toJs(Napi::Env env, engine::Picture&& picture);
Napi::Value toJs(Napi::Env env, const engine::Cues& cues);
Napi::Value toJs(Napi::Env env, const std::optional<engine::Cues>& cues);
Napi::Value toJs(Napi::Env env, const engine::CueScan& scan);
Napi::Value toJs(Napi::Env env, const std::vector<engine::VobSubTrack>& tracks);
Napi::Value toJs(Napi::Env env, engine::Inspection&& inspection);
Napi::Value toJs(Napi::Env env, av::Bytes&& bytes);
Napi::Value countersToJs(Napi::Env env, const State& state);

}  // namespace haema::bindings

// The functions that the addon exports.
#pragma once

#include <napi.h>

namespace haema::bindings {

void registerCalls(Napi::Env env, Napi::Object& exports);

}  // namespace haema::bindings

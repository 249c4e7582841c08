// Registers the engine's calls; each job's function returns { promise, cancel }.
#include <napi.h>

#include "bindings/calls.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  haema::bindings::registerCalls(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(haema, init)

// Registers the engine's calls, whose jobs return { promise, cancel, steps }, and the lines to its
// children.
#include <napi.h>

#include "bindings/calls.h"
#include "bindings/lines.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  haema::bindings::registerCalls(env, exports);
  haema::bindings::registerLines(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(haema, init)

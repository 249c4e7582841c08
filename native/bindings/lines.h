// The line between the server and its engine children, for JavaScript.
#pragma once

#include <napi.h>

namespace haema::bindings {

/// launch({ file, args, env }, receive) starts a child, connect(receive) is for the child itself.
/// Both return { pid, send(text, bytes), kill(), unref() }. `receive(text, bytes)` is called
/// for each message and, last of all, `receive(null, { code, signal })`.
void registerLines(Napi::Env env, Napi::Object& exports);

}  // namespace haema::bindings

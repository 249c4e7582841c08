#include "bindings/calls.h"

extern "C" {
#include <libavutil/log.h>
}

#include "av/libraries.h"
#include "bindings/heap.h"
#include "bindings/job.h"
#include "bindings/read.h"
#include "bindings/state.h"
#include "bindings/write.h"
#include "engine/subtitle_file.h"
#include "engine/vobsub.h"

namespace haema::bindings {

namespace {

/// Turns a native result into its JS value on the JS thread.
constexpr auto kToJs = [](Napi::Env env, auto&& result) -> Napi::Value {
  return toJs(env, std::forward<decltype(result)>(result));
};

State& stateOf(Napi::Env env) { return *env.GetInstanceData<State>(); }

/// A job of the engine's `make`, for the object that `read` understands.
template <auto read, auto make>
Napi::Value callEngine(const Napi::CallbackInfo& info) {
  State& state = stateOf(info.Env());
  return startJob(
      info.Env(), state,
      [&state, request = read(info[0].ToObject())](const av::CancelToken& token) {
        if constexpr (requires { make(request, state.pool, token); }) {
          return make(request, state.pool, token);
        } else {
          return make(request, token);
        }
      },
      kToJs);
}

Napi::Value callSegment(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  State& state = stateOf(env);
  return startJob(
      env, state,
      [&state, request = readSegmentRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::makeSegment(request, state.pool, state.frames, token);
      },
      kToJs);
}

Napi::Value callInit(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto object = info[0].ToObject();
  return startJob(
      env, stateOf(env),
      [video = readVideoRecipe(object.Get("video")), audio = readAudioRecipe(object.Get("audio"))](
          const av::CancelToken&) { return engine::makeInit(video, audio); },
      kToJs);
}

Napi::Value callSubtitleFile(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto bytes = info[0].As<Napi::Uint8Array>();
  return startJob(
      env, stateOf(env),
      [text = std::string(reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength()),
       suffix = info[1].ToString().Utf8Value()](const av::CancelToken& token) {
        return engine::readSubtitleFile(text, suffix, token);
      },
      kToJs);
}

Napi::Value callCounters(const Napi::CallbackInfo& info) {
  return countersToJs(info.Env(), stateOf(info.Env()));
}

Napi::Value callSetPoolLimit(const Napi::CallbackInfo& info) {
  State& state = stateOf(info.Env());
  const auto bytes = static_cast<size_t>(info[0].ToNumber().Int64Value());
  // Closing takes time: a worker lets go of what is dropped.
  state.workers.submit([dropped = state.pool.setLimit(bytes)] {});
  return info.Env().Undefined();
}

/// The call, with a code on whatever it throws: lack of memory while it reads the request.
template <Napi::Value (*call)(const Napi::CallbackInfo&)>
Napi::Value typed(const Napi::CallbackInfo& info) {
  try {
    return call(info);
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw toError(info.Env(), std::current_exception());
  }
}

template <Napi::Value (*call)(const Napi::CallbackInfo&)>
void expose(Napi::Object& exports, const char* name) {
  exports[name] = Napi::Function::New<typed<call>>(exports.Env(), name);
}

/// Finalizers come too late for the state: by then what the jobs report to is gone.
void leaveToCleanup(Napi::Env, State*) {}

}  // namespace

void registerCalls(Napi::Env env, Napi::Object& exports) {
  keepPicturesOnTheHeap();
  av_log_set_level(AV_LOG_QUIET);  // what matters comes back as an Error
  auto* state = new State;
  env.SetInstanceData<State, leaveToCleanup>(state);
  env.AddCleanupHook([state] { delete state; });
  exports["libraries"] = av::libraries();
  exports["memoryShare"] = static_cast<double>(memoryShare());
  expose<callEngine<readSource, engine::probe>>(exports, "probe");
  expose<callSegment>(exports, "segment");
  expose<callInit>(exports, "init");
  expose<callEngine<readCutRequest, engine::cutFacts>>(exports, "cuts");
  expose<callEngine<readCutScanRequest, engine::scanCuts>>(exports, "scanCuts");
  expose<callEngine<readCopyInitRequest, engine::makeCopyInit>>(exports, "copyInit");
  expose<callEngine<readInspectRequest, engine::inspect>>(exports, "inspect");
  expose<callEngine<readPictureRequest, engine::makePicture>>(exports, "picture");
  expose<callEngine<readCuesRequest, engine::readCues>>(exports, "cues");
  expose<callEngine<readCueScanRequest, engine::scanCues>>(exports, "cueScan");
  expose<callSubtitleFile>(exports, "subtitleFile");
  expose<callEngine<readAttachmentRequest, engine::readAttachment>>(exports, "attachment");
  expose<callEngine<readSource, engine::readVobSubTracks>>(exports, "discTracks");
  expose<callCounters>(exports, "counters");
  expose<callSetPoolLimit>(exports, "setPoolLimit");
}

}  // namespace haema::bindings

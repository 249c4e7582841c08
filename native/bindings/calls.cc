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

Napi::Value callProbe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [source = readSource(info[0].ToObject())](const av::CancelToken& token) {
        return engine::probe(source, token);
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

Napi::Value callCuts(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [request = readCutRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::cutFacts(request, token);
      },
      kToJs);
}

Napi::Value callScanCuts(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [request = readCutScanRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::scanCuts(request, token);
      },
      kToJs);
}

Napi::Value callCopyInit(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [request = readCopyInitRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::makeCopyInit(request, token);
      },
      kToJs);
}

Napi::Value callInspect(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [request = readInspectRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::inspect(request, token);
      },
      kToJs);
}

Napi::Value callPicture(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  State& state = stateOf(env);
  return startJob(
      env, state,
      [&state, request = readPictureRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::makePicture(request, state.pool, token);
      },
      kToJs);
}

Napi::Value callCues(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  State& state = stateOf(env);
  return startJob(
      env, state,
      [&state, request = readCuesRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::readCues(request, state.pool, token);
      },
      kToJs);
}

Napi::Value callCueScan(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  State& state = stateOf(env);
  return startJob(
      env, state,
      [&state, request = readCueScanRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::scanCues(request, state.pool, token);
      },
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

Napi::Value callAttachment(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [request = readAttachmentRequest(info[0].ToObject())](const av::CancelToken& token) {
        return engine::readAttachment(request, token);
      },
      kToJs);
}

Napi::Value callDiscTracks(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return startJob(
      env, stateOf(env),
      [index = readSource(info[0].ToObject())](const av::CancelToken& token) {
        return engine::readVobSubTracks(index, token);
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
  exports["probe"] = Napi::Function::New<typed<callProbe>>(env, "probe");
  exports["segment"] = Napi::Function::New<typed<callSegment>>(env, "segment");
  exports["init"] = Napi::Function::New<typed<callInit>>(env, "init");
  exports["cuts"] = Napi::Function::New<typed<callCuts>>(env, "cuts");
  exports["scanCuts"] = Napi::Function::New<typed<callScanCuts>>(env, "scanCuts");
  exports["copyInit"] = Napi::Function::New<typed<callCopyInit>>(env, "copyInit");
  exports["inspect"] = Napi::Function::New<typed<callInspect>>(env, "inspect");
  exports["picture"] = Napi::Function::New<typed<callPicture>>(env, "picture");
  exports["cues"] = Napi::Function::New<typed<callCues>>(env, "cues");
  exports["cueScan"] = Napi::Function::New<typed<callCueScan>>(env, "cueScan");
  exports["subtitleFile"] = Napi::Function::New<typed<callSubtitleFile>>(env, "subtitleFile");
  exports["attachment"] = Napi::Function::New<typed<callAttachment>>(env, "attachment");
  exports["discTracks"] = Napi::Function::New<typed<callDiscTracks>>(env, "discTracks");
  exports["counters"] = Napi::Function::New<typed<callCounters>>(env, "counters");
  exports["setPoolLimit"] = Napi::Function::New<typed<callSetPoolLimit>>(env, "setPoolLimit");
}

}  // namespace haema::bindings

// Subtitles to JS values, as src/engine/subtitles.ts describes them.
#include "bindings/write.h"

namespace haema::bindings {

namespace {

Napi::Object eventToJs(Napi::Env env, const av::ScriptEvent& cue) {
  auto event = Napi::Object::New(env);
  event["order"] = cue.order;
  event["name"] = cue.name;
  auto margins = Napi::Array::New(env, 3);
  margins[0u] = cue.marginLeft;
  margins[1u] = cue.marginRight;
  margins[2u] = cue.marginVertical;
  event["margins"] = margins;
  event["effect"] = cue.effect;
  return event;
}

Napi::Object cueToJs(Napi::Env env, const av::ScriptEvent& cue, bool script) {
  auto object = Napi::Object::New(env);
  object["start"] = static_cast<double>(cue.start);
  object["end"] = static_cast<double>(cue.end);
  object["style"] = cue.style;
  object["layer"] = cue.layer;
  object["text"] = cue.text;
  if (!cue.settings.empty()) object["settings"] = cue.settings;
  if (script) object["event"] = eventToJs(env, cue);
  return object;
}

}  // namespace

Napi::Value toJs(Napi::Env env, const engine::Cues& cues) {
  auto object = Napi::Object::New(env);
  object["header"] = cues.header;
  auto list = Napi::Array::New(env, cues.cues.size());
  for (size_t i = 0; i < cues.cues.size(); ++i) {
    const Napi::HandleScope scope(env);  // else a hundred thousand handles live until the end
    list[static_cast<uint32_t>(i)] = cueToJs(env, cues.cues[i], cues.script);
  }
  object["cues"] = list;
  object["isCut"] = cues.cut;
  object["bytesRead"] = static_cast<double>(cues.bytesRead);
  return object;
}

Napi::Value toJs(Napi::Env env, const std::optional<engine::Cues>& cues) {
  return cues ? toJs(env, *cues) : env.Null();
}

Napi::Value toJs(Napi::Env env, const engine::CueScan& scan) {
  auto object = Napi::Object::New(env);
  auto tracks = Napi::Array::New(env, scan.tracks.size());
  for (size_t i = 0; i < scan.tracks.size(); ++i) {
    tracks[static_cast<uint32_t>(i)] = toJs(env, scan.tracks[i]);
  }
  object["tracks"] = tracks;
  object["upTo"] = static_cast<double>(scan.upTo);
  object["place"] =
      scan.place ? Napi::Number::New(env, static_cast<double>(*scan.place)) : env.Null();
  return object;
}

Napi::Value toJs(Napi::Env env, const std::vector<engine::VobSubTrack>& tracks) {
  auto list = Napi::Array::New(env, tracks.size());
  for (size_t i = 0; i < tracks.size(); ++i) {
    const auto& [number, language] = tracks[i];
    auto track = Napi::Object::New(env);
    track["number"] = number;
    track["language"] = language.empty() ? env.Null() : Napi::String::New(env, language);
    list[static_cast<uint32_t>(i)] = track;
  }
  return list;
}

}  // namespace haema::bindings

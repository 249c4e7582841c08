#include "bindings/write.h"

#include <functional>
#include <memory>
#include <tuple>
#include <utility>

namespace haema::bindings {

namespace {

Napi::Value numberOrNull(Napi::Env env, int64_t value, int64_t null) {
  if (value == null) return env.Null();
  return Napi::Number::New(env, static_cast<double>(value));
}

Napi::Value textOrNull(Napi::Env env, const std::optional<std::string>& text) {
  if (!text) return env.Null();
  return Napi::String::New(env, *text);
}

Napi::Object rational(Napi::Env env, AVRational value) {
  auto object = Napi::Object::New(env);
  object["num"] = value.num;
  object["den"] = value.den;
  return object;
}

template <typename T>
Napi::Array array(Napi::Env env, const std::vector<T>& values,
                  const std::function<Napi::Value(const T&)>& convert) {
  auto result = Napi::Array::New(env, values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    result.Set(static_cast<uint32_t>(i), convert(values[i]));
  }
  return result;
}

template <typename T, typename Value>
Napi::Float64Array doubles(Napi::Env env, const std::vector<T>& values, const Value& value) {
  auto result = Napi::Float64Array::New(env, values.size());
  for (size_t i = 0; i < values.size(); ++i) result[i] = static_cast<double>(value(values[i]));
  return result;
}

/// Hands the vector's memory over to JS without a copy.
template <typename T>
Napi::ArrayBuffer adopt(Napi::Env env, std::vector<T>&& values) {
  auto owned = std::make_unique<std::vector<T>>(std::move(values));
  const auto buffer = Napi::ArrayBuffer::New(
      env, owned->data(), owned->size() * sizeof(T),
      [](Napi::Env, void*, std::vector<T>* vector) { delete vector; }, owned.get());
  std::ignore = owned.release();  // JS deletes it
  return buffer;
}

const char* kindName(engine::StreamKind kind) {
  switch (kind) {
    case engine::StreamKind::kVideo:
      return "video";
    case engine::StreamKind::kAudio:
      return "audio";
    case engine::StreamKind::kSubtitle:
      return "subtitle";
    case engine::StreamKind::kOther:
      return "other";
  }
  return "other";
}

Napi::Value dolbyVisionToJs(Napi::Env env, const std::optional<engine::DolbyVision>& facts) {
  if (!facts) return env.Null();
  auto object = Napi::Object::New(env);
  object["profile"] = facts->profile;
  object["compatibility"] = facts->compatibility;
  return object;
}

void writeVideo(Napi::Env env, const engine::StreamFacts& s, Napi::Object& object) {
  object["width"] = s.width;
  object["height"] = s.height;
  object["sampleAspect"] = rational(env, s.sampleAspect);
  object["rotation"] = s.rotation;
  object["mirrored"] = s.mirrored;
  object["frameRate"] = rational(env, s.frameRate);
  object["constantRate"] = s.constantRate;
  object["pixelFormat"] = s.pixelFormat;
  object["bitDepth"] = s.bitDepth;
  object["fieldOrder"] = s.fieldOrder;
  object["mayHaveFields"] = s.mayHaveFields;
  auto captions = Napi::Array::New(env, s.captions.size());
  for (size_t i = 0; i < s.captions.size(); ++i) captions[static_cast<uint32_t>(i)] = s.captions[i];
  object["captions"] = captions;
  object["level"] = s.level;
  auto colour = Napi::Object::New(env);
  colour["range"] = s.colour.range;
  colour["primaries"] = s.colour.primaries;
  colour["transfer"] = s.colour.transfer;
  colour["matrix"] = s.colour.matrix;
  object["colour"] = colour;
  object["dynamicRange"] = s.dynamicRange;
  object["peak"] = s.peak;
  object["dolbyVision"] = dolbyVisionToJs(env, s.dolbyVision);
}

Napi::Value streamToJs(Napi::Env env, const engine::StreamFacts& s) {
  auto object = Napi::Object::New(env);
  object["kind"] = kindName(s.kind);
  object["index"] = s.index;
  object["codec"] = s.codec;
  object["profile"] = textOrNull(env, s.profile);
  object["language"] = textOrNull(env, s.language);
  object["title"] = textOrNull(env, s.title);
  object["dispositions"] = array<std::string>(
      env, s.dispositions, [&](const std::string& name) { return Napi::String::New(env, name); });
  object["bitRate"] = numberOrNull(env, s.bitRate, 0);
  if (s.kind == engine::StreamKind::kVideo || s.kind == engine::StreamKind::kAudio) {
    object["start"] = Napi::Number::New(env, static_cast<double>(s.start));
  }
  if (s.kind == engine::StreamKind::kVideo) writeVideo(env, s, object);
  if (s.kind == engine::StreamKind::kAudio) {
    object["sampleRate"] = s.sampleRate;
    object["channels"] = s.channels;
    object["channelLayout"] = s.channelLayout;
  }
  if (s.kind == engine::StreamKind::kOther) {
    object["fileName"] = textOrNull(env, s.fileName);
    object["mimeType"] = textOrNull(env, s.mimeType);
  }
  return object;
}

Napi::Object indexToJs(Napi::Env env, const engine::MediaIndex& index) {
  auto object = Napi::Object::New(env);
  object["from"] = index.from;
  object["keyframes"] = doubles(env, index.keyframes, [](const auto& key) { return key.time; });
  object["seeks"] = doubles(env, index.keyframes, [](const auto& key) { return key.seek; });
  object["frames"] = doubles(env, index.frames, [](engine::Ticks time) { return time; });
  return object;
}

Napi::Object statsToJs(Napi::Env env, const engine::SegmentStats& s) {
  auto object = Napi::Object::New(env);
  object["warm"] = s.warm;
  object["careful"] = s.careful;
  const std::pair<const char*, double> numbers[] = {
      {"seeks", static_cast<double>(s.seeks)},
      {"bytesRead", static_cast<double>(s.bytesRead)},
      {"packetsRead", static_cast<double>(s.packetsRead)},
      {"packetsBroken", static_cast<double>(s.packetsBroken)},
      {"framesDecoded", static_cast<double>(s.framesDecoded)},
      {"framesEncoded", static_cast<double>(s.framesEncoded)},
      {"framesHeld", static_cast<double>(s.framesHeld)},
      {"framesDropped", static_cast<double>(s.framesDropped)},
      {"audioFrames", static_cast<double>(s.audioFrames)},
      {"openUs", static_cast<double>(s.openUs)},
      {"seekUs", static_cast<double>(s.seekUs)},
      {"decodeUs", static_cast<double>(s.decodeUs)},
      {"encodeUs", static_cast<double>(s.encodeUs)},
      {"audioUs", static_cast<double>(s.audioUs)},
      {"muxUs", static_cast<double>(s.muxUs)},
      {"totalUs", static_cast<double>(s.totalUs)}};
  for (const auto& [name, value] : numbers) object[name] = value;
  return object;
}

}  // namespace

Napi::Value toJs(Napi::Env env, av::Bytes&& bytes) {
  auto owned = std::make_unique<av::Bytes>(std::move(bytes));
  const auto buffer = Napi::Buffer<uint8_t>::NewOrCopy(
      env, owned->data(), owned->size(), [](Napi::Env, uint8_t*, av::Bytes* b) { delete b; },
      owned.get());
  std::ignore = owned.release();  // JS deletes it
  return buffer;
}

Napi::Value toJs(Napi::Env env, const engine::Probe& probe) {
  auto object = Napi::Object::New(env);
  auto version = Napi::Object::New(env);
  version["size"] = Napi::Number::New(env, static_cast<double>(probe.version.size));
  version["mtimeUs"] = Napi::Number::New(env, static_cast<double>(probe.version.mtimeUs));
  object["version"] = version;
  object["format"] = probe.format;
  object["origin"] = Napi::Number::New(env, static_cast<double>(probe.origin));
  object["duration"] = Napi::Number::New(env, static_cast<double>(probe.duration));
  object["durationFrom"] = probe.durationFrom;
  object["bitRate"] = numberOrNull(env, probe.bitRate, 0);
  object["streams"] = array<engine::StreamFacts>(
      env, probe.streams, [&](const engine::StreamFacts& s) { return streamToJs(env, s); });
  object["video"] = numberOrNull(env, probe.video, -1);
  object["audio"] = numberOrNull(env, probe.audio, -1);
  object["chapters"] =
      array<engine::ChapterFacts>(env, probe.chapters, [&](const engine::ChapterFacts& c) {
        auto chapter = Napi::Object::New(env);
        chapter["start"] = Napi::Number::New(env, static_cast<double>(c.start));
        chapter["end"] = Napi::Number::New(env, static_cast<double>(c.end));
        chapter["title"] = textOrNull(env, c.title);
        return chapter;
      });
  auto tags = Napi::Object::New(env);
  for (const auto& [key, value] : probe.tags) tags[key] = value;
  object["tags"] = tags;
  object["index"] = indexToJs(env, probe.index);
  object["pieces"] = array<av::Piece>(env, probe.pieces, [&](const av::Piece& p) {
    auto piece = Napi::Object::New(env);
    piece["position"] = Napi::Number::New(env, static_cast<double>(p.position));
    piece["from"] = Napi::Number::New(env, static_cast<double>(p.from));
    piece["to"] = Napi::Number::New(env, static_cast<double>(p.to));
    piece["shift"] = Napi::Number::New(env, static_cast<double>(p.shift));
    return piece;
  });
  return object;
}

Napi::Value toJs(Napi::Env env, engine::Segment&& segment) {
  auto object = Napi::Object::New(env);
  object["data"] = toJs(env, std::move(segment.data));
  object["more"] = segment.more;
  object["stats"] = statsToJs(env, segment.stats);
  return object;
}

Napi::Value toJs(Napi::Env env, const engine::CutFacts& facts) {
  auto object = Napi::Object::New(env);
  object["refusal"] = textOrNull(env, facts.refusal);
  object["codecs"] = facts.codecs;
  object["supplemental"] =
      facts.supplemental.empty() ? env.Null() : Napi::String::New(env, facts.supplemental);
  object["videoRange"] = facts.refusal ? "SDR" : facts.videoRange;
  object["width"] = facts.width;
  object["height"] = facts.height;
  auto kinds = Napi::Uint8Array::New(env, facts.kinds.size());
  for (size_t i = 0; i < facts.kinds.size(); ++i) kinds[i] = static_cast<uint8_t>(facts.kinds[i]);
  object["kinds"] = kinds;
  object["sizes"] = doubles(env, facts.sizes, [](uint64_t size) { return size; });
  return object;
}

Napi::Value toJs(Napi::Env env, const engine::CutScan& scan) {
  auto object = Napi::Object::New(env);
  const auto column = [&](auto engine::KeyFrame::*field) {
    return doubles(env, scan.cuts, [field](const engine::KeyFrame& cut) { return cut.*field; });
  };
  object["facts"] = toJs(env, scan.facts);
  object["times"] = column(&engine::KeyFrame::time);
  object["seeks"] = column(&engine::KeyFrame::seek);
  object["places"] = column(&engine::KeyFrame::place);
  return object;
}

Napi::Value toJs(Napi::Env env, engine::Picture&& picture) {
  auto object = Napi::Object::New(env);
  object["data"] = toJs(env, std::move(picture.data));
  object["width"] = picture.width;
  object["height"] = picture.height;
  object["colour"] = picture.colour;
  object["time"] = numberOrNull(env, picture.time, av::kNoTicks);
  object["bytesRead"] = static_cast<double>(picture.bytesRead);
  object["framesDecoded"] = static_cast<double>(picture.framesDecoded);
  return object;
}

Napi::Value toJs(Napi::Env env, engine::Inspection&& inspection) {
  auto object = Napi::Object::New(env);
  object["times"] = doubles(env, inspection.times, [](engine::Ticks time) { return time; });
  const size_t frames = inspection.keys.size();
  object["keys"] = Napi::Uint8Array::New(env, frames, adopt(env, std::move(inspection.keys)), 0);
  const size_t bytes = inspection.pictures.size();
  object["pictures"] =
      Napi::Uint8Array::New(env, bytes, adopt(env, std::move(inspection.pictures)), 0);
  object["pictureWidth"] = engine::kPictureWidth;
  object["pictureHeight"] = engine::kPictureHeight;
  const size_t samples = inspection.pcm.size();
  object["pcm"] = Napi::Float32Array::New(env, samples, adopt(env, std::move(inspection.pcm)), 0);
  object["pcmStart"] = numberOrNull(env, inspection.pcmStart, av::kNoTicks);
  object["pcmDoubt"] = static_cast<double>(inspection.pcmDoubt);
  object["lastEnd"] = numberOrNull(env, inspection.lastEnd, av::kNoTicks);
  object["decodeErrors"] = inspection.decodeErrors;
  object["soundErrors"] = inspection.soundErrors;
  object["width"] = inspection.width;
  object["height"] = inspection.height;
  return object;
}

Napi::Value countersToJs(Napi::Env env, const State& state) {
  auto object = Napi::Object::New(env);
  const engine::Workers::Counts counts = state.workers.counts();
  object["jobsQueued"] = static_cast<double>(counts.queued);
  object["jobsRunning"] = static_cast<double>(counts.running);
  object["threads"] = static_cast<double>(counts.threads);
  object["openInputs"] = static_cast<double>(state.pool.count());
  object["pooledBytes"] = static_cast<double>(state.pool.bytes());
  object["bytesRead"] = static_cast<double>(av::totalBytesRead());
  return object;
}

}  // namespace haema::bindings

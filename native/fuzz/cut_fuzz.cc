// Copies: where the pictures may be cut, and segments of them as they are, with their sound.
#include <utility>

#include "engine/cut.h"
#include "fuzz/target.h"
#include "test/film.h"

using namespace haema;

namespace {

void copy(const test::Film& film, const engine::CutRequest& request, const av::CancelToken& token) {
  const engine::CutFacts facts = engine::cutFacts(request, token);
  if (facts.refusal) return;
  engine::SourcePool pool(size_t{16} << 20);
  const std::string& codec = film.facts().streams[request.stream].codec;
  const bool fitsTs = codec == "h264" || codec == "hevc";
  for (const engine::Container container : {engine::Container::kTs, engine::Container::kFmp4}) {
    if (container == engine::Container::kTs && !fitsTs) continue;  // nobody may ask for it
    engine::SegmentRequest segment = film.request(0, {.container = container});
    segment.video = std::nullopt;
    segment.copiedVideo = {film.facts().video};
    if (container == engine::Container::kFmp4) segment.audio = std::nullopt;
    segment.key = request.cuts.front();
    if (request.cuts.size() > 1) segment.nextKey = request.cuts[1];
    engine::makeCut(segment, pool, token);
  }
  engine::makeCopyInit({request.source, engine::StreamCopy{request.stream}, std::nullopt}, token);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return fuzz::run(data, size, [](const fuzz::InputFile& file, const av::CancelToken& token) {
    const test::Film film(file.root(), file.name(), 4 * av::kTicksPerSecond, token);
    if (!film.hasVideo()) return;
    const engine::Probe& facts = film.facts();
    const engine::SourceRef source{file.root(), file.name(), std::nullopt};
    const auto& keys = facts.index.keyframes;
    if (!keys.empty()) {
      copy(film, {source, facts.video, facts.origin, {keys.begin(), keys.end()}}, token);
    } else {
      engine::scanCuts({source, facts.video, facts.origin}, token);
    }
  });
}

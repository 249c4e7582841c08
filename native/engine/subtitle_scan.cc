#include "engine/subtitle_scan.h"

#include <utility>

#include "engine/cue_scanner.h"
#include "sys/background.h"

namespace haema::engine {

namespace {

CueScan scanPart(const CueScanRequest& request, SourcePool& pool, const av::CancelToken& token) {
  const SourceRef& at = request.source;
  // Opened even when a pooled scan goes on: it tells whether the path still is that version.
  av::File file = openFile(at);
  const CueScanSpec spec{request.streams, request.origin};
  SourceKey key{at.root, at.path, file.version(), spec};
  auto scanner = pool.takeScan(key, request.place);
  if (!scanner) {
    scanner = std::make_unique<CueScanner>(
        openInput(at, std::move(file), av::Analysis::kHeaders, token), spec, token);
  }
  while (scanner->place() < request.place) {
    if (!scanner->next(request.place, token).place) {
      throw av::Error(av::Code::kBadRequest, "the file ends before this part");
    }
  }
  CueScan part = scanner->next(std::nullopt, token);
  scanner->input().file()->ensureUnchanged();
  if (part.place) pool.give(std::move(key), std::move(scanner));
  return part;
}

}  // namespace

CueScan scanCues(const CueScanRequest& request, SourcePool& pool, const av::CancelToken& token) {
  constexpr size_t kMostStreams = 400;
  const bool sane = av::isTime(request.origin) && request.place >= 0 && !request.streams.empty() &&
                    request.streams.size() <= kMostStreams;
  if (!sane) throw av::Error(av::Code::kBadRequest, "such a scan cannot be meant");
  CueScan part;
  sys::inBackground([&] { part = scanPart(request, pool, token); });
  return part;
}

}  // namespace haema::engine

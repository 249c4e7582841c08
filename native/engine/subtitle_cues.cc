#include "engine/subtitle_cues.h"

#include <utility>

#include "engine/subtitle_packets.h"

namespace haema::engine {

namespace {

/// Of one stretch.
constexpr size_t kMostPackets = 5'000;

std::optional<Cues> decodeShown(const CuesRequest& request, SubtitlePackets& source,
                                const av::CancelToken& token) {
  const av::Input::Lease lease(source.input(), token);
  const auto packets = source.shownWithin(request.start + request.origin,
                                          request.end + request.origin, kMostPackets, token);
  if (!packets) return std::nullopt;
  av::ScriptDecoder decoder(source.stream().codecpar, source.stream().time_base);
  CueList list(request.origin);
  std::vector<av::ScriptEvent> events;
  for (const SubtitlePacket& it : *packets) {
    token.poll();
    events.clear();
    decoder.decode(it.packet.get(), events);
    for (av::ScriptEvent& event : events) list.add(std::move(event), it.until);
  }
  Cues cues{decoder.header(), decoder.isScript(), list.take()};
  cues.cut = list.isCut() || packets->size() >= kMostPackets;
  std::erase_if(cues.cues, [&](const av::ScriptEvent& event) {
    return event.end <= request.start || event.start >= request.end;
  });
  return cues;
}

}  // namespace

std::optional<Cues> readCues(const CuesRequest& request, SourcePool& pool,
                             const av::CancelToken& token) {
  const bool timed = av::isTime(request.origin) && av::isTime(request.start) &&
                     av::isTime(request.end) && request.start < request.end;
  if (!timed) throw av::Error(av::Code::kBadRequest, "such a stretch cannot be meant");
  const SourceRef& at = request.source;
  // Opened even when a pooled source will be used: it tells whether the path still is that version.
  av::File file = openFile(at);
  const SubtitleSpec spec{request.stream};
  SourceKey key{at.root, at.path, file.version(), spec};
  auto source = pool.takeSubtitles(key);
  const uint64_t before = source ? source->input().file()->bytesRead() : 0;
  if (!source) source = SubtitlePackets::open(std::move(file), spec, token);
  auto cues = decodeShown(request, *source, token);
  source->input().file()->ensureUnchanged();
  if (cues) cues->bytesRead = source->input().file()->bytesRead() - before;
  pool.give(std::move(key), std::move(source));
  return cues;
}

}  // namespace haema::engine

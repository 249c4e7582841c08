#include "engine/subtitle_file.h"

#include <algorithm>
#include <string>
#include <utility>

#include "av/input.h"

namespace haema::engine {

namespace {

constexpr CueLimits kLimits{.cues = 100'000, .bytes = 16 << 20};

/// What is named `.srt` may well be something else.
const char* demuxerOf(std::string_view text, std::string_view suffix) {
  constexpr size_t kHead = 64 * 1024;
  std::string_view head = text.substr(0, kHead);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  if (head.starts_with("WEBVTT")) return "webvtt";
  for (const char* section : {"[Script Info]", "[Events]"}) {
    if (head.find(section) != std::string_view::npos) return "ass";
  }
  if (suffix == ".ass" || suffix == ".ssa") return "ass";
  return suffix == ".vtt" ? "webvtt" : "srt";
}

/// Only the blocks that are cues: libav's demuxer takes style sheets for the end of the file.
std::string cuesOfWebVtt(std::string_view text) {
  constexpr std::string_view kBreak = "\n\n";
  std::string cues("WEBVTT\n\n");
  while (!text.empty()) {
    const std::string_view block = text.substr(0, text.find(kBreak));
    text.remove_prefix(std::min(text.size(), block.size() + kBreak.size()));
    if (block.find("-->") != std::string_view::npos) cues.append(block).append(kBreak);
  }
  return cues;
}

std::span<const uint8_t> asBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

Cues readSubtitleFile(std::string_view text, std::string_view suffix,
                      const av::CancelToken& token) {
  const std::string_view demuxer = demuxerOf(text, suffix);
  const std::string cuesOnly = demuxer == "webvtt" ? cuesOfWebVtt(text) : std::string();
  const std::string_view parsed = cuesOnly.empty() ? text : cuesOnly;
  const auto input = av::Input::openText(asBytes(parsed), demuxer.data(), token);
  const av::Input::Lease lease(*input, token);
  const AVStream* stream = input->stream(0);
  av::ScriptDecoder decoder(stream->codecpar, stream->time_base);
  CueList list(0, kLimits);
  std::vector<av::ScriptEvent> events;
  av::PacketHandle packet = av::makePacket();
  while (!list.isFull() && input->read(packet)) {
    const av::PacketTurn turn(packet);
    token.poll();
    events.clear();
    decoder.decode(packet.get(), events);
    for (av::ScriptEvent& event : events) list.follow(std::move(event));
  }
  const bool full = list.isFull();
  list.finish();
  Cues cues{decoder.header(), decoder.isScript(), list.take()};
  if (cues.cues.empty()) throw av::Error(av::Code::kMediaInvalid, "there are no subtitles in it");
  cues.cut = full || list.isCut();
  cues.bytesRead = text.size();
  return cues;
}

}  // namespace haema::engine

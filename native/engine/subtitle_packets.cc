#include "engine/subtitle_packets.h"

#include <algorithm>
#include <utility>

namespace haema::engine {

std::unique_ptr<SubtitlePackets> SubtitlePackets::open(av::File file, const SubtitleSpec& spec,
                                                       const av::CancelToken& token) {
  // Of sound nothing has to be known.
  auto input = av::Input::open(std::move(file), av::Analysis::kPictures, token);
  return std::unique_ptr<SubtitlePackets>(new SubtitlePackets(std::move(input), spec, token));
}

SubtitlePackets::SubtitlePackets(std::unique_ptr<av::Input> input, const SubtitleSpec& spec,
                                 const av::CancelToken& token)
    : input_(std::move(input)), stream_(input_->stream(spec.stream, AVMEDIA_TYPE_SUBTITLE)) {
  const av::Input::Lease lease(*input_, token);
  index_ = SubtitleIndex::of(*input_, spec.stream, token);
}

std::optional<std::vector<SubtitlePacket>> SubtitlePackets::shownWithin(
    Ticks start, Ticks end, size_t most, const av::CancelToken& token) {
  if (!index_) return std::nullopt;
  const auto& entries = index_->entries();
  std::vector<size_t> wanted;
  for (size_t i = 0; i < entries.size() && entries[i].start < end && wanted.size() < most; ++i) {
    if (entries[i].end > start) wanted.push_back(i);
  }
  auto packets = index_->read(wanted, token);
  if (!packets) return std::nullopt;
  std::vector<SubtitlePacket> shown;
  for (av::PacketHandle& packet : *packets) {
    const Ticks time = av::toTicks(packet->pts, stream_->time_base);
    const auto next = std::ranges::upper_bound(entries, time, {}, &SubtitleIndex::Entry::start);
    shown.push_back({std::move(packet), next == entries.end() ? av::kForever : next->start});
  }
  return shown;
}

}  // namespace haema::engine

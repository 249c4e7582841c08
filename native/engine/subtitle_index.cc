#include "engine/subtitle_index.h"

#include <algorithm>
#include <cstdlib>

#include "av/matroska_map.h"
#include "av/matroska_tracks.h"
#include "av/mp4_boxes.h"

namespace haema::engine {

namespace {

/// Of a packet; far above what a subtitle takes.
constexpr uint64_t kMostBytes = 16 << 20;
/// Of all packets that are asked for at a time.
constexpr uint64_t kMostInAll = 64 << 20;

/// The sample tables of an MP4, as libav has read them.
class Mp4SubtitleIndex final : public SubtitleIndex {
 public:
  static std::unique_ptr<SubtitleIndex> read(av::Input& input, AVStream* stream,
                                             const av::CancelToken& token) {
    if (isFragmented(input, token)) return nullptr;
    auto index = std::make_unique<Mp4SubtitleIndex>(input);
    return index->fill(stream) ? std::move(index) : nullptr;
  }

  explicit Mp4SubtitleIndex(av::Input& input) : input_(input) {}

  std::optional<std::vector<av::PacketHandle>> read(std::span<const size_t> wanted,
                                                    const av::CancelToken& token) override {
    std::vector<av::PacketHandle> packets;
    uint64_t bytes = 0;
    for (const size_t i : wanted) input_.file()->expect(samples_[i].position, samples_[i].size);
    for (const size_t i : wanted) {
      token.poll();
      const Sample& sample = samples_[i];
      bytes += static_cast<uint64_t>(sample.size);
      if (bytes > kMostInAll) break;
      av::PacketHandle packet = av::makePacket();
      av::check(av_new_packet(packet.get(), sample.size), "make a packet");
      const std::span into(packet->data, static_cast<size_t>(sample.size));
      if (!input_.reader()(static_cast<uint64_t>(sample.position), into)) return std::nullopt;
      packet->pts = packet->dts = sample.stamp;
      packet->duration = sample.duration;
      packets.push_back(std::move(packet));
    }
    return packets;
  }

  size_t memory() const override {
    return entries_.size() * sizeof(Entry) + samples_.size() * sizeof(Sample);
  }

 private:
  struct Sample {
    int64_t position, stamp, duration;
    int size;
  };

  /// What comes in fragments is in libav's index only once it was read.
  static bool isFragmented(av::Input& input, const av::CancelToken& token) {
    const av::ReadAt read = input.reader();
    av::mp4::FileBoxes boxes(read, static_cast<uint64_t>(input.size()), token);
    while (const auto box = boxes.next()) {
      if (box->type == av::mp4::fourcc("moof")) return true;
    }
    return false;
  }

  bool fill(AVStream* stream) {
    const int count = avformat_index_get_entries_count(stream);
    for (int i = 0; i < count; ++i) {
      const AVIndexEntry* entry = avformat_index_get_entry(stream, i);
      if (entry->flags & AVINDEX_DISCARD_FRAME) continue;
      const int64_t next =
          i + 1 < count ? avformat_index_get_entry(stream, i + 1)->timestamp : stream->duration;
      const bool lasts = next != AV_NOPTS_VALUE && next > entry->timestamp;
      const int64_t duration = lasts ? next - entry->timestamp : 0;
      const Ticks start = av::toTicks(entry->timestamp, stream->time_base);
      const Ticks end = av::toTicks(entry->timestamp + duration, stream->time_base);
      const bool sane = start != av::kNoTicks && end != av::kNoTicks && entry->size >= 0 &&
                        static_cast<uint64_t>(entry->size) <= kMostBytes;
      if (!sane || (!entries_.empty() && start < entries_.back().start)) return false;
      entries_.push_back({start, lasts ? end : av::kNoTicks});
      samples_.push_back({entry->pos, entry->timestamp, duration, entry->size});
    }
    endOpenEntries();
    return count > 0;
  }

  av::Input& input_;
  std::vector<Sample> samples_;
};

/// The Cues of a Matroska file that name each block of its subtitles, as mkvmerge and FFmpeg write
/// them.
class MatroskaSubtitleIndex final : public SubtitleIndex {
 public:
  static std::unique_ptr<SubtitleIndex> read(av::Input& input, AVStream* stream,
                                             const av::CancelToken& token) {
    auto head = av::readMatroskaHead(input.reader(), sizeOf(input), token);
    const auto track =
        head ? av::trackOfStream(*input.context(), stream->index, *head) : std::nullopt;
    if (!track) return nullptr;
    auto cues =
        av::readMatroskaCues(input.reader(), sizeOf(input), head->tracks[*track].number, token);
    if (!cues || cues->empty() || static_cast<int64_t>(cues->size()) < statedCount(stream)) {
      return nullptr;
    }
    auto index = std::make_unique<MatroskaSubtitleIndex>(input, *std::move(head), *track);
    if (!index->fill(*std::move(cues)) || !index->isOf(*stream->codecpar, token)) return nullptr;
    return index;
  }

  MatroskaSubtitleIndex(av::Input& input, av::MatroskaHead head, size_t track)
      : input_(input), head_(std::move(head)), track_(track) {}

  std::optional<std::vector<av::PacketHandle>> read(std::span<const size_t> wanted,
                                                    const av::CancelToken& token) override {
    av::MatroskaExcerpt excerpt(head_, track());
    expect(wanted);
    Cluster cluster;
    for (const size_t i : wanted) {
      token.poll();
      if (cluster.start != cues_[i].cluster) cluster = clusterAt(cues_[i].cluster, token);
      if (!cluster.content || !addBlock(cluster, cues_[i], excerpt)) return std::nullopt;
      if (excerpt.size() > kMostInAll) break;
    }
    if (excerpt.empty()) return std::vector<av::PacketHandle>{};
    return packetsOf(excerpt, token);
  }

  size_t memory() const override {
    return entries_.size() * sizeof(Entry) + cues_.size() * sizeof(av::MatroskaCue) +
           track().entry.size() + head_.info.size();
  }

 private:
  struct Cluster {
    uint64_t start = UINT64_MAX;
    uint64_t content = 0;  ///< 0: there is no Cluster
    int64_t time = 0;
  };

  static uint64_t sizeOf(const av::Input& input) { return static_cast<uint64_t>(input.size()); }
  const av::MatroskaTrack& track() const { return head_.tracks[track_]; }

  /// Of its blocks, by mkvmerge's statistics; 0 where there are none.
  static int64_t statedCount(const AVStream* stream) {
    const AVDictionaryEntry* tag =
        av_dict_get(stream->metadata, "NUMBER_OF_FRAMES", nullptr, AV_DICT_IGNORE_SUFFIX);
    return tag ? std::strtoll(tag->value, nullptr, 10) : 0;
  }

  bool fill(std::vector<av::MatroskaCue> cues) {
    const AVRational scale{static_cast<int>(head_.scale), 1'000'000'000};
    for (const av::MatroskaCue& cue : cues) {
      const Ticks start = av::toTicks(cue.time, scale);
      if (start == av::kNoTicks) return false;
      const bool lasts = cue.duration >= 0;
      entries_.push_back(
          {start, lasts ? av::toTicks(cue.time + cue.duration, scale) : av::kNoTicks});
    }
    cues_ = std::move(cues);
    endOpenEntries();
    return true;
  }

  /// Whether libav makes the same stream of the track alone.
  bool isOf(const AVCodecParameters& parameters, const av::CancelToken& token) const {
    av::MatroskaExcerpt excerpt(head_, track());
    excerpt.add(0, {});  // libav looks for a Cluster
    const auto alone = av::Input::open(excerpt.bytes(), token, av::Analysis::kHeaders);
    if (alone->context()->nb_streams != 1) return false;
    const AVCodecParameters& own = *alone->stream(0)->codecpar;
    const std::span mine(own.extradata, static_cast<size_t>(own.extradata_size));
    const std::span theirs(parameters.extradata, static_cast<size_t>(parameters.extradata_size));
    return own.codec_id == parameters.codec_id && std::ranges::equal(mine, theirs);
  }

  /// A slow medium is told of all that is going to be read.
  void expect(std::span<const size_t> wanted) const {
    constexpr int64_t kHead = 64, kBlock = 1024;
    for (const size_t i : wanted) {
      const auto cluster = static_cast<int64_t>(cues_[i].cluster);
      input_.file()->expect(cluster, kHead);
      input_.file()->expect(cluster + static_cast<int64_t>(cues_[i].relative), kBlock);
    }
  }

  Cluster clusterAt(uint64_t offset, const av::CancelToken& token) const {
    const av::ReadAt read = input_.reader();
    const av::matroska::Reader reader(read, sizeOf(input_), token);
    const auto element = reader.header(offset, sizeOf(input_));
    Cluster cluster{offset, 0, 0};
    if (!element || element->id != av::matroska::kCluster) return cluster;
    std::optional<uint64_t> time;
    reader.children(*element, [&](const av::ebml::Element& child) {
      const bool media =
          child.id == av::matroska::kBlockGroup || child.id == av::matroska::kSimpleBlock;
      if (child.id == av::matroska::kTimestamp) time = reader.number(child);
      return !time && !media;
    });
    if (!time || *time > static_cast<uint64_t>(INT64_MAX)) return cluster;
    cluster.content = element->data;
    cluster.time = static_cast<int64_t>(*time);
    return cluster;
  }

  bool addBlock(const Cluster& cluster, const av::MatroskaCue& cue, av::MatroskaExcerpt& excerpt) {
    const uint64_t start = cluster.content + cue.relative;
    const uint64_t end = sizeOf(input_);
    if (start >= end) return false;
    // Most are whole within the first look.
    constexpr uint64_t kLook = 512;
    block_.resize(static_cast<size_t>(std::min(kLook, end - start)));
    if (!input_.reader()(start, block_)) return false;
    const auto element = av::ebml::parseHeader(block_, start);
    const bool known = element && (element->id == av::matroska::kBlockGroup ||
                                   element->id == av::matroska::kSimpleBlock);
    if (!known || element->unknownSize || element->end > end) return false;
    const uint64_t size = element->end - start;
    if (size > kMostBytes) return false;
    const size_t had = std::min(block_.size(), static_cast<size_t>(size));
    block_.resize(static_cast<size_t>(size));
    if (!input_.reader()(start + had, std::span(block_).subspan(had))) return false;
    if (av::trackOfBlock(block_) != track().number) return false;
    excerpt.add(cluster.time, block_);
    return true;
  }

  std::optional<std::vector<av::PacketHandle>> packetsOf(const av::MatroskaExcerpt& excerpt,
                                                         const av::CancelToken& token) const {
    const auto input = av::Input::open(excerpt.bytes(), token, av::Analysis::kHeaders);
    const av::Input::Lease lease(*input, token);
    std::vector<av::PacketHandle> packets;
    for (av::PacketHandle packet = av::makePacket(); input->read(packet);
         packet = av::makePacket()) {
      token.poll();
      packets.push_back(std::move(packet));
    }
    return packets;
  }

  av::Input& input_;
  av::MatroskaHead head_;
  size_t track_;
  std::vector<av::MatroskaCue> cues_;
  std::vector<uint8_t> block_;
};

}  // namespace

std::unique_ptr<SubtitleIndex> SubtitleIndex::of(av::Input& input, int stream,
                                                 const av::CancelToken& token) {
  AVStream* wanted = input.stream(stream);
  if (input.isFormat("mov")) return Mp4SubtitleIndex::read(input, wanted, token);
  if (input.isFormat("matroska")) return MatroskaSubtitleIndex::read(input, wanted, token);
  return nullptr;
}

void SubtitleIndex::endOpenEntries() {
  Ticks next = av::kForever;
  for (size_t i = entries_.size(); i-- > 0;) {
    Entry& entry = entries_[i];
    if (i + 1 < entries_.size() && entries_[i + 1].start > entry.start) {
      next = entries_[i + 1].start;
    }
    if (entry.end == av::kNoTicks) entry.end = next;
  }
}

}  // namespace haema::engine

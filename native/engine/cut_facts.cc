#include <algorithm>
#include <utility>

#include "av/matroska_blocks.h"
#include "av/mp4_samples.h"
#include "engine/cut.h"
#include "engine/cut_judge.h"
#include "engine/cut_source.h"

namespace haema::engine {

namespace {

/// What is read of a picture: parameter sets and slice headers lie in front, behind captions and
/// the like at most.
constexpr size_t kHead = 4096;
constexpr size_t kLongHead = 64 * 1024;
/// Pictures behind the first one of which some are shown before others, if any are.
constexpr size_t kFirstPictures = 24;
/// Reads that a slow medium is told of before they are due.
constexpr size_t kAhead = 8;

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

/// Cuts of an MP4, by its sample tables: nothing is read but heads of pictures.
class TableCuts {
 public:
  /// Nothing where the tables do not have all the cuts.
  static std::optional<TableCuts> find(av::Input& input, const CutRequest& request,
                                       const av::CancelToken& token) {
    if (!input.isFormat("mov")) return std::nullopt;
    auto track =
        av::readMp4Track(input.reader(), static_cast<uint64_t>(input.size()),
                         static_cast<uint32_t>(input.stream(request.stream)->id), token, true);
    if (!track) return std::nullopt;
    if (track->changes) refuse("its parameter sets change");
    TableCuts cuts(input, std::move(*track), request.origin);
    return cuts.locate(request.cuts) ? std::optional(std::move(cuts)) : std::nullopt;
  }

  void judge(const av::CopyFormat& format, const av::CancelToken& token, CutFacts& facts) {
    if (lacksOffsets(format, token)) {
      refuse("the container does not say when each picture is shown");
    }
    for (size_t i = 0; i < std::min(kAhead, cuts_.size()); ++i) expect(i);
    for (size_t i = 0; i < cuts_.size(); ++i) {
      token.poll();
      if (i + kAhead < cuts_.size()) expect(i + kAhead);
      facts.kinds.push_back(kindOf(i, format, token));
      facts.sizes.push_back(sizeOf(i));
      if (facts.kinds.front() == CutKind::kUnusable) return;  // nor is the rest of use
    }
  }

 private:
  TableCuts(av::Input& input, av::Mp4Track track, Ticks origin)
      : input_(&input), track_(std::move(track)), origin_(origin) {}

  bool locate(const std::vector<KeyFrame>& keys) {
    size_t sample = track_.libav.begin;
    for (const KeyFrame& key : keys) {
      while (sample < track_.libav.end && !isAt(sample, key)) ++sample;
      if (sample == track_.libav.end) return false;
      cuts_.push_back(sample);
    }
    return true;
  }

  bool isAt(size_t index, const KeyFrame& key) const {
    const av::Mp4Sample& sample = track_.samples[index];
    return sample.sync && sample.shown && sample.whole && timeOf(index) == key.time &&
           av::seekTimestamp(track_, sample) == key.seek;
  }

  Ticks timeOf(size_t index) const {
    const AVRational base{1, static_cast<int>(track_.timescale)};
    const Ticks time = av::toTicks(track_.samples[index].pts + track_.libav.ptsOffset, base);
    return time == av::kNoTicks ? av::kForever : time - origin_;
  }

  /// Muxers that are not told when pictures are shown write when they are decoded.
  bool lacksOffsets(const av::CopyFormat& format, const av::CancelToken& token) {
    const auto all = std::span(track_.samples).subspan(cuts_.front());
    if (format.reorder == 0 || !std::ranges::is_sorted(all, {}, &av::Mp4Sample::pts)) return false;
    const size_t end = std::min(cuts_.front() + kFirstPictures, track_.libav.end);
    for (size_t i = cuts_.front() + 1; i < end; ++i) {
      token.poll();
      if (av::mayOvertake(format, head(i, kHead).data)) return true;
    }
    return false;
  }

  size_t endOf(size_t cut) const {
    return cut + 1 < cuts_.size() ? cuts_[cut + 1] : track_.libav.end;
  }

  uint64_t sizeOf(size_t cut) const {
    uint64_t size = 0;
    for (size_t i = cuts_[cut]; i < endOf(cut); ++i) size += track_.places[i].size;
    return size;
  }

  CutKind kindOf(size_t cut, const av::CopyFormat& format, const av::CancelToken& token) {
    const size_t key = cuts_[cut];
    CutJudge judge(format, timeOf(key));
    if (judge.begin(keyHead(key, format))) {
      for (size_t i = key + 1; i < endOf(cut) && judge.leads(timeOf(i)); ++i) {
        token.poll();
        judge.addLeading(head(i, kHead));
      }
    }
    return judge.kind();
  }

  Head keyHead(size_t index, const av::CopyFormat& format) {
    const Head first = head(index, kHead);
    if (first.whole || av::accessOf(format, first.data) != av::Access::kNone) return first;
    return head(index, kLongHead);
  }

  Head head(size_t index, size_t length) {
    const av::Mp4Place& place = track_.places[index];
    bytes_.resize(std::min<size_t>(place.size, length));
    if (!input_->reader()(place.offset, bytes_)) refuse("the file ends within a picture");
    return {bytes_, bytes_.size() == place.size};
  }

  void expect(size_t cut) {
    const av::Mp4Place& place = track_.places[cuts_[cut]];
    input_->file()->expect(static_cast<int64_t>(place.offset), kHead);
  }

  av::Input* input_;
  av::Mp4Track track_;
  Ticks origin_;
  std::vector<size_t> cuts_;  // their samples
  std::vector<uint8_t> bytes_;
};

/// A cut, and where in the file its key picture lies.
struct PlacedCut {
  CutKind kind;
  int64_t place;
};

/// Cuts of a Matroska file, by the Clusters that its index names: libav would read key pictures
/// whole.
class BlockCuts {
 public:
  BlockCuts(av::Input& input, const CutRequest& request, const av::CancelToken& token)
      : input_(input),
        request_(request),
        blocks_(input.reader(), static_cast<uint64_t>(input.size()), token) {}

  /// Which track it is tells a packet of it, where it is a block as it lies in the file.
  void learn(const KeyFrame& key, const AVPacket& packet) {
    if (track_ || !input_.isFormat("matroska") || !start(key)) return;
    const std::span<const uint8_t> data(packet.data, static_cast<size_t>(packet.size));
    for (int i = 0; i < kMaxBlocks; ++i) {
      const auto block = blocks_.next();
      if (!block) return;
      if (block->time != key.seek || block->size != data.size()) continue;
      const auto head = blocks_.head(*block, kHead);
      if (!head || !std::ranges::equal(*head, data.first(head->size()))) continue;
      track_ = block->track;
      return;
    }
  }

  /// Nothing where the blocks do not tell.
  std::optional<PlacedCut> judge(size_t cut, const av::CopyFormat& format) {
    const KeyFrame& key = request_.cuts[cut];
    if (!track_ || !start(key)) return std::nullopt;
    if (cut + kAhead < request_.cuts.size()) expect(request_.cuts[cut + kAhead]);
    auto block = nextOfTrack();
    while (block && block->time < key.seek) block = nextOfTrack();
    if (!block || block->time != key.seek) return std::nullopt;
    const auto place = static_cast<int64_t>(block->start);
    CutJudge judge(format, key.time);
    auto head = headOf(*block, kHead);
    if (head && !head->whole && av::accessOf(format, head->data) == av::Access::kNone) {
      head = headOf(*block, kLongHead);
    }
    if (!head) return std::nullopt;
    if (!judge.begin(*head)) return PlacedCut{judge.kind(), place};
    while ((block = nextOfTrack()) && judge.leads(timeOf(*block))) {
      head = headOf(*block, kHead);
      if (!head) return std::nullopt;
      judge.addLeading(*head);
    }
    return PlacedCut{judge.kind(), place};
  }

 private:
  /// In search of one of the track, amid all the sound of a Cluster.
  static constexpr int kMaxBlocks = 10'000;

  int64_t placeOf(const KeyFrame& key) const {
    return input_.placeInIndex(request_.stream, key.seek);
  }

  bool start(const KeyFrame& key) {
    const int64_t place = placeOf(key);
    if (place > 0) blocks_.startAt(static_cast<uint64_t>(place));
    return place > 0;
  }

  void expect(const KeyFrame& key) const {
    const int64_t place = placeOf(key);
    if (place > 0) input_.file()->expect(place, kHead);
  }

  std::optional<av::MatroskaBlock> nextOfTrack() {
    for (int i = 0; i < kMaxBlocks; ++i) {
      const auto block = blocks_.next();
      if (!block || block->track == track_) return block;
    }
    return std::nullopt;
  }

  std::optional<Head> headOf(const av::MatroskaBlock& block, size_t length) {
    const auto data = blocks_.head(block, length);
    if (!data || data->empty()) return std::nullopt;
    return Head{*data, data->size() == block.size};
  }

  Ticks timeOf(const av::MatroskaBlock& block) const {
    const Ticks time = av::toTicks(block.time, input_.stream(request_.stream)->time_base);
    return time == av::kNoTicks ? av::kForever : time - request_.origin;
  }

  av::Input& input_;
  const CutRequest& request_;
  av::MatroskaBlocks blocks_;
  std::optional<uint64_t> track_;
};

/// A cut of any container, by seeking to it.
PlacedCut seekTo(CutSource& source, const CutRequest& request, const KeyFrame& key,
                 const av::CopyFormat& format, const av::CancelToken& token, BlockCuts& blocks) {
  CutJudge judge(format, key.time);
  int64_t place = -1;
  source.look(request.origin, key, token, [&](const AVPacket& packet, Ticks time) {
    const Head head{{packet.data, static_cast<size_t>(packet.size)}, true};
    if (place < 0) {
      place = packet.pos;
      if (place < 0) refuse("its container does not tell where pictures lie");
      blocks.learn(key, packet);
      return judge.begin(head);
    }
    if (!judge.leads(time)) return false;
    judge.addLeading(head);
    return true;
  });
  return {judge.kind(), place};
}

/// Sizes count all that lies between the key pictures.
void judgeBySeeking(CutSource& source, const CutRequest& request, const av::CancelToken& token,
                    CutFacts& facts) {
  const av::CopyFormat format = source.format(token);
  BlockCuts blocks(source.input(), request, token);
  std::vector<int64_t> places;
  for (size_t i = 0; i < request.cuts.size(); ++i) {
    const KeyFrame& key = request.cuts[i];
    auto cut = blocks.judge(i, format);
    if (!cut) cut = seekTo(source, request, key, format, token, blocks);
    facts.kinds.push_back(cut->kind);
    places.push_back(cut->place);
  }
  places.push_back(source.input().size());
  for (size_t i = 0; i + 1 < places.size(); ++i) {
    if (places[i] > places[i + 1]) refuse("its index is out of order");
    facts.sizes.push_back(static_cast<uint64_t>(places[i + 1] - places[i]));
  }
}

/// The tables of an MP4 tell of all its cuts, wherever libav's index ends.
CutFacts judgeCuts(std::unique_ptr<av::Input> input, const CutRequest& request,
                   const av::CancelToken& token) {
  CutFacts facts;
  CutSource source(std::move(input), CutSpec{request.stream});
  const av::CopyFormat& format = source.format(token);
  describe(format, facts);
  if (auto cuts = TableCuts::find(source.input(), request, token)) {
    cuts->judge(format, token, facts);
  } else if (source.input().isExcerpt()) {
    refuse("its tables do not tell where to seek");
  } else {
    judgeBySeeking(source, request, token, facts);
  }
  if (facts.kinds.front() == CutKind::kUnusable) {
    refuse("the video does not begin with a picture that can be decoded by itself");
  }
  source.input().file()->ensureUnchanged();
  return facts;
}

void validate(const CutRequest& request) {
  const auto& cuts = request.cuts;
  const auto isTime = [](const KeyFrame& key) { return av::isTime(key.time); };
  const bool rises = std::ranges::is_sorted(cuts, std::less_equal{}, &KeyFrame::time);
  if (cuts.empty() || !std::ranges::all_of(cuts, isTime) || !rises || !av::isTime(request.origin)) {
    throw av::Error(av::Code::kBadRequest, "the cuts do not rise");
  }
}

}  // namespace

void describe(const av::CopyFormat& format, CutFacts& facts) {
  facts.codecs = format.codecs;
  facts.supplemental = format.supplemental;
  facts.videoRange = format.videoRange;
  facts.width = format.width;
  facts.height = format.height;
}

std::string refusalOf(const av::Error& error, const SourceRef& source,
                      const av::CancelToken& token) {
  if (error.code() != av::Code::kMediaInvalid) throw error;
  token.poll();
  // A file that was written to meanwhile looks damaged; opening it throws kSourceChanged then.
  av::File::open(source.root, source.path, source.version);
  return error.what();
}

CutFacts cutFacts(const CutRequest& request, const av::CancelToken& token) {
  validate(request);
  try {
    if (!request.source.pieces.empty()) refuse("the times of its pictures jump");
    return fromBeginning(request.source, token, [&](std::unique_ptr<av::Input> input) {
      return judgeCuts(std::move(input), request, token);
    });
  } catch (const av::Error& error) {
    CutFacts facts;
    facts.refusal = refusalOf(error, request.source, token);
    return facts;
  }
}

}  // namespace haema::engine

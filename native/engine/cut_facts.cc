#include <algorithm>
#include <utility>

#include "av/mp4_samples.h"
#include "engine/cut.h"
#include "engine/cut_source.h"

namespace haema::engine {

namespace {

/// What is read of a picture: parameter sets and slice headers lie in front, behind captions and
/// the like at most.
constexpr size_t kHead = 4096;
constexpr size_t kLongHead = 64 * 1024;
/// Reads that a slow medium is told of before they are due.
constexpr size_t kAhead = 8;

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

/// The beginning of a picture.
struct Head {
  std::span<const uint8_t> data;
  bool whole;
};

/// Judges a cut by the pictures from it on, given in decoding order.
class Judge {
 public:
  Judge(const av::CopyFormat& format, Ticks time) : format_(format), time_(time) {}

  /// Whether the pictures behind the key picture matter.
  bool begin(const Head& key) {
    const av::Access access = av::accessOf(format_, key.data);
    if (access == av::Access::kRefresh) refuse("intra refresh: it has no key pictures");
    if (access == av::Access::kOpen) kind_ = CutKind::kOpen;
    if (access == av::Access::kNone) kind_ = CutKind::kUnusable;
    if (changesParameters(key)) refuse("its parameter sets change");
    return access == av::Access::kRecovery;
  }

  /// Whether that is so for still more: leading pictures come before all that are shown later.
  bool leads(Ticks time) const { return time < time_ && kind_ != CutKind::kUnusable; }

  /// Where a leading picture is a reference, others that are shown later may need what it needs.
  void addLeading(const Head& picture) {
    kind_ = av::isReference(format_, picture.data) ? CutKind::kUnusable : CutKind::kOpen;
  }

  CutKind kind() const { return kind_; }

 private:
  bool changesParameters(const Head& key) const {
    try {
      return av::changesParameters(format_, key.data);
    } catch (const av::Error&) {
      if (key.whole) throw;
      return false;  // the cut end looks like damage
    }
  }

  const av::CopyFormat& format_;
  Ticks time_;
  CutKind kind_ = CutKind::kClosed;
};

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
    TableCuts cuts(input, std::move(*track), request.origin);
    return cuts.locate(request.cuts) ? std::optional(std::move(cuts)) : std::nullopt;
  }

  void judge(const av::CopyFormat& format, const av::CancelToken& token, CutFacts& facts) {
    for (size_t i = 0; i < std::min(kAhead, cuts_.size()); ++i) expect(i);
    for (size_t i = 0; i < cuts_.size(); ++i) {
      token.poll();
      if (i + kAhead < cuts_.size()) expect(i + kAhead);
      facts.kinds.push_back(kindOf(i, format, token));
      facts.sizes.push_back(sizeOf(i));
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
    Judge judge(format, timeOf(key));
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

/// Cuts of any container, by seeking to them. Sizes count all that lies between the key pictures.
void judgeBySeeking(CutSource& source, const CutRequest& request, const av::CancelToken& token,
                    CutFacts& facts) {
  const av::CopyFormat format = source.format(token);
  std::vector<int64_t> places;
  for (const KeyFrame& key : request.cuts) {
    Judge judge(format, key.time);
    bool begins = true;
    source.look(request.origin, key, token, [&](const AVPacket& packet, Ticks time) {
      const Head head{{packet.data, static_cast<size_t>(packet.size)}, true};
      if (std::exchange(begins, false)) {
        places.push_back(packet.pos);
        return judge.begin(head);
      }
      if (!judge.leads(time)) return false;
      judge.addLeading(head);
      return true;
    });
    facts.kinds.push_back(judge.kind());
  }
  places.push_back(source.input().size());
  for (size_t i = 0; i + 1 < places.size(); ++i) {
    if (places[i] < 0 || places[i] > places[i + 1]) refuse("its index is out of order");
    facts.sizes.push_back(static_cast<uint64_t>(places[i + 1] - places[i]));
  }
}

void judgeCuts(const CutRequest& request, const av::CancelToken& token, CutFacts& facts) {
  const auto& [root, path, version] = request.source;
  CutSource source(
      av::Input::open(av::File::open(root, path, version), av::Analysis::kHeaders, token),
      CutSpec{request.stream});
  const av::CopyFormat& format = source.format(token);
  facts.codecs = format.codecs;
  facts.supplemental = format.supplemental;
  facts.videoRange = format.videoRange;
  facts.width = format.width;
  facts.height = format.height;
  if (auto cuts = TableCuts::find(source.input(), request, token)) {
    cuts->judge(format, token, facts);
  } else {
    judgeBySeeking(source, request, token, facts);
  }
  if (facts.kinds.front() == CutKind::kUnusable) {
    refuse("the video does not begin with a picture that can be decoded by itself");
  }
  source.input().file()->ensureUnchanged();
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

CutFacts cutFacts(const CutRequest& request, const av::CancelToken& token) {
  validate(request);
  CutFacts facts;
  try {
    judgeCuts(request, token, facts);
  } catch (const av::Error& error) {
    if (error.code() != av::Code::kMediaInvalid) throw;
    token.poll();
    // A file that was written to meanwhile looks damaged; opening it throws kSourceChanged then.
    av::File::open(request.source.root, request.source.path, request.source.version);
    facts = {};
    facts.refusal = error.what();
  }
  return facts;
}

}  // namespace haema::engine

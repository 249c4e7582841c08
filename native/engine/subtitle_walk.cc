#include "engine/subtitle_walk.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "av/matroska.h"
#include "av/matroska_blocks.h"
#include "av/matroska_tracks.h"
#include "engine/stream_clock.h"

namespace haema::engine {

namespace {

/// Of a subtitle; far above what text takes.
constexpr uint64_t kMostBytes = 4 << 20;

/// Heads of blocks take a few bytes; several of sound may fit.
constexpr size_t kWindow = 512;

/// A damaged stamp is none: of a few readings the one counts that claims least.
class Readings {
 public:
  void add(Ticks time) {
    if (time == av::kNoTicks) return;
    last_.push_back(time);
    if (last_.size() > kReadings) last_.pop_front();
  }
  Ticks least() const {
    return last_.size() < kReadings ? av::kBeginning : *std::ranges::min_element(last_);
  }

 private:
  static constexpr size_t kReadings = 4;
  std::deque<Ticks> last_;
};

/// Any container, by its demuxer, which leaves out what nobody wants.
class DemuxedWalk final : public SubtitleWalk {
 public:
  DemuxedWalk(av::Input& input, const std::vector<int>& streams)
      : input_(input), streams_(streams) {
    clock_ = StreamClock(input, streams.front()).stream();
    std::vector<int> selected = streams;
    if (clock_ >= 0) selected.push_back(clock_);
    input_.select(selected);
  }

  bool step(const av::CancelToken& token) override {
    token.poll();
    av::PacketHandle packet = av::makePacket();
    if (!input_.read(packet)) return false;
    const int index = packet->stream_index;
    if (clock_ < 0 || index == clock_) {
      clockReadings_.add(timeOf(packet.get(), input_.stream(index)->time_base));
    }
    if (index == clock_) return true;
    bytes_ += static_cast<size_t>(packet->size);
    found_.push_back(std::move(packet));
    return true;
  }

  void deliver(const av::CancelToken& token, const Sink& sink) override {
    for (const av::PacketHandle& packet : found_) {
      token.poll();
      const auto stream = std::ranges::find(streams_, packet->stream_index);
      sink(static_cast<size_t>(stream - streams_.begin()), *packet);
    }
    found_.clear();
    bytes_ = 0;
  }

  size_t waiting() const override { return bytes_ + found_.size() * sizeof(AVPacket); }
  Ticks now() const override { return clockReadings_.least(); }

 private:
  av::Input& input_;
  std::vector<int> streams_;
  int clock_;
  Readings clockReadings_;
  size_t bytes_ = 0;
  std::vector<av::PacketHandle> found_;
};

/// Matroska, block by block.
class MatroskaWalk final : public SubtitleWalk {
 public:
  static std::unique_ptr<SubtitleWalk> begin(av::Input& input, const std::vector<int>& streams,
                                             const av::CancelToken& token) {
    auto head = av::readMatroskaHead(input.reader(), static_cast<uint64_t>(input.size()), token);
    if (!head || head->firstCluster == 0) return nullptr;
    std::vector<Track> tracks;
    for (const int stream : streams) {
      const auto track = av::trackOfStream(*input.context(), stream, *head);
      if (!track) return nullptr;
      tracks.push_back({head->tracks[*track].number, {*head, head->tracks[*track]}});
    }
    return std::make_unique<MatroskaWalk>(input, *head, std::move(tracks), token);
  }

  struct Track {
    uint64_t number;
    av::MatroskaExcerpt found;
  };

  MatroskaWalk(av::Input& input, const av::MatroskaHead& head, std::vector<Track> tracks,
               const av::CancelToken& token)
      : input_(input),
        tracks_(std::move(tracks)),
        scale_{static_cast<int>(head.scale), 1'000'000'000},
        blocks_(input.reader(), size(), token, kWindow) {
    blocks_.startAt(head.firstCluster);
  }

  bool step(const av::CancelToken& token) override {
    blocks_.setToken(token);
    if (lost_) return findCluster(token);
    const auto block = blocks_.next();
    if (!block) {
      lost_ = blocks_.position();
      return *lost_ < size();
    }
    readings_.add(av::toTicks(block->time, scale_));
    const auto wanted = std::ranges::find(tracks_, block->track, &Track::number);
    if (wanted != tracks_.end()) take(*block, *wanted);
    return true;
  }

  void deliver(const av::CancelToken& token, const Sink& sink) override {
    for (size_t i = 0; i < tracks_.size(); ++i) {
      av::MatroskaExcerpt& found = tracks_[i].found;
      if (found.empty()) continue;
      const auto input = av::Input::open(found.bytes(), token, av::Analysis::kHeaders);
      const av::Input::Lease lease(*input, token);
      av::PacketHandle packet = av::makePacket();
      while (input->read(packet)) {
        const av::PacketTurn turn(packet);
        token.poll();
        sink(i, *packet);
      }
      found.clear();
    }
  }

  size_t waiting() const override {
    size_t bytes = 0;
    for (const Track& track : tracks_) bytes += track.found.size();
    return bytes;
  }

  Ticks now() const override { return readings_.least(); }

 private:
  uint64_t size() const { return static_cast<uint64_t>(input_.size()); }

  void take(const av::MatroskaBlock& block, Track& track) {
    if (block.outerEnd > size() || block.outerEnd - block.outer > kMostBytes) return;
    bytes_.resize(static_cast<size_t>(block.outerEnd - block.outer));
    if (input_.reader()(block.outer, bytes_)) track.found.add(block.clusterTime, bytes_);
  }

  /// Behind damage the walk goes on with the next Cluster.
  bool findCluster(const av::CancelToken& token) {
    constexpr uint64_t kStep = 1 << 20;
    constexpr uint64_t kOverlap = 64;  // what tells a Cluster may lie on the border
    token.poll();
    bytes_.resize(static_cast<size_t>(std::min(kStep + kOverlap, size() - *lost_)));
    if (!input_.reader()(*lost_, bytes_)) return false;
    if (const auto found = av::findMatroskaCluster(bytes_)) {
      blocks_.startAt(*lost_ + *found);
      lost_.reset();
      return true;
    }
    *lost_ += kStep;
    return *lost_ < size();
  }

  av::Input& input_;
  std::vector<Track> tracks_;
  AVRational scale_;
  av::MatroskaBlocks blocks_;
  std::optional<uint64_t> lost_;  // where a Cluster is looked for
  Readings readings_;
  std::vector<uint8_t> bytes_;
};

}  // namespace

std::unique_ptr<SubtitleWalk> SubtitleWalk::of(av::Input& input, const std::vector<int>& streams,
                                               const av::CancelToken& token) {
  if (input.isFormat("matroska")) {
    if (auto walk = MatroskaWalk::begin(input, streams, token)) return walk;
  }
  return std::make_unique<DemuxedWalk>(input, streams);
}

}  // namespace haema::engine

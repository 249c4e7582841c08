#include "engine/source_pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/segment.h"

namespace haema::engine {

namespace {

constexpr auto kAny = [](const auto&) { return true; };

}  // namespace

struct SourcePool::Entry {
  SourceKey key;
  size_t bytes;
  std::variant<std::unique_ptr<VideoSource>, std::unique_ptr<AudioSource>,
               std::unique_ptr<CutSource>, std::unique_ptr<AudioCopySource>,
               std::unique_ptr<KeyPackets>, std::unique_ptr<SubtitlePackets>,
               std::unique_ptr<CueScanner>, std::unique_ptr<SubtitleWindow>>
      source;
};

SourcePool::SourcePool(size_t limit) : limit_(limit) {}

SourcePool::~SourcePool() = default;

template <typename Source, typename Suits>
std::unique_ptr<Source> SourcePool::take(const SourceKey& key, Order order, const Suits& suits) {
  auto found = entries_.end();
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    const auto* source = std::get_if<std::unique_ptr<Source>>(&entry->source);
    if (!source || entry->key != key || !suits(**source)) continue;
    found = entry;
    if (order == Order::kNewest) break;
  }
  if (found == entries_.end()) return nullptr;
  return std::move(std::get<std::unique_ptr<Source>>(remove(found).source));
}

template <typename Source>
std::unique_ptr<Source> SourcePool::takeContinuing(const SourceKey& key, Ticks start) {
  return take<Source>(key, Order::kNewest,
                      [&](const Source& source) { return source.continuesAt(start); });
}

std::unique_ptr<VideoSource> SourcePool::takeVideo(const SourceKey& key, Ticks start,
                                                   const av::CancelToken& token) {
  using namespace std::chrono_literals;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto source = takeContinuing<VideoSource>(key, start)) return source;
    if (!isLent(key, start)) break;
    returned_.wait_for(lock, 10ms);
    token.poll();  // a step: whether the other job hangs is told of that one
  }
  // The longest unused, whose place is the least likely to be asked for.
  return take<VideoSource>(key, Order::kOldest, kAny);
}

std::unique_ptr<CutSource> SourcePool::takeCut(const SourceKey& key,
                                               const SegmentRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto continues = [&](const CutSource& source) {
    const bool begins = request.part.value_or(0) == 0;
    return begins ? source.continuesAt(request.start) && source.isFree() : source.hasPart(request);
  };
  if (auto source = take<CutSource>(key, Order::kNewest, continues)) return source;
  return take<CutSource>(key, Order::kOldest, [](const CutSource& it) { return it.isFree(); });
}

std::unique_ptr<AudioSource> SourcePool::takeAudio(const SourceKey& key) {
  const std::lock_guard lock(mutex_);
  return take<AudioSource>(key, Order::kNewest, kAny);
}

std::unique_ptr<AudioCopySource> SourcePool::takeAudioCopy(const SourceKey& key) {
  const std::lock_guard lock(mutex_);
  return take<AudioCopySource>(key, Order::kNewest, kAny);
}

std::unique_ptr<KeyPackets> SourcePool::takePictures(const SourceKey& key) {
  const std::lock_guard lock(mutex_);
  return take<KeyPackets>(key, Order::kNewest, kAny);
}

std::unique_ptr<SubtitlePackets> SourcePool::takeSubtitles(const SourceKey& key) {
  const std::lock_guard lock(mutex_);
  return take<SubtitlePackets>(key, Order::kNewest, kAny);
}

std::unique_ptr<CueScanner> SourcePool::takeScan(const SourceKey& key, int64_t place) {
  const std::lock_guard lock(mutex_);
  return take<CueScanner>(key, Order::kNewest,
                          [&](const CueScanner& it) { return it.place() == place; });
}

std::unique_ptr<SubtitleWindow> SourcePool::takeWindow(const SourceKey& key) {
  const std::lock_guard lock(mutex_);
  return take<SubtitleWindow>(key, Order::kNewest, kAny);
}

bool SourcePool::isLent(const SourceKey& key, Ticks end) const {
  return std::ranges::find(loans_, std::pair(key, end)) != loans_.end();
}

SourcePool::Loan::Loan(SourcePool& pool, const SourceKey& key, Ticks end) : pool_(pool) {
  const std::lock_guard lock(pool_.mutex_);
  place_ = pool_.loans_.insert(pool_.loans_.end(), {key, end});
}

SourcePool::Loan::~Loan() {
  {
    const std::lock_guard lock(pool_.mutex_);
    pool_.loans_.erase(place_);
  }
  pool_.returned_.notify_all();
}

template <typename Source>
void SourcePool::give(SourceKey key, std::unique_ptr<Source> source) {
  const size_t bytes = source->memory();
  add({std::move(key), bytes, std::move(source)});
}

template void SourcePool::give(SourceKey, std::unique_ptr<VideoSource>);
template void SourcePool::give(SourceKey, std::unique_ptr<AudioSource>);
template void SourcePool::give(SourceKey, std::unique_ptr<CutSource>);
template void SourcePool::give(SourceKey, std::unique_ptr<AudioCopySource>);
template void SourcePool::give(SourceKey, std::unique_ptr<KeyPackets>);
template void SourcePool::give(SourceKey, std::unique_ptr<SubtitlePackets>);
template void SourcePool::give(SourceKey, std::unique_ptr<CueScanner>);
template void SourcePool::give(SourceKey, std::unique_ptr<SubtitleWindow>);

std::shared_ptr<void> SourcePool::setLimit(size_t bytes) {
  const auto dropped = std::make_shared<Entries>();
  const std::lock_guard lock(mutex_);
  limit_ = bytes;
  *dropped = trim();
  return dropped;
}

size_t SourcePool::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

size_t SourcePool::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

SourcePool::Entry SourcePool::remove(Entries::iterator entry) {
  Entry taken = std::move(*entry);
  entries_.erase(entry);
  bytes_ -= taken.bytes;
  return taken;
}

void SourcePool::add(Entry entry) {
  Entries dropped;
  const std::lock_guard lock(mutex_);
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  dropped = trim();
}

SourcePool::Entries SourcePool::trim() {
  Entries dropped;
  while (bytes_ > limit_) {
    bytes_ -= entries_.back().bytes;
    dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
  }
  return dropped;
}

}  // namespace haema::engine

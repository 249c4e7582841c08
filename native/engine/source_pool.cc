#include "engine/source_pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace haema::engine {

const VideoSource* SourcePool::Entry::video() const {
  const auto* held = std::get_if<std::unique_ptr<VideoSource>>(&source);
  return held ? held->get() : nullptr;
}

std::unique_ptr<VideoSource> SourcePool::takeVideo(const SourceKey& key, Ticks start,
                                                   const av::CancelToken& token) {
  using namespace std::chrono_literals;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto source = takeContinuing(key, start)) return source;
    if (!isLent(key, start)) break;
    returned_.wait_for(lock, 10ms);
    token.check();
  }
  // The longest unused, whose place is the least likely to be asked for.
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& entry) {
    return entry.video() && entry.key == key;
  });
  if (found == entries_.rend()) return nullptr;
  return std::get<std::unique_ptr<VideoSource>>(remove(std::prev(found.base())).source);
}

std::unique_ptr<VideoSource> SourcePool::takeContinuing(const SourceKey& key, Ticks start) {
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.video() && entry.key == key && entry.video()->continuesAt(start);
  });
  if (found == entries_.end()) return nullptr;
  return std::get<std::unique_ptr<VideoSource>>(remove(found).source);
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
std::unique_ptr<Source> SourcePool::takeAny(const SourceKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return std::holds_alternative<std::unique_ptr<Source>>(entry.source) && entry.key == key;
  });
  if (found == entries_.end()) return nullptr;
  return std::get<std::unique_ptr<Source>>(remove(found).source);
}

std::unique_ptr<AudioSource> SourcePool::takeAudio(const SourceKey& key) {
  return takeAny<AudioSource>(key);
}

std::unique_ptr<AudioCopySource> SourcePool::takeAudioCopy(const SourceKey& key) {
  return takeAny<AudioCopySource>(key);
}

void SourcePool::give(SourceKey key, std::unique_ptr<VideoSource> source) {
  const size_t bytes = source->memory();
  add({std::move(key), bytes, std::move(source)});
}

void SourcePool::give(SourceKey key, std::unique_ptr<AudioSource> source) {
  const size_t bytes = source->memory();
  add({std::move(key), bytes, std::move(source)});
}

void SourcePool::give(SourceKey key, std::unique_ptr<AudioCopySource> source) {
  const size_t bytes = source->memory();
  add({std::move(key), bytes, std::move(source)});
}

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

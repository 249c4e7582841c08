#include "av/opening_cache.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <limits>
#include <new>
#include <utility>

namespace haema::av {

namespace {

/// Small files have small entries, which are looked through one by one.
constexpr size_t kMaxEntries = 256;
/// A node of a map and a vector's header.
constexpr size_t kPieceOverhead = 96;

int64_t endOf(const std::pair<const int64_t, std::vector<uint8_t>>& piece) {
  return piece.first + static_cast<int64_t>(piece.second.size());
}

}  // namespace

void Extents::add(int64_t offset, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto next = pieces_.upper_bound(offset);
    const auto before = next == pieces_.begin() ? pieces_.end() : std::prev(next);
    const int64_t known = before == pieces_.end() ? offset - 1 : endOf(*before);
    const int64_t limit =
        known > offset
            ? known
            : (next == pieces_.end() ? std::numeric_limits<int64_t>::max() : next->first);
    const auto part = bytes.first(std::min(bytes.size(), static_cast<size_t>(limit - offset)));
    if (known == offset) {
      before->second.insert(before->second.end(), part.begin(), part.end());
    } else if (known < offset) {
      pieces_.emplace_hint(next, offset, std::vector<uint8_t>(part.begin(), part.end()));
    }
    if (known <= offset) bytes_ += part.size();
    offset += static_cast<int64_t>(part.size());
    bytes = bytes.subspan(part.size());
  }
}

void Extents::shrink() {
  for (auto& [offset, piece] : pieces_) piece.shrink_to_fit();
}

size_t Extents::copy(int64_t offset, std::span<uint8_t> into) const {
  const auto next = pieces_.upper_bound(offset);
  if (next == pieces_.begin() || into.empty()) return 0;
  const auto& piece = *std::prev(next);
  if (offset >= endOf(piece)) return 0;
  const size_t count = std::min(into.size(), static_cast<size_t>(endOf(piece) - offset));
  std::memcpy(into.data(), piece.second.data() + (offset - piece.first), count);
  return count;
}

size_t Extents::memory() const noexcept { return bytes_ + pieces_.size() * kPieceOverhead; }

OpeningCache::Opening::Opening(OpeningCache& cache, const Key& key)
    : cache_(cache),
      extents_(std::make_shared<Extents>()),
      place_(cache.underWay_.insert(cache.underWay_.end(), key)) {}

OpeningCache::Opening::~Opening() {
  {
    const std::lock_guard lock(cache_.mutex_);
    cache_.underWay_.erase(place_);
  }
  cache_.ended_.notify_all();
}

void OpeningCache::Opening::record(int64_t offset, std::span<const uint8_t> bytes) noexcept {
  if (!extents_) return;
  const size_t used = extents_->memory() + kPieceOverhead;
  const size_t limit = cache_.limits_.entryBytes;
  if (used >= limit) return;
  try {
    extents_->add(offset, bytes.first(std::min(bytes.size(), limit - used)));
  } catch (const std::bad_alloc&) {
    spoil();
  }
}

SharedExtents OpeningCache::Opening::keep() {
  const auto recorded = std::exchange(extents_, nullptr);
  if (!recorded || recorded->count() == 0) return nullptr;
  recorded->shrink();
  cache_.put(*place_, recorded);
  return recorded;
}

OpeningCache& OpeningCache::shared() {
  static auto& cache = *new OpeningCache();  // threads may outlive what exit() destroys
  return cache;
}

std::optional<OpeningCache::Key> OpeningCache::keyOf(const File& file) noexcept {
  const auto identity = file.identity();
  if (!identity) return std::nullopt;
  return Key{identity->device, identity->inode, file.version()};
}

OpeningCache::Turn OpeningCache::begin(const Key& key, const CancelToken& token) {
  using namespace std::chrono_literals;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto known = find(key)) return {std::move(known), nullptr};
    if (std::ranges::find(underWay_, key) == underWay_.end()) break;
    ended_.wait_for(lock, 50ms);
    token.check();
  }
  return {nullptr, std::unique_ptr<Opening>(new Opening(*this, key))};
}

SharedExtents OpeningCache::find(const Key& key) {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return found->extents;
}

void OpeningCache::put(const Key& key, const SharedExtents& extents) {
  Entries dropped;  // destroyed after the lock is released
  Entries added{{key, extents}};
  const std::lock_guard lock(mutex_);
  bytes_ += extents->memory();
  entries_.splice(entries_.begin(), added);
  dropped = trim();
}

OpeningCache::Entries OpeningCache::trim() {
  Entries dropped;
  while (!entries_.empty() && (bytes_ > limits_.bytes || entries_.size() > kMaxEntries)) {
    bytes_ -= entries_.back().extents->memory();
    dropped.splice(dropped.end(), entries_, std::prev(entries_.end()));
  }
  return dropped;
}

size_t OpeningCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

size_t OpeningCache::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace haema::av

// What was read from a file while its container was opened, kept for its next openings: the index
// of a long film is megabytes, and a job has several demuxers for one file.
#pragma once

#include <compare>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "av/cancel.h"
#include "av/file.h"

namespace haema::av {

/// Pieces of a file. Once shared they are constant, and any thread may read them.
class Extents {
 public:
  /// Keeps what is new; pieces that continue each other become one.
  void add(int64_t offset, std::span<const uint8_t> bytes);
  /// Gives back the memory that growing took in advance.
  void shrink();

  /// Copies what is known from `offset` on, at most to the end of its piece; 0 when nothing is.
  size_t copy(int64_t offset, std::span<uint8_t> into) const;
  size_t bytes() const noexcept { return bytes_; }
  size_t count() const noexcept { return pieces_.size(); }
  /// What they hold in memory, estimated.
  size_t memory() const noexcept;

 private:
  std::map<int64_t, std::vector<uint8_t>> pieces_;  // by offset; they do not overlap
  size_t bytes_ = 0;
};

using SharedExtents = std::shared_ptr<const Extents>;

/// Openings that were read before, the least recently used dropped first. Who still uses a dropped
/// one may go on. Thread-safe.
class OpeningCache {
 public:
  struct Limits {
    size_t bytes = 64 << 20;       ///< in all
    size_t entryBytes = 32 << 20;  ///< read by one opening; what lies beyond is not kept
  };

  /// One version of one file.
  struct Key {
    uint64_t device = 0, inode = 0;
    FileVersion version;
    auto operator<=>(const Key&) const = default;
  };

  /// The first opening of a file, which the others wait for. Its end wakes them; if nothing was
  /// kept by then, one of them takes its turn.
  class Opening {
   public:
    ~Opening();
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;

    void record(int64_t offset, std::span<const uint8_t> bytes) noexcept;
    /// Something went wrong: nothing of this opening is to be kept.
    void spoil() noexcept { extents_.reset(); }
    /// The container is open: the next openings get what was recorded, which is returned. Null
    /// when nothing is kept.
    SharedExtents keep();

   private:
    friend class OpeningCache;
    /// The cache is locked.
    Opening(OpeningCache& cache, const Key& key);

    OpeningCache& cache_;
    std::shared_ptr<Extents> extents_;
    std::list<Key>::iterator place_;
  };

  /// Either is set.
  struct Turn {
    SharedExtents known;
    std::unique_ptr<Opening> first;
  };

  OpeningCache() : OpeningCache(Limits{}) {}
  explicit OpeningCache(const Limits& limits) : limits_(limits) {}
  OpeningCache(const OpeningCache&) = delete;
  OpeningCache& operator=(const OpeningCache&) = delete;

  /// That of the process.
  static OpeningCache& shared();

  /// Nothing when the file cannot be identified.
  static std::optional<Key> keyOf(const File& file) noexcept;

  /// Waits while another thread opens this file. Throws kCancelled.
  Turn begin(const Key& key, const CancelToken& token);

  size_t bytes() const;
  size_t count() const;

 private:
  struct Entry {
    Key key;
    SharedExtents extents;
  };
  using Entries = std::list<Entry>;

  SharedExtents find(const Key& key);
  void put(const Key& key, const SharedExtents& extents);
  Entries trim();

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  const Limits limits_;
  std::list<Key> underWay_;
  Entries entries_;  // the most recently used first
  size_t bytes_ = 0;
};

}  // namespace haema::av

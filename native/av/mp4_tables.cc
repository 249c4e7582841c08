#include <algorithm>

#include "av/mp4_parts.h"

namespace haema::av::mp4 {
namespace {

constexpr uint32_t kNalCra = 21;
/// Many files have a sample a chunk: to poll takes longer than to read it.
constexpr size_t kChunksPerPoll = 1024;

/// A run-length table: pairs of count and value.
class Runs {
 public:
  explicit Runs(Bytes pairs) : cursor_(pairs) {}
  /// The value for the next sample, or nothing when the table is used up.
  std::optional<uint32_t> next() {
    while (left_ == 0 && !cursor_.rest().empty()) {
      left_ = cursor_.u32();
      value_ = cursor_.u32();
    }
    if (left_ == 0) return std::nullopt;
    left_--;
    return value_;
  }
  uint32_t last() const { return value_; }

 private:
  Cursor cursor_;
  uint32_t left_ = 0;
  uint32_t value_ = 0;
};

/// An ascending list of sample numbers, asked for one number after the other.
class Numbers {
 public:
  explicit Numbers(Bytes list) : cursor_(list), size_(list.size() / 4), current_(cursor_.u32()) {}
  size_t size() const { return size_; }
  uint32_t current() const { return current_; }
  bool take(uint32_t number) {
    if (size_ == 0 || number != current_) return false;
    if (!cursor_.rest().empty()) current_ = cursor_.u32();
    return true;
  }

 private:
  Cursor cursor_;
  size_t size_;
  uint32_t current_;
};

/// Which samples libav's index marks as key frames.
class SyncMarks {
 public:
  SyncMarks(std::optional<Bytes> stss, Bytes stps, Bytes rap, bool hasRap)
      : all_(!stss),
        stss_(stss.value_or(Bytes{})),
        stps_(stps),
        rap_(rap),
        onlyFirst_(stss && stss_.size() == 0 && stps_.size() == 0 && !hasRap),
        base_(stss_.current() > 0 || stps_.current() > 0 ? 1 : 0) {}
  bool at(uint32_t index) {
    const bool full = stss_.take(index + base_);
    const bool partial = stps_.take(index + base_);
    const bool rap = rap_.next().value_or(0) > 0;
    return all_ || full || partial || rap || (onlyFirst_ && index == 0);
  }

 private:
  bool all_;
  Numbers stss_;
  Numbers stps_;
  Runs rap_;
  bool onlyFirst_;
  uint32_t base_;  // some files count from 0
};

/// stsz or stz2.
class Sizes {
 public:
  static std::optional<Sizes> read(Bytes table) {
    const auto stsz = findBox(table, fourcc("stsz"));
    const auto box = stsz ? stsz : findBox(table, fourcc("stz2"));
    if (!box) return std::nullopt;
    Cursor cursor(*box);
    cursor.skip(4);
    const uint32_t field = cursor.u32();
    Sizes sizes;
    sizes.count_ = cursor.u32();
    sizes.all_ = stsz ? field : 0;
    sizes.bits_ = stsz ? 32 : field & 0xff;
    sizes.entries_ = cursor.rest();
    if (!cursor.ok() || sizes.count_ > kMaxSamples) return std::nullopt;
    if (sizes.all_ > 0) return sizes;
    if (sizes.bits_ != 4 && sizes.bits_ != 8 && sizes.bits_ != 16 && sizes.bits_ != 32) {
      return std::nullopt;
    }
    if ((uint64_t{sizes.count_} * sizes.bits_ + 7) / 8 > sizes.entries_.size()) return std::nullopt;
    return sizes;
  }
  uint32_t count() const { return count_; }
  uint32_t at(size_t index) const {
    if (all_ > 0) return all_;
    if (bits_ == 32) return numberAt(entries_, index);
    const size_t byte = index * bits_ / 8;
    if (bits_ == 4) return index % 2 == 0 ? entries_[byte] >> 4 : entries_[byte] & 15;
    return static_cast<uint32_t>(Cursor(entries_.subspan(byte)).number(bits_ / 8));
  }

 private:
  uint32_t count_ = 0;
  uint32_t all_ = 0;
  uint32_t bits_ = 0;
  Bytes entries_;
};

/// Where samples lie: stsc with stco or co64.
class Places {
 public:
  static std::optional<Places> read(Bytes table, bool anyDescription) {
    const auto stco = findBox(table, fourcc("stco"));
    const auto box = stco ? stco : findBox(table, fourcc("co64"));
    const auto stsc = findBox(table, fourcc("stsc"));
    if (!box || !stsc) return std::nullopt;
    const auto offsets = tableEntries(*box, stco ? 4 : 8);
    const auto runs = tableEntries(*stsc, 12);
    if (!offsets || !runs) return std::nullopt;
    Places places{Cursor(*offsets), stco ? size_t{4} : size_t{8}, Cursor(*runs), anyDescription};
    if (!offsets->empty() && !(places.readRun() && places.first_ == 1)) return std::nullopt;
    return places;
  }
  /// Starts the next chunk and returns how many samples it holds; nothing behind the last one or
  /// where the tables contradict themselves (see broken).
  std::optional<uint32_t> nextChunk(uint64_t& offset) {
    if (offsets_.rest().empty()) return std::nullopt;
    offset = offsets_.number(width_);
    chunk_++;
    if (chunk_ == nextFirst_ && !readRun()) return std::nullopt;
    return perChunk_;
  }
  bool broken() const { return broken_ || (chunk_ > 0 && nextFirst_ != 0); }

 private:
  Places(Cursor offsets, size_t width, Cursor runs, bool anyDescription)
      : offsets_(offsets), width_(width), runs_(runs), anyDescription_(anyDescription) {}
  bool readRun() {
    first_ = runs_.u32();
    perChunk_ = runs_.u32();
    const uint32_t description = runs_.u32();
    nextFirst_ = runs_.rest().empty() ? 0 : Cursor(runs_.rest()).u32();
    broken_ = !runs_.ok() || perChunk_ == 0 || (description != 1 && !anyDescription_) ||
              (nextFirst_ != 0 && nextFirst_ <= first_);
    return !broken_;
  }

  Cursor offsets_;
  size_t width_;
  Cursor runs_;
  bool anyDescription_;
  bool broken_ = false;
  uint32_t chunk_ = 0;
  uint32_t first_ = 0;
  uint32_t perChunk_ = 0;
  uint32_t nextFirst_ = 0;  // chunk with which the next run begins; 0 behind the last
};

/// The pairs of the sample group table of this type; empty if there is none.
Bytes groupRuns(Bytes table, uint32_t type) {
  while (const auto box = nextBox(table)) {
    if (box->type != fourcc("sbgp")) continue;
    Cursor cursor(box->body);
    const uint8_t version = cursor.u8();
    cursor.skip(3);
    if (cursor.u32() != type) continue;
    if (version == 1) cursor.skip(4);
    const uint64_t size = uint64_t{cursor.u32()} * 8;
    return cursor.ok() && size <= cursor.rest().size() ? cursor.rest().first(size) : Bytes{};
  }
  return {};
}

/// The 'sync' group of CRA pictures, as an index into its descriptions from 1; 0 if none is.
uint32_t craGroup(Bytes table) {
  while (const auto box = nextBox(table)) {
    if (box->type != fourcc("sgpd")) continue;
    Cursor cursor(box->body);
    const uint8_t version = cursor.u8();
    cursor.skip(3);
    if (cursor.u32() != fourcc("sync")) continue;
    const uint32_t length = version >= 1 ? cursor.u32() : 1;
    if (version >= 2) cursor.skip(4);
    const uint32_t count = cursor.u32();
    for (uint32_t i = 1; i <= count && cursor.ok(); i++) {
      const uint32_t size = length == 0 ? cursor.u32() : length;
      if ((cursor.u8() & 0x3f) == kNalCra && cursor.ok()) return i;
      cursor.skip(std::max(size, 1U) - 1);
    }
    return 0;
  }
  return 0;
}

/// ctts. libav reads version 0 as signed too, and so do we.
bool readOffsets(Bytes table, MediaSamples& media, Bytes& offsets) {
  const auto box = findBox(table, fourcc("ctts"));
  if (!box) return true;
  const auto entries = tableEntries(*box, 8);
  if (!entries) return false;
  offsets = *entries;
  media.hasOffsets = !offsets.empty();
  Cursor cursor(offsets);
  for (size_t left = offsets.size() / 8; left > 0; left--) {
    const int32_t count = cursor.i32();
    const int32_t offset = cursor.i32();
    if (count < 0) return false;
    if (count == 0) continue;
    if (left <= 2) continue;  // libav mistrusts the last two
    if (offset > 1 << 28 || offset < -(1 << 28)) return false;
    media.dtsShift = std::max<int64_t>(media.dtsShift, -int64_t{offset});
  }
  return true;
}

struct Tables {
  Runs durations;
  Runs offsets;
  SyncMarks sync;
  Runs groups;
  uint32_t cra;
  Sizes sizes;
  Places places;
};

std::optional<Tables> openTables(const Movie& movie, MediaSamples& media) {
  const Bytes table = movie.sampleTable;
  const auto stts = findBox(table, fourcc("stts"));
  const auto durations = stts ? tableEntries(*stts, 8) : std::nullopt;
  const auto stss = findBox(table, fourcc("stss"));
  const auto stps = findBox(table, fourcc("stps"));
  const auto marks = stss ? tableEntries(*stss, 4) : std::nullopt;
  const auto partial = stps ? tableEntries(*stps, 4) : Bytes{};
  const Bytes rap = groupRuns(table, fourcc("rap "));
  const auto sizes = Sizes::read(table);
  const auto places = Places::read(table, movie.anyDescription);
  Bytes offsets;
  if (!readOffsets(table, media, offsets)) return std::nullopt;
  if (!durations || !sizes || !places || (stss && !marks) || !partial) return std::nullopt;
  return Tables{Runs(*durations),
                Runs(offsets),
                SyncMarks(marks, *partial, rap, !rap.empty()),
                Runs(groupRuns(table, fourcc("sync"))),
                craGroup(table),
                *sizes,
                *places};
}

bool isWhole(uint64_t offset, uint64_t size, uint64_t fileSize) {
  return size <= fileSize && offset <= fileSize - size;
}

/// libav does not trust durations that are negative as signed numbers, and guesses; we do not.
constexpr uint32_t kMaxDuration = UINT32_MAX - 480'000;

bool appendSample(Tables& tables, uint64_t offset, uint64_t size, uint64_t fileSize,
                  MediaSamples& media, bool fragmented) {
  const auto index = static_cast<uint32_t>(media.samples.size());
  const auto duration = tables.durations.next();
  const auto composition = tables.offsets.next();
  if (!duration && tables.durations.last() == 0 && index == 0) return false;
  if (duration.value_or(0) > kMaxDuration) return false;
  // libav shifts only the samples that have an offset, and mistakes those of fragments behind.
  if (!composition && (media.dtsShift > 0 || (fragmented && media.hasOffsets))) return false;
  Mp4Sample& sample = media.samples.emplace_back();
  sample.dts = media.end;
  sample.pts = media.end + static_cast<int32_t>(composition.value_or(0));
  sample.sync = tables.sync.at(index);
  sample.openGop = tables.groups.next().value_or(0) == tables.cra && tables.cra > 0;
  sample.whole = isWhole(offset, size, fileSize);
  sample.shown = true;
  if (media.withPlaces) media.places.push_back({offset, static_cast<uint32_t>(size)});
  media.end += duration.value_or(tables.durations.last());
  return true;
}

}  // namespace

std::optional<MediaSamples> readSampleTable(const Movie& movie, uint64_t fileSize,
                                            const CancelToken& token, bool withPlaces) {
  MediaSamples media;
  media.withPlaces = withPlaces;
  auto tables = openTables(movie, media);
  if (!tables || tables->sizes.count() > fileSize) return std::nullopt;
  media.samples.reserve(tables->sizes.count());
  uint64_t offset = 0;
  for (size_t chunk = 0; const auto perChunk = tables->places.nextChunk(offset); chunk++) {
    if (chunk % kChunksPerPoll == 0) token.poll();
    if (*perChunk > tables->sizes.count() - media.samples.size()) return std::nullopt;
    for (uint32_t i = 0; i < *perChunk; i++) {
      const uint32_t size = tables->sizes.at(media.samples.size());
      if (!appendSample(*tables, offset, size, fileSize, media, movie.fragmented))
        return std::nullopt;
      if (offset > UINT64_MAX - size) return std::nullopt;
      offset += size;
    }
  }
  if (tables->places.broken()) return std::nullopt;
  return media;
}

}  // namespace haema::av::mp4

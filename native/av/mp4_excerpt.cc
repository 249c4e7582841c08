#include "av/mp4_excerpt.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "av/mp4_parts.h"

namespace haema::av {
namespace {

using namespace mp4;

/// More than libav reads to learn the streams' parameters.
constexpr int64_t kKeptSeconds = 30;
constexpr uint64_t kMaxMovie = 32 << 20;  // bytes; a film of two hours has 3 to 8 MB
constexpr int kMaxTracks = 64;
constexpr uint32_t kMaxSize = 0x3fffffff;                // libav refuses larger samples
constexpr uint32_t kMaxDuration = UINT32_MAX - 480'000;  // and does not believe longer ones

/// The only child of this type; nothing where there are several.
std::optional<Bytes> onlyBox(Bytes parent, uint32_t type) {
  const auto box = findBox(parent, type);
  if (!box) return std::nullopt;
  const auto behind = static_cast<size_t>(box->data() + box->size() - parent.data());
  return findBox(parent.subspan(behind), type) ? std::nullopt : box;
}

struct Table {
  Bytes box;  ///< its body
  size_t width = 0;
  Bytes entries = {};
  size_t count() const { return entries.size() / width; }
};

/// A table whose entries begin so many bytes behind the box's header, their count before them.
std::optional<Table> openTable(Bytes parent, uint32_t type, size_t width, size_t begin = 8) {
  const auto box = onlyBox(parent, type);
  if (!box || box->size() < begin) return std::nullopt;
  const uint64_t size = uint64_t{numberAt(*box, begin / 4 - 1)} * width;
  if (size > box->size() - begin) return std::nullopt;
  return Table{*box, width, box->subspan(begin, size)};
}

struct Tables {
  Table durations, runs, sizes, places;
  std::optional<Table> offsets;
};

std::optional<Tables> openTables(Bytes stbl) {
  const auto durations = openTable(stbl, fourcc("stts"), 8);
  const auto runs = openTable(stbl, fourcc("stsc"), 12);
  const auto sizes = openTable(stbl, fourcc("stsz"), 4, 12);
  const auto stco = openTable(stbl, fourcc("stco"), 4);
  const auto co64 = openTable(stbl, fourcc("co64"), 8);
  if (!durations || !runs || !sizes || stco.has_value() == co64.has_value()) return std::nullopt;
  const bool oneSize = numberAt(sizes->box, 1) > 0;
  if (oneSize || findBox(stbl, fourcc("stz2"))) return std::nullopt;
  for (Bytes rest = stbl; const auto box = nextBox(rest);) {
    // libav looks these pictures up in the table of offsets.
    const bool groups = box->type == fourcc("sgpd") && box->body.size() >= 8;
    if (groups && numberAt(box->body, 1) == fourcc("sync")) return std::nullopt;
  }
  const auto offsets = openTable(stbl, fourcc("ctts"), 8);
  return Tables{*durations, *runs, *sizes, stco ? *stco : *co64, offsets};
}

struct Durations {
  int64_t total = 0;
  size_t begun = 0;  ///< samples that begin before the asked time
};

std::optional<Durations> sumDurations(const Table& table, int64_t until) {
  Durations sum;
  for (size_t i = 0; i < table.count(); i++) {
    const int64_t count = numberAt(table.entries, 2 * i);
    const int64_t each = numberAt(table.entries, 2 * i + 1);
    const int64_t most = kMaxTime / std::max<int64_t>(each, 1);
    if (each > kMaxDuration || count > most || sum.total > kMaxTime) return std::nullopt;
    if (sum.total < until) {
      const int64_t begun = each > 0 ? (until - sum.total - 1) / each + 1 : count;
      sum.begun += static_cast<size_t>(std::min(count, begun));
    }
    sum.total += count * each;
  }
  return sum;
}

/// The first chunks, with at least as many samples as are wanted.
struct Chunks {
  size_t runs = 0, chunks = 0, samples = 0;
};

std::optional<Chunks> takeChunks(const Tables& tables, size_t wanted) {
  const Table& runs = tables.runs;
  Chunks taken;
  size_t first = 1, samples = 0;
  for (size_t i = 0; i < runs.count(); i++) {
    const bool last = i + 1 == runs.count();
    const size_t next = last ? tables.places.count() + 1 : numberAt(runs.entries, 3 * i + 3);
    const size_t each = numberAt(runs.entries, 3 * i + 1);
    const bool described = numberAt(runs.entries, 3 * i + 2) > 0;
    if (numberAt(runs.entries, 3 * i) != first || next <= first) return std::nullopt;
    if (each == 0 || !described) return std::nullopt;  // libav would correct it
    if (taken.samples < wanted) {
      const size_t chunks = std::min(next - first, (wanted - taken.samples - 1) / each + 1);
      taken = {i + 1, taken.chunks + chunks, taken.samples + chunks * each};
    }
    samples += (next - first) * each;
    first = next;
  }
  const bool all = taken.chunks == tables.places.count();
  if (samples != tables.sizes.count() || taken.samples == 0 || all) return std::nullopt;
  return taken;
}

/// How many entries of a table that begin with a count of samples are for so many.
size_t entriesFor(const Table& runs, size_t samples) {
  size_t entries = 0;
  for (uint64_t known = 0; known < samples && entries < runs.count(); entries++) {
    known += numberAt(runs.entries, 2 * entries);
  }
  return entries;
}

/// Nothing where libav would not take one of the samples.
std::optional<uint64_t> sumSizes(const Table& table) {
  uint64_t sum = 0;
  uint32_t largest = 0;
  for (size_t i = 0; i < table.count(); i++) {
    const uint32_t size = numberAt(table.entries, i);
    largest = std::max(largest, size);
    sum += size;
  }
  return largest > kMaxSize ? std::nullopt : std::optional(sum);
}

/// The bit rate of a track, nothing where it is to be left alone. libav takes raw sound by the
/// chunk, not by the sample.
std::optional<int64_t> bitRateOf(const Movie& movie, Bytes mdia, const Tables& tables,
                                 const Durations& durations) {
  const auto hdlr = onlyBox(mdia, fourcc("hdlr"));
  const auto bytes = sumSizes(tables.sizes);
  if (!hdlr || hdlr->size() < 12 || !bytes) return std::nullopt;
  const uint32_t handler = numberAt(*hdlr, 2);
  const bool raw = durations.total == static_cast<int64_t>(tables.sizes.count());
  if (handler != fourcc("vide") && (handler != fourcc("soun") || raw)) return std::nullopt;
  const int64_t duration = std::min(movie.mediaDuration, durations.total);
  if (duration <= 0) return std::nullopt;
  return static_cast<int64_t>(*bytes * 8 * movie.mediaTimescale / static_cast<uint64_t>(duration));
}

class Excerpter {
 public:
  /// `offset`: of moov's body in the file.
  Excerpter(Bytes moov, uint64_t offset) : moov_(moov), offset_(offset) {}

  /// Cuts the track if it can be cut; false where its number means another track, too.
  bool cut(Bytes trak) {
    const auto tkhd = onlyBox(trak, fourcc("tkhd"));
    const auto mdia = onlyBox(trak, fourcc("mdia"));
    if (!tkhd || !mdia) return true;
    const uint32_t id = trackIdOf(*tkhd);
    const auto movie = readMovie(moov_, id);
    const auto edit = movie ? readEditList(*movie) : std::nullopt;
    const auto tables = edit ? openTables(movie->sampleTable) : std::nullopt;
    if (!tables) return true;
    if (movie->sampleTable.data() < trak.data()) return false;
    const auto durations =
        sumDurations(tables->durations, edit->mediaTime + kKeptSeconds * movie->mediaTimescale);
    const auto bitRate = durations ? bitRateOf(*movie, *mdia, *tables, *durations) : std::nullopt;
    const auto taken = bitRate ? takeChunks(*tables, durations->begun) : std::nullopt;
    if (taken && shortenAll(*tables, *taken)) excerpt.bitRates[id] = *bitRate;
    return true;
  }

  Mp4Excerpt excerpt;

 private:
  /// All of them, or none.
  bool shortenAll(const Tables& tables, const Chunks& taken) {
    const size_t before = excerpt.patches.size();
    const auto& offsets = tables.offsets;
    constexpr size_t kMistrusted = 2;  // by libav: the last ones
    if (shorten(tables.runs, taken.runs) && shorten(tables.sizes, taken.samples) &&
        shorten(tables.places, taken.chunks) && shortenDurations(tables.durations, taken.samples) &&
        (!offsets || shorten(*offsets, entriesFor(*offsets, taken.samples) + kMistrusted))) {
      return true;
    }
    excerpt.patches.resize(before);
    return false;
  }

  /// libav adds up what all samples last: two entries take the place of those behind the kept ones,
  /// for as many samples and as much time. The sums are what sumDurations has bounded.
  bool shortenDurations(const Table& table, size_t samples) {
    const size_t kept = entriesFor(table, samples);
    uint64_t left = 0, time = 0;
    for (size_t i = kept; i < table.count(); i++) {
      left += numberAt(table.entries, 2 * i);
      time += uint64_t{numberAt(table.entries, 2 * i)} * numberAt(table.entries, 2 * i + 1);
    }
    if (left == 0 || left > UINT32_MAX || kept + 2 >= table.count()) return true;
    const uint64_t longer = time % left;
    const uint8_t* entry = table.entries.data() + kept * table.width;
    for (const uint64_t number : {left - longer, time / left, longer, time / left + 1}) {
      patch(entry, number);
      entry += 4;
    }
    return shorten(table, kept + 2);
  }

  /// False where there is no room for a free box behind.
  bool shorten(const Table& table, size_t count) {
    if (count >= table.count()) return true;
    const uint8_t* start = table.box.data() - 8;
    const uint8_t* end = table.entries.data() + count * table.width;
    const auto free = static_cast<size_t>(table.box.data() + table.box.size() - end);
    const bool wide = numberAt({start, 4}, 0) != table.box.size() + 8;
    if (wide || free < 8) return false;
    patch(start, static_cast<size_t>(end - start));
    patch(table.entries.data() - 4, count);
    patch(end, free);
    patch(end + 4, fourcc("free"));
    return true;
  }

  void patch(const uint8_t* at, size_t number) {
    const auto byte = [&](int shift) { return static_cast<uint8_t>(number >> shift); };
    excerpt.patches.push_back(
        {offset_ + static_cast<size_t>(at - moov_.data()), {byte(24), byte(16), byte(8), byte(0)}});
  }

  Bytes moov_;
  uint64_t offset_;
};

}  // namespace

void Mp4Excerpt::apply(uint64_t offset, std::span<uint8_t> bytes) const {
  for (const Patch& patch : patches) {
    for (size_t i = 0; i < patch.bytes.size(); i++) {
      const uint64_t at = patch.offset + i;
      if (at >= offset && at - offset < bytes.size()) bytes[at - offset] = patch.bytes[i];
    }
  }
}

Mp4Excerpt excerptMp4(const ReadAt& read, uint64_t fileSize, uint64_t least,
                      const CancelToken& token) {
  FileBoxes boxes(read, fileSize, token);
  bool first = true;
  while (const auto box = boxes.next()) {
    if (std::exchange(first, false) && box->type != fourcc("ftyp")) break;
    if (box->type != fourcc("moov")) continue;
    const uint64_t size = box->end - box->body;
    const auto moov = size < least || size > kMaxMovie ? std::nullopt : boxes.body(*box);
    if (!moov || findBox(*moov, fourcc("mvex"))) break;
    Excerpter excerpter(*moov, box->body);
    int tracks = 0;
    for (Bytes rest = *moov; const auto child = nextBox(rest);) {
      if (child->type != fourcc("trak")) continue;
      token.poll();
      if (++tracks > kMaxTracks || !excerpter.cut(child->body)) return {};
    }
    return std::move(excerpter.excerpt);
  }
  return {};
}

}  // namespace haema::av

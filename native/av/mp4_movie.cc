#include <algorithm>

#include "av/mp4_parts.h"

namespace haema::av::mp4 {
namespace {

/// The time scale of mvhd or mdhd, which begin alike.
uint32_t headerTimescale(Bytes header) {
  Cursor cursor(header);
  cursor.skip(cursor.u8() == 1 ? 3 + 16 : 3 + 8);
  return cursor.u32();
}

std::optional<Bytes> sampleTable(Bytes trak) {
  auto box = findBox(trak, fourcc("mdia"));
  if (box) box = findBox(*box, fourcc("minf"));
  return box ? findBox(*box, fourcc("stbl")) : std::nullopt;
}

int64_t mediaDuration(Bytes mdhd) {
  Cursor cursor(mdhd);
  const bool wide = cursor.u8() == 1;
  cursor.skip(wide ? 3 + 16 + 4 : 3 + 8 + 4);
  return wide ? static_cast<int64_t>(cursor.u64()) : cursor.u32();
}

uint32_t countOf(Bytes table, uint32_t type, size_t skip) {
  const auto box = findBox(table, type);
  if (!box) return 0;
  Cursor cursor(*box);
  cursor.skip(skip);
  return cursor.u32();
}

/// Whether libav turns its full edit list support off for this track and all behind it: it does so
/// at a track without samples in moov.
bool lacksSamples(Bytes trak) {
  const auto table = sampleTable(trak);
  if (!table) return true;
  return countOf(*table, fourcc("stts"), 4) == 0 && countOf(*table, fourcc("stco"), 4) == 0 &&
         countOf(*table, fourcc("co64"), 4) == 0 && countOf(*table, fourcc("stsz"), 8) == 0 &&
         countOf(*table, fourcc("stz2"), 8) == 0;
}

/// libav takes samples of all descriptions if these are of one format, else those of the first.
void readDescriptions(Bytes table, Movie& movie) {
  const auto stsd = findBox(table, fourcc("stsd"));
  if (!stsd || stsd->size() < 8) return;
  Bytes entries = stsd->subspan(8);
  const auto first = nextBox(entries);
  bool several = false, differ = false;
  while (const auto entry = nextBox(entries)) {
    if (!first || entry->type != first->type) return;
    several = true;
    differ = differ || !std::ranges::equal(entry->body, first->body);
  }
  movie.anyDescription = several;
  movie.descriptionsDiffer = differ;
}

std::vector<TrackDefaults> readDefaults(Bytes mvex) {
  std::vector<TrackDefaults> defaults;
  while (const auto box = nextBox(mvex)) {
    if (box->type != fourcc("trex")) continue;
    Cursor cursor(box->body);
    cursor.skip(4);
    TrackDefaults trex{};
    trex.trackId = cursor.u32();
    trex.description = cursor.u32();
    trex.duration = cursor.u32();
    trex.size = cursor.u32();
    trex.flags = cursor.u32();
    if (cursor.ok()) defaults.push_back(trex);
  }
  return defaults;
}

bool readTrack(Bytes trak, Movie& movie) {
  const auto mdia = findBox(trak, fourcc("mdia"));
  const auto mdhd = mdia ? findBox(*mdia, fourcc("mdhd")) : std::nullopt;
  const auto table = sampleTable(trak);
  if (!mdhd || !table) return false;
  movie.mediaTimescale = headerTimescale(*mdhd);
  movie.mediaDuration = mediaDuration(*mdhd);
  movie.sampleTable = *table;
  readDescriptions(*table, movie);
  if (const auto edts = findBox(trak, fourcc("edts"))) {
    movie.editList = findBox(*edts, fourcc("elst"));
  }
  return movie.mediaTimescale > 0 && movie.mediaTimescale <= INT32_MAX;
}

}  // namespace

uint32_t trackIdOf(Bytes tkhd) { return headerTimescale(tkhd); }  // at the same place

std::optional<Movie> readMovie(Bytes moov, uint32_t trackId) {
  Movie movie;
  movie.trackId = trackId;
  const auto mvhd = findBox(moov, fourcc("mvhd"));
  if (!mvhd) return std::nullopt;  // a compressed header (cmov) among others
  movie.timescale = headerTimescale(*mvhd);
  if (const auto mvex = findBox(moov, fourcc("mvex"))) {
    movie.fragmented = true;
    movie.defaults = readDefaults(*mvex);
  }
  while (const auto box = nextBox(moov)) {
    if (box->type != fourcc("trak")) continue;
    if (lacksSamples(box->body)) movie.libavEdits = false;
    const auto tkhd = findBox(box->body, fourcc("tkhd"));
    if (!tkhd || trackIdOf(*tkhd) != trackId) continue;
    if (!readTrack(box->body, movie)) return std::nullopt;
    return movie;
  }
  return std::nullopt;
}

}  // namespace haema::av::mp4

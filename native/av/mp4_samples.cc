#include "av/mp4_samples.h"

#include <algorithm>
#include <utility>

#include "av/mp4_parts.h"

namespace haema::av {
namespace {

using namespace mp4;

/// Reads all fragments behind moov. False where this reader does not vouch for the result.
bool readFragments(const Movie& movie, uint64_t fileSize, FileBoxes& boxes, MediaSamples& media,
                   Mp4Track& track, const CancelToken& token) {
  const size_t inMoov = media.samples.size();
  Fragments fragments(movie, fileSize, media, token);
  bool indexed = false;
  uint64_t lastEnd = 0;
  while (const auto box = boxes.next()) {
    lastEnd = box->end;
    indexed = indexed || box->type == fourcc("sidx");
    if (box->type != fourcc("moof")) continue;
    const auto body = boxes.body(*box);
    if (!body && box->end <= fileSize) return false;
    if (!body) break;
    if (!fragments.read(*body, box->start)) return false;
  }
  track.fragmented = media.samples.size() > inMoov;
  track.libav.lazy = indexed && track.fragmented;
  track.truncated = lastEnd > fileSize || !boxes.complete();
  // With a sidx libav reads fragments when it needs them: what it adds to pts would grow, and it
  // takes the times of fragments without their own from there.
  if (indexed && (fragments.lackedTime() || fragments.firstShift() < media.dtsShift)) return false;
  // Samples in moov and in fragments are shifted differently then.
  return inMoov == 0 || !track.fragmented || media.dtsShift == 0;
}

std::optional<Mp4Track> readBehindMoov(Bytes moov, uint64_t fileSize, uint32_t trackId,
                                       FileBoxes& boxes, const CancelToken& token,
                                       bool withPlaces) {
  const auto movie = readMovie(moov, trackId);
  if (!movie) return std::nullopt;
  auto media = readSampleTable(*movie, fileSize, token, withPlaces);
  if (!media) return std::nullopt;
  Mp4Track track;
  track.changes = movie->descriptionsDiffer;
  track.timescale = movie->mediaTimescale;
  // The bytes of moov are gone once the next box is read; the edit list is needed after that.
  std::vector<uint8_t> editList;
  Movie kept = *movie;
  if (movie->editList) {
    editList.assign(movie->editList->begin(), movie->editList->end());
    kept.editList = editList;
  }
  kept.sampleTable = {};
  if (movie->fragmented && !readFragments(kept, fileSize, boxes, *media, track, token)) {
    return std::nullopt;
  }
  if (media->samples.empty()) return std::nullopt;
  if (!std::ranges::all_of(media->samples, &Mp4Sample::whole)) track.truncated = true;
  token.poll();
  if (!applyEdits(kept, std::move(*media), track)) return std::nullopt;
  return track;
}

}  // namespace

std::optional<Mp4Track> readMp4Track(const ReadAt& read, uint64_t fileSize, uint32_t trackId,
                                     const CancelToken& token, bool withPlaces) {
  FileBoxes boxes(read, fileSize, token);
  while (const auto box = boxes.next()) {
    if (box->type != fourcc("moov")) continue;
    const auto moov = boxes.body(*box);
    if (!moov) return std::nullopt;
    return readBehindMoov(*moov, fileSize, trackId, boxes, token, withPlaces);
  }
  return std::nullopt;
}

}  // namespace haema::av

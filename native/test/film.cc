#include "test/film.h"

#include <algorithm>
#include <numeric>

namespace haema::test {

namespace {

using av::Ticks;

/// More would take longer than any test wants to wait; but a lying header claims weeks, and then
/// each would be too long to be asked for.
constexpr Ticks kManyPieces = 2'000;
/// Half of what may be asked for, since moved ends and the last one's length add to it.
constexpr Ticks kLongestPiece = 300 * av::kTicksPerSecond;

int even(int64_t value) { return static_cast<int>(std::max<int64_t>(2, value / 2 * 2)); }

/// A cut lies on a frame, or far from any in a true gap.
Ticks frameNear(const std::vector<Ticks>& frames, Ticks ideal, Ticks leeway) {
  const auto above = std::ranges::lower_bound(frames, ideal - leeway);
  return above == frames.end() || *above > ideal + leeway ? ideal : *above;
}

std::vector<Ticks> cut(const engine::Probe& facts, Ticks piece) {
  piece = std::max(piece, std::min(facts.duration / kManyPieces, kLongestPiece));
  std::vector<Ticks> boundaries{0};
  for (Ticks ideal = piece; ideal + piece / 2 < facts.duration; ideal += piece) {
    boundaries.push_back(frameNear(facts.index.frames, ideal, piece / 4));
  }
  boundaries.push_back(facts.duration);
  return boundaries;
}

}  // namespace

Film::Film(const std::string& root, const std::string& path, Ticks piece,
           const av::CancelToken& token)
    : source_{root, path, std::nullopt, {}},
      facts_(engine::probe(source_, token)),
      boundaries_(cut(facts_, piece)) {
  source_.version = facts_.version;
  source_.pieces = facts_.pieces;
}

std::vector<size_t> Film::inOrder() const {
  std::vector<size_t> numbers(count());
  std::iota(numbers.begin(), numbers.end(), size_t{0});
  return numbers;
}

std::optional<engine::KeyFrame> Film::keyFor(Ticks start) const {
  const auto& keys = facts_.index.keyframes;
  const auto after = std::ranges::upper_bound(keys, start, {}, &engine::KeyFrame::time);
  return after == keys.begin() ? std::nullopt : std::optional(*std::prev(after));
}

engine::VideoRecipe Film::videoRecipe(const Rung& rung) const {
  const engine::StreamFacts& stream = video();
  AVRational aspect = stream.sampleAspect;
  if (aspect.num <= 0 || aspect.den <= 0) aspect = {1, 1};
  int64_t width = av_rescale(stream.width, aspect.num, aspect.den);
  int64_t height = stream.height;
  if (rung.height > 0 && rung.height < height) {
    width = av_rescale(width, rung.height, height);
    height = rung.height;
  }
  if (stream.rotation % 180 != 0) std::swap(width, height);
  const AVRational rate = stream.frameRate.num > 0 ? stream.frameRate : AVRational{25, 1};
  const bool fast = av_q2d(rate) > 60;
  return {.stream = facts_.video,
          .progressive = stream.fieldOrder == "progressive" && !stream.mayHaveFields,
          .deinterlaces = stream.mayHaveFields,
          .scaling = {even(width), even(height), stream.rotation, stream.mirrored, AVCOL_SPC_BT709},
          .encoding = {.width = even(width),
                       .height = even(height),
                       .frameRate = fast ? AVRational{60, 1} : rate,
                       .preset = "ultrafast",
                       .crf = 23,
                       .maxRate = 4'000'000,
                       .bufferSize = 4'000'000,
                       .bufferFill = 1'600'000,
                       .primaries = AVCOL_PRI_BT709,
                       .transfer = AVCOL_TRC_BT709,
                       .matrix = AVCOL_SPC_BT709},
          .frameRateCap = fast ? 60 : 0,
          .shape = {stream.width, stream.height, aspect}};
}

engine::AudioRecipe Film::audioRecipe() const {
  const engine::StreamFacts& stream = facts_.streams[static_cast<size_t>(facts_.audio)];
  const int channels = stream.channels == 1 ? 1 : 2;
  return {.stream = facts_.audio,
          .start = stream.start,
          .sourceRate = stream.sampleRate,
          .encoding = {.sampleRate = stream.sampleRate % 11'025 == 0 ? 44'100 : 48'000,
                       .channels = channels,
                       .bitRate = channels * 64'000}};
}

engine::SegmentRequest Film::request(size_t index, const Rung& rung) const {
  engine::SegmentRequest request{.source = source_,
                                 .container = rung.container,
                                 .index = static_cast<uint32_t>(index),
                                 .origin = facts_.origin,
                                 .start = boundaries_[index],
                                 .end = boundaries_[index + 1],
                                 .first = index == 0,
                                 .last = index + 1 == count(),
                                 .key = keyFor(boundaries_[index]),
                                 .video = std::nullopt,
                                 .audio = std::nullopt};
  if (rung.pictures && hasVideo()) request.video = videoRecipe(rung);
  if (rung.sound && hasSound()) request.audio = audioRecipe();
  return request;
}

engine::Segment make(const engine::SegmentRequest& request, engine::SourcePool& pool,
                     const av::CancelToken& token) {
  engine::FrameBudget budget(kFrameBytes);
  try {
    token.poll();
    engine::Segment segment = engine::makeSegment(request, pool, budget, token);
    token.poll();
    return segment;
  } catch (const std::exception&) {
    token.poll();  // a cancelled read may pose as bad data
    throw;
  }
}

bool sameBytes(const Segments& a, const Segments& b) {
  return std::ranges::equal(a, b, {}, &engine::Segment::data, &engine::Segment::data);
}

}  // namespace haema::test

#include "engine/best_picture.h"

#include <algorithm>
#include <utility>

#include "engine/picture_score.h"

namespace haema::engine {

namespace {

/// Looked at before what was found is compared; the others are for films that begin in the dark.
constexpr size_t kUsualPlaces = 5;
constexpr double kPoorScore = 0.05;

/// Without an index each place takes reading. After as much what was found will do; poor, or
/// nothing, is looked further for up to these, before and behind key pictures.
constexpr uint64_t kFairBytes = 2'000'000;
constexpr uint64_t kManyBytes = 6'000'000;
constexpr uint64_t kMostBytes = 16'000'000;

/// Where all key pictures are dark: how much of the film is decoded, behind how many of them.
constexpr Ticks kBehind = 6 * av::kTicksPerSecond;
constexpr size_t kMostRuns = 3;
constexpr int kMostPackets = 600;
constexpr Ticks kStep = av::kTicksPerSecond / 4;

}  // namespace

BestPicture::BestPicture(KeyPackets& packets, const av::PictureSize& size,
                         const av::CancelToken& token)
    : packets_(packets),
      size_(size),
      token_(token),
      decoder_(packets.stream(), size),
      before_(packets.input().bytesRead()) {}

std::optional<BestPicture::Found> BestPicture::among(const std::vector<PicturePlace>& places) {
  for (size_t i = 0; i < places.size() && !isEnough(i, places[i]); ++i) {
    if (const auto time = decodeAt(places[i])) weigh(*time);
  }
  if (most_ < kPoorScore) lookBehind(places);
  if (!best_.frame) {
    if (const auto time = decodeAt({0, std::nullopt})) weigh(*time);
  }
  return best_.frame ? std::optional(std::move(best_)) : std::nullopt;
}

bool BestPicture::isEnough(size_t looked, const PicturePlace& next) const {
  if (most_ >= kGoodScore) return true;
  if (most_ >= kPoorScore) return looked >= kUsualPlaces || (!next.seek && bytes() > kFairBytes);
  return !next.seek && bytes() > kManyBytes;
}

/// The time of the picture, which is in frame_; nothing where there is none.
std::optional<Ticks> BestPicture::decodeAt(const PicturePlace& place) {
  auto key = packets_.readNear(place, token_);
  if (key && !decoder_.decode(*key)) {
    key = packets_.readOn(place, token_);
    if (key) decoder_.decode(*key);
  }
  return key && decoder_.take(frame_) ? std::optional(key->time) : std::nullopt;
}

void BestPicture::weigh(Ticks time) {
  const double score = scoreOf(frame_.get());
  if (score <= most_) return;
  most_ = score;
  best_.time = time;
  std::swap(best_.frame, frame_);
}

/// Films with few key pictures often begin each scene, or all there is, in the dark.
void BestPicture::lookBehind(const std::vector<PicturePlace>& places) {
  KeyDecoder decoder(packets_.stream(), size_, true);
  const Ticks length =
      kBehind / static_cast<Ticks>(std::clamp<size_t>(places.size(), 1, kMostRuns));
  std::set<Ticks> seen;
  for (const PicturePlace& place : places) {
    if (seen.size() >= kMostRuns || most_ >= kPoorScore || bytes() > kMostBytes) break;
    const auto key = packets_.readNear(place, token_);
    if (key && seen.insert(key->time).second) lookBehind(*key, length, decoder);
  }
  framesDecoded_ += decoder.framesDecoded();
}

void BestPicture::lookBehind(const KeyPacket& key, Ticks length, KeyDecoder& decoder) {
  const AVRational timeBase = packets_.stream().timeBase;
  const int64_t start = key.packets.front()->pts;
  const bool timed = start != AV_NOPTS_VALUE;
  int64_t from = start;
  const auto look = [&] {
    while (most_ < kGoodScore && decoder.next(from)) {
      const int64_t shown = decoder.shownAt();
      if (!decoder.take(frame_)) break;
      const bool told = timed && shown != AV_NOPTS_VALUE;
      weigh(told ? av::toTicks(shown, timeBase) - packets_.origin() : key.time);
      if (told) from = shown + av::fromTicks(kStep, timeBase);
    }
  };
  decoder.begin();
  for (const av::PacketHandle& packet : key.packets) decoder.send(packet.get());
  look();
  for (int i = 0; i < kMostPackets && most_ < kGoodScore && bytes() <= kMostBytes; ++i) {
    const av::PacketHandle packet = packets_.readNext(token_);
    if (!packet) break;
    decoder.send(packet.get());
    look();
    const Ticks time = av::toTicks(packet->pts, timeBase);
    if (timed && time != av::kNoTicks && time > av::toTicks(start, timeBase) + length) break;
  }
  decoder.send(nullptr);
  look();
}

}  // namespace haema::engine

// The key picture that shows most, or, where all are dark, a picture behind one.
#pragma once

#include <set>

#include "engine/key_decoder.h"

namespace haema::engine {

/// One search in one file; its input is lent to this job.
class BestPicture {
 public:
  struct Found {
    av::FrameHandle frame;
    Ticks time;  ///< from presentation zero
  };

  BestPicture(KeyPackets& packets, const av::PictureSize& size, const av::CancelToken& token);

  /// The first good one of these places, which are in the order in which they are looked at, else
  /// the best of them; nothing where not one can be decoded.
  std::optional<Found> among(const std::vector<PicturePlace>& places);
  uint64_t framesDecoded() const noexcept { return framesDecoded_ + decoder_.framesDecoded(); }

 private:
  bool isEnough(size_t looked, const PicturePlace& next) const;
  std::optional<Ticks> decodeAt(const PicturePlace& place);
  void lookBehind(const std::vector<PicturePlace>& places);
  void lookBehind(const KeyPacket& key, Ticks length, KeyDecoder& decoder);
  void weigh(Ticks time);
  uint64_t bytes() const { return packets_.input().bytesRead() - before_; }

  KeyPackets& packets_;
  av::PictureSize size_;
  const av::CancelToken& token_;
  KeyDecoder decoder_;
  uint64_t before_;
  uint64_t framesDecoded_ = 0;  // by others than decoder_
  av::FrameHandle frame_;       // the one that is weighed
  Found best_{nullptr, av::kNoTicks};
  double most_ = -1;
};

}  // namespace haema::engine

#include "av/picture_marks.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace haema::av {

namespace {

/// Of one row of each block of 16 × 16: no smaller one is decoded as a whole. That row is one that
/// no filter reaches from a neighbouring block.
constexpr int kRows = 16;
constexpr int kRow = 4;
/// Pictures are decoded in multiples of this, in either direction, whatever is shown of them.
constexpr int kUnit = 8;

/// Nothing that a picture would show.
constexpr std::array<uint8_t, kUnit> kMark{0x9e, 0x37, 0x79, 0xb9, 0x7f, 0x4a, 0x7c, 0x15};

int aligned(int size) { return (size + kUnit - 1) / kUnit * kUnit; }

bool isWritten(const uint8_t* piece) { return std::memcmp(piece, kMark.data(), kMark.size()) != 0; }

}  // namespace

/// Of where marks are, while `call` returns true; whether it always has.
template <typename Call>
bool PictureMarks::everyPiece(const Marked& picture, Call call) {
  for (int y = kRow; y < picture.rows; y += kRows) {
    uint8_t* const row = picture.luma + y * picture.stride;
    for (int x = 0; x < picture.bytesInRow; x += kUnit) {
      if (!call(row + x)) return false;
    }
  }
  return true;
}

void PictureMarks::mark(const AVFrame* picture) {
  const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(picture->format));
  if (!format || !picture->buf[0]) return;
  Marked marked{.buffer = BufferHandle(checkAllocated(av_buffer_ref(picture->buf[0]), "picture")),
                .luma = picture->data[0],
                .stride = picture->linesize[0],
                .bytesInRow = aligned(picture->width) * format->comp[0].step,
                .rows = aligned(picture->height)};
  everyPiece(marked, [](uint8_t* piece) {
    std::memcpy(piece, kMark.data(), kMark.size());
    return true;
  });
  const std::lock_guard lock(mutex_);
  pictures_.push_back(std::move(marked));
  if (pictures_.size() <= kMost) return;
  pictures_.pop_front();
  tooMany_ = true;
}

bool PictureMarks::areWholeUpTo(const AVFrame* picture) {
  const std::lock_guard lock(mutex_);
  const auto is = [&](const Marked& it) {
    return picture->buf[0] && it.buffer->buffer == picture->buf[0]->buffer;
  };
  const auto found = std::ranges::find_if(pictures_, is);
  if (found == pictures_.end()) return true;  // it was looked at when one decoded later came out
  const auto behind = std::next(found);
  const bool whole = std::all_of(pictures_.begin(), behind,
                                 [](const Marked& it) { return everyPiece(it, isWritten); });
  pictures_.erase(pictures_.begin(), behind);
  return whole && !std::exchange(tooMany_, false);
}

void PictureMarks::forget() {
  const std::lock_guard lock(mutex_);
  pictures_.clear();
  tooMany_ = false;
}

}  // namespace haema::av

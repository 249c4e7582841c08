#include "av/byte_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace haema::av {

size_t FileBytes::readAt(int64_t offset, std::span<uint8_t> into) {
  if (const auto known = known_.lock()) {
    if (const size_t count = known->copy(offset, into)) return count;
  }
  const size_t count = file_.readAt(offset, into);
  if (!opening_) return count;
  const bool cut = count < into.size() && offset + static_cast<int64_t>(count) < size();
  if (cut) opening_->spoil();
  opening_->record(offset, into.first(count));
  return count;
}

void FileBytes::beginOpening(const CancelToken& token) {
  const auto key = OpeningCache::keyOf(file_);
  if (!key) return;
  auto turn = OpeningCache::shared().begin(*key, token);
  known_ = turn.known;
  opening_ = std::move(turn.first);
}

void FileBytes::endOpening(bool opened) noexcept {
  const auto opening = std::move(opening_);
  if (!opening || !opened) return;
  try {
    file_.ensureUnchanged();
    known_ = opening->keep();
  } catch (...) {  // the opening stands all the same: only nothing is kept of it
  }
}

size_t MemoryBytes::readAt(int64_t offset, std::span<uint8_t> into) {
  if (offset >= size()) return 0;
  const size_t count = std::min(into.size(), bytes_.size() - static_cast<size_t>(offset));
  std::memcpy(into.data(), bytes_.data() + offset, count);
  return count;
}

}  // namespace haema::av

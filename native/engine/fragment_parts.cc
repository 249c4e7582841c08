#include "engine/fragment_parts.h"

#include <utility>

namespace haema::engine {

void FragmentParts::advance() {
  while (grouped_ + count_ < samples().size()) {
    const size_t size = samples()[grouped_ + count_].data.size();
    if (count_ > 0 && size_ + size > kPartBytes) {
      lengths_.push_back(count_);
      grouped_ += std::exchange(count_, 0);
      size_ = 0;
    }
    ++count_;
    size_ += size;
  }
  if (!closed() || count_ == 0) return;
  lengths_.push_back(count_);
  grouped_ += std::exchange(count_, 0);
}

av::Bytes FragmentParts::write(uint32_t part) {
  const size_t length = lengths_[0];
  const std::span pictures(samples().data(), length);
  av::Bytes bytes =
      av::writeFragment(sequence_ + part, pictures, std::span(times().data(), length + 1));
  drop(length);
  lengths_.erase(lengths_.begin());
  grouped_ -= length;
  return bytes;
}

}  // namespace haema::engine

#include "av/mp4_other_tables.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace haema::av {

namespace {

/// More boxes in one place are no index of a film.
constexpr int kMaxBoxes = 1'000;

struct Box {
  uint64_t start, body, end;
  std::array<char, 4> type;
  bool is(std::string_view name) const { return std::ranges::equal(type, name); }
};

class Walker {
 public:
  Walker(const ReadAt& read, uint64_t fileSize, const CancelToken& token)
      : read_(read), fileSize_(fileSize), token_(token) {}

  /// Each box of [from, to) until `visit` returns false.
  template <typename Visit>
  void each(uint64_t from, uint64_t to, const Visit& visit) {
    for (int i = 0; i < kMaxBoxes && from < to; ++i) {
      const auto box = boxAt(from, to);
      if (!box || !visit(*box)) return;
      from = box->end;
    }
  }

  std::optional<Box> find(const Box& within, std::string_view name) {
    std::optional<Box> found;
    each(within.body, within.end, [&](const Box& box) {
      if (box.is(name)) found = box;
      return !found;
    });
    return found;
  }

  std::optional<Box> findTop(std::string_view name) { return find({0, 0, fileSize_, {}}, name); }

  /// ISO/IEC 14496-12 8.4.3: the handler's type stands behind version, flags and four zeros.
  bool isSound(const Box& media) {
    const auto handler = find(media, "hdlr");
    std::array<uint8_t, 4> type{};
    return handler && handler->end - handler->body >= 12 && read_(handler->body + 8, type) &&
           std::ranges::equal(type, std::string_view("soun"));
  }

 private:
  std::optional<Box> boxAt(uint64_t at, uint64_t to) {
    token_.poll();
    std::array<uint8_t, 16> head{};
    const bool large = to - at >= 16;
    if (to - at < 8 || !read_(at, std::span(head).first(large ? 16 : 8))) return std::nullopt;
    Box box{at, at + 8, 0, {}};
    std::copy_n(head.begin() + 4, 4, box.type.begin());
    uint64_t size = numberAt(head, 0, 4);
    if (size == 1 && large) {
      size = numberAt(head, 8, 8);
      box.body += 8;
    }
    if (size == 0) size = to - at;
    if (size < box.body - at || size > to - at) return std::nullopt;
    box.end = at + size;
    return box;
  }

  static uint64_t numberAt(const std::array<uint8_t, 16>& head, size_t at, size_t length) {
    uint64_t number = 0;
    for (size_t i = at; i < at + length; ++i) number = number << 8 | head[i];
    return number;
  }

  const ReadAt& read_;
  uint64_t fileSize_;
  const CancelToken& token_;
};

}  // namespace

Mp4Excerpt withoutSoundTables(const ReadAt& read, uint64_t fileSize, const CancelToken& token) {
  Walker walker(read, fileSize, token);
  Mp4Excerpt excerpt;
  const auto movie = walker.findTop("moov");
  if (!movie || walker.find(*movie, "mvex")) return excerpt;
  walker.each(movie->body, movie->end, [&](const Box& track) {
    const auto media = track.is("trak") ? walker.find(track, "mdia") : std::nullopt;
    const auto information =
        media && walker.isSound(*media) ? walker.find(*media, "minf") : std::nullopt;
    const auto table = information ? walker.find(*information, "stbl") : std::nullopt;
    if (table) excerpt.patches.push_back({table->start + 4, {'f', 'r', 'e', 'e'}});
    return true;
  });
  return excerpt;
}

}  // namespace haema::av

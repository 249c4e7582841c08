#include "engine/vobsub.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <utility>

namespace haema::engine {

namespace {

/// A disc of four hours in thirty languages has some megabytes.
constexpr int64_t kMostIndex = 16 << 20;
constexpr size_t kMostEntries = 200'000;
/// More than any subtitles have, as for those within a film.
constexpr size_t kMaxBytes = size_t{256} << 20;
/// What a packet takes beside its own bytes.
constexpr size_t kBeside = 512;
/// More than a disc has of one kind.
constexpr int kMostTracks = 32;

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// What stands behind `word`, up to a comma.
std::optional<std::string_view> valueOf(std::string_view line, std::string_view word) {
  const size_t at = line.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + word.size());
  return trimmed(line.substr(0, line.find(',')));
}

std::optional<int64_t> numberIn(std::string_view text, int base) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

/// Of `hh:mm:ss:mmm`, which may have a sign.
std::optional<Ticks> timeIn(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int64_t milliseconds = 0;
  for (const int64_t worth : {3'600'000, 60'000, 1'000, 1}) {
    const size_t end = std::min(text.find(':'), text.size());
    const auto part = numberIn(text.substr(0, end), 10);
    if (!part || *part < 0 || *part > 1'000'000) return std::nullopt;
    milliseconds += *part * worth;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return (negative ? -milliseconds : milliseconds) * (av::kTicksPerSecond / 1000);
}

/// Of two or three letters, in small ones; empty for all else.
std::string languageIn(std::string_view text) {
  std::string language(text.size() == 2 || text.size() == 3 ? text : std::string_view());
  for (char& letter : language) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letter < 'a' || letter > 'z') return {};
  }
  return language;
}

class IndexReader {
 public:
  void take(std::string_view line) {
    if (line.starts_with('#')) return;
    if (line.starts_with("size:") || line.starts_with("palette:")) {
      header_.append(line).append("\n");
    } else if (line.starts_with("langidx:")) {
      chosen_ = static_cast<int>(numberIn(valueOf(line, "langidx:").value_or(""), 10).value_or(0));
    } else if (line.starts_with("id:")) {
      const auto number = numberIn(valueOf(line, "index:").value_or(""), 10).value_or(-1);
      track_ = number >= 0 && number < kMostTracks ? static_cast<int>(number) : -1;
      language_ = languageIn(valueOf(line, "id:").value_or(""));
      delay_ = 0;
    } else if (line.starts_with("delay:")) {
      const Ticks delay = delay_ + timeIn(valueOf(line, "delay:").value_or("")).value_or(0);
      if (av::isTime(delay)) delay_ = delay;
    } else if (line.starts_with("timestamp:")) {
      takeEntry(line);
    }
  }

  VobSubIndex finish(std::optional<int> track) {
    const int wanted = track ? *track : chosen();
    const auto found = tracks_.find(wanted);
    if (found == tracks_.end()) refuse();
    VobSubIndex index{std::move(header_), wanted, std::move(found->second.entries)};
    std::ranges::stable_sort(index.entries, {}, &VobSubIndex::Entry::time);
    return index;
  }

  std::vector<VobSubTrack> tracks() const {
    const int first = chosen();
    std::vector<VobSubTrack> all{{first, tracks_.at(first).language}};
    for (const auto& [number, track] : tracks_) {
      if (number != first) all.push_back({number, track.language});
    }
    return all;
  }

 private:
  struct Track {
    std::string language;
    std::vector<VobSubIndex::Entry> entries;
  };

  [[noreturn]] static void refuse() {
    throw av::Error(av::Code::kMediaInvalid, "there are no subtitles in it");
  }

  /// The one that is meant where none is named.
  int chosen() const {
    if (tracks_.empty()) refuse();
    return tracks_.contains(chosen_) ? chosen_ : tracks_.begin()->first;
  }

  void takeEntry(std::string_view line) {
    const auto time = timeIn(valueOf(line, "timestamp:").value_or(""));
    const auto position = numberIn(valueOf(line, "filepos:").value_or(""), 16);
    if (track_ < 0 || !time || !position || *position < 0 || count_ >= kMostEntries) return;
    if (!av::isTime(*time + delay_)) return;
    ++count_;
    Track& track = tracks_.try_emplace(track_, Track{language_, {}}).first->second;
    track.entries.push_back({*time + delay_, *position});
  }

  std::string header_, language_;
  std::map<int, Track> tracks_;
  size_t count_ = 0;
  int chosen_ = 0, track_ = -1;
  Ticks delay_ = 0;
};

/// Fewer bytes than asked for at the end of the file alone.
size_t readWhole(av::File& file, int64_t offset, std::span<uint8_t> into) {
  size_t had = 0;
  while (had < into.size()) {
    const size_t read = file.readAt(offset + static_cast<int64_t>(had), into.subspan(had));
    if (read == 0) break;
    had += read;
  }
  return had;
}

std::string textOf(av::File& file) {
  if (file.version().size > kMostIndex) {
    throw av::Error(av::Code::kMediaInvalid, "this file is too large for what it should be");
  }
  std::string text(static_cast<size_t>(file.version().size), '\0');
  text.resize(readWhole(file, 0, {reinterpret_cast<uint8_t*>(text.data()), text.size()}));
  return text;
}

size_t bigEndian(std::span<const uint8_t> at) { return static_cast<size_t>(at[0] << 8 | at[1]); }

/// The first two bytes of a picture are its size.
bool isWhole(const av::Bytes& picture) {
  return picture.size() >= 2 && picture.size() >= bigEndian(picture);
}

/// Of a pack header, or of a packet with its own; nothing for all else.
std::optional<size_t> lengthOf(std::span<const uint8_t> at) {
  constexpr size_t kPacketHead = 6, kPackHead = 14, kOldPackHead = 12;
  constexpr uint8_t kPack = 0xba, kSystem = 0xbb;
  if (at.size() < kPackHead || at[0] != 0 || at[1] != 0 || at[2] != 1) return std::nullopt;
  if (at[3] == kPack) return (at[4] & 0xc0) == 0x40 ? kPackHead + (at[13] & 7) : kOldPackHead;
  if (at[3] < kSystem) return std::nullopt;
  return kPacketHead + bigEndian(at.subspan(4));
}

/// What a packet of private stream 1 holds of the track.
void addPayload(std::span<const uint8_t> packet, int track, av::Bytes& picture) {
  constexpr size_t kHead = 9;
  if (packet.size() < kHead) return;
  const size_t at = kHead + packet[8];
  if (at >= packet.size() || packet[at] != 0x20 + track) return;
  const std::span payload = packet.subspan(at + 1);
  picture.insert(picture.end(), payload.begin(), payload.end());
}

IndexReader readerOf(std::string_view text, const av::CancelToken& token) {
  IndexReader reader;
  while (!text.empty()) {
    token.poll();
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    reader.take(trimmed(line));
  }
  return reader;
}

}  // namespace

VobSubIndex parseVobSub(std::string_view text, const av::CancelToken& token,
                        std::optional<int> track) {
  return readerOf(text, token).finish(track);
}

std::vector<VobSubTrack> vobSubTracks(std::string_view text, const av::CancelToken& token) {
  return readerOf(text, token).tracks();
}

std::vector<VobSubTrack> readVobSubTracks(const SourceRef& index, const av::CancelToken& token) {
  av::File file = openFile(index);
  std::vector<VobSubTrack> tracks = vobSubTracks(textOf(file), token);
  file.ensureUnchanged();
  return tracks;
}

std::optional<av::Bytes> vobSubPicture(std::span<const uint8_t> packs, int track) {
  constexpr uint8_t kPrivate = 0xbd;
  av::Bytes picture;
  while (const auto length = lengthOf(packs)) {
    if (*length > packs.size()) break;
    if (packs[3] == kPrivate) addPayload(packs.first(*length), track, picture);
    if (isWhole(picture)) {
      picture.resize(bigEndian(picture));
      return picture;
    }
    packs = packs.subspan(*length);
  }
  return std::nullopt;
}

VobSub::VobSub(av::File index, av::File pictures, std::optional<int> track,
               const av::CancelToken& token)
    : file_(std::move(index)),
      pictures_(std::move(pictures)),
      index_(parseVobSub(textOf(file_), token, track)),
      parameters_(av::checkAllocated(avcodec_parameters_alloc(), "codec parameters")) {
  parameters_->codec_type = AVMEDIA_TYPE_SUBTITLE;
  parameters_->codec_id = AV_CODEC_ID_DVD_SUBTITLE;
  const size_t size = index_.header.size();
  parameters_->extradata = static_cast<uint8_t*>(
      av::checkAllocated(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE), "extradata"));
  std::memcpy(parameters_->extradata, index_.header.data(), size);
  parameters_->extradata_size = static_cast<int>(size);
}

std::vector<av::PacketHandle> VobSub::read(Ticks from, Ticks to, const av::CancelToken& token) {
  std::vector<av::PacketHandle> packets;
  size_t bytes = 0;
  auto entry = std::ranges::lower_bound(index_.entries, from, {}, &VobSubIndex::Entry::time);
  for (; entry != index_.entries.end() && entry->time < to; ++entry) {
    token.poll();
    const auto picture = pictureAt(entry->position);
    if (!picture) continue;
    bytes += picture->size() + kBeside;  // many may name the same one
    if (bytes > kMaxBytes) throw av::Error(av::Code::kMediaInvalid, "too many subtitles");
    av::PacketHandle packet = av::makePacket();
    av::check(av_new_packet(packet.get(), static_cast<int>(picture->size())), "make a packet");
    std::ranges::copy(*picture, packet->data);
    packet->pts = packet->dts = entry->time;
    packets.push_back(std::move(packet));
  }
  return packets;
}

std::optional<av::Bytes> VobSub::pictureAt(int64_t position) {
  // Most take one or two packs; none more than 64 KiB of them.
  for (const size_t size : {size_t{4} << 10, size_t{128} << 10}) {
    av::Bytes packs(size);
    packs.resize(readWhole(pictures_, position, packs));
    if (auto picture = vobSubPicture(packs, index_.track)) return picture;
    if (packs.size() < size) break;
  }
  return std::nullopt;
}

void VobSub::ensureUnchanged() const {
  file_.ensureUnchanged();
  pictures_.ensureUnchanged();
}

}  // namespace haema::engine

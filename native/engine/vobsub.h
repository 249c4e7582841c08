// Subtitles of a disc in two files beside a video: `.idx` tells when and where, `.sub` holds the
// pictures as the disc had them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "av/cancel.h"
#include "av/coded.h"
#include "av/file.h"
#include "av/handles.h"
#include "av/ticks.h"
#include "engine/source_ref.h"

namespace haema::engine {

using av::Ticks;

struct VobSubIndex {
  struct Entry {
    Ticks time;  ///< from presentation zero
    int64_t position;
  };

  std::string header;          ///< size and palette, in the words of the file
  int track = 0;               ///< of those in the `.sub`
  std::vector<Entry> entries;  ///< of that one, by time
};

/// What an `.idx` says of a track: where none is named of the one that it calls the chosen one,
/// else of the first that has pictures. Throws kMediaInvalid where there is none.
VobSubIndex parseVobSub(std::string_view text, const av::CancelToken& token,
                        std::optional<int> track = {});

struct VobSubTrack {
  int number;
  std::string language;  ///< two or three small letters; empty where the file does not say
};

/// The tracks that parseVobSub() finds: first the one that it takes where none is named, then by
/// number. Throws kMediaInvalid where there is none.
std::vector<VobSubTrack> vobSubTracks(std::string_view text, const av::CancelToken& token);

/// Those of an `.idx`. Throws as vobSubTracks() and File::open() do.
std::vector<VobSubTrack> readVobSubTracks(const SourceRef& index, const av::CancelToken& token);

/// The picture whose packs begin here, as libav's decoder takes it; nothing where they are not
/// whole.
std::optional<av::Bytes> vobSubPicture(std::span<const uint8_t> packs, int track);

/// Both files, read as far as a stretch of time needs.
class VobSub {
 public:
  VobSub(av::File index, av::File pictures, std::optional<int> track, const av::CancelToken& token);

  const AVCodecParameters* parameters() const noexcept { return parameters_.get(); }
  /// What begins within [from, to), in ticks. Damage costs what it covers.
  /// Throws kMediaInvalid where that is more than any subtitles have.
  std::vector<av::PacketHandle> read(Ticks from, Ticks to, const av::CancelToken& token);
  /// Throws kSourceChanged.
  void ensureUnchanged() const;
  uint64_t bytesRead() const noexcept { return file_.bytesRead() + pictures_.bytesRead(); }

 private:
  std::optional<av::Bytes> pictureAt(int64_t position);

  av::File file_, pictures_;
  VobSubIndex index_;
  av::ParametersHandle parameters_;
};

}  // namespace haema::engine

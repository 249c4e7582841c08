// An open demuxer over a File or over bytes in memory. libav itself opens nothing.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "av/byte_source.h"
#include "av/cancel.h"
#include "av/file.h"
#include "av/handles.h"
#include "av/mp4_excerpt.h"
#include "av/ogg_links.h"
#include "av/pieces.h"
#include "av/read_at.h"
#include "av/ticks.h"

namespace haema::av {

/// How much is to be known about the streams.
enum class Analysis {
  kFull,  ///< everything: decodes the first frames where headers do not tell
  /// Everything as well, but nothing is to be read afterwards: no picture is decoded where that can
  /// be avoided, and the index of a long MP4 holds its beginning only.
  kDescription,
  /// For streams that were analysed before: nothing is read where the container's headers name the
  /// codecs and its packets carry their times; else as kFull.
  kHeaders,
  /// As kHeaders; the index of a long MP4 holds its beginning only (see isExcerpt).
  kStart,
  /// As kHeaders, else after little reading: what a decoder finds out by itself may be missing, and
  /// streams that are found late. In MP4 nothing is learnt of sound, which cannot be read then.
  kPictures,
};

/// A demuxer, pooled between jobs: one job at a time, which lends its token with `Lease`.
/// A failed read of the medium is rethrown from the call in which it happened, whatever libav made
/// of it.
class Input {
 public:
  /// Opens the container and reads the stream parameters (within `kProbeBytes`).
  static std::unique_ptr<Input> open(File file, Analysis analysis, const CancelToken& token);
  /// The bytes must outlive the Input.
  static std::unique_ptr<Input> open(std::span<const uint8_t> bytes, const CancelToken& token,
                                     Analysis analysis = Analysis::kFull);
  /// A file of subtitles by the name of its demuxer; the text, UTF-8, must outlive the Input.
  static std::unique_ptr<Input> openText(std::span<const uint8_t> text, const char* demuxer,
                                         const CancelToken& token);

  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// Binds the job's token for as long as it lives; without one every read is refused.
  class Lease {
   public:
    Lease(Input& input, const CancelToken& token)
        : input_(input), before_(std::exchange(input.token_, &token)) {}
    ~Lease() { input_.token_ = before_; }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

   private:
    Input& input_;
    const CancelToken* before_;
  };

  AVFormatContext* context() const noexcept { return context_; }
  AVStream* stream(int index) const;  ///< Throws kBadRequest when there is none.
  /// The same, also where it is of another kind.
  AVStream* stream(int index, AVMediaType kind) const;
  const char* formatName() const noexcept { return context_->iformat->name; }
  bool isFormat(const char* name) const noexcept;
  int64_t size() const { return source_->size(); }
  /// Reads past the demuxer, for tables that libav does not show. Valid as long as the Input lives.
  ReadAt reader();
  /// The file beneath, null for bytes in memory.
  File* file() noexcept { return file_; }

  /// From here on the stamps of all packets lie on one time line. Before any seek.
  void join(const std::vector<Piece>& pieces) { pieces_ = Pieces(pieces); }
  bool isJoined() const noexcept { return !pieces_.empty(); }

  /// Discards the packets of all other streams; where none is named, of none.
  void select(std::span<const int> streams);

  /// The next packet of a selected stream; false at the end of the file, and where the demuxer
  /// finds only broken packets and does not get any further. Its stamps are times (see isTime) or
  /// missing.
  bool read(PacketHandle& packet);

  /// Lands on a random-access point at or before `timestamp` (in the stream's time base), as far as
  /// the container's index tells, or at the beginning of a piece; false when the demuxer cannot.
  bool seek(int streamIndex, int64_t timestamp);
  /// Jumps to a byte of the file; false when the demuxer cannot. Few find their way afterwards.
  bool seekToByte(int64_t position);
  /// Says that the stream's index is complete, which libav cannot know: without it a seek to the
  /// last key frame of a Matroska file reads on to its end, in search of another. Only for files
  /// with Cues.
  void closeIndex(int streamIndex);
  /// Tells libav of a key frame that no index names: in Matroska of the Cluster that holds it.
  void addToIndex(int streamIndex, int64_t position, int64_t timestamp);
  /// The byte that libav's index names for a key frame with this timestamp; -1: it names none.
  int64_t placeInIndex(int streamIndex, int64_t timestamp) const;
  /// The byte that the demuxer reads next.
  int64_t position() const { return avio_tell(io_); }
  /// Opens the container anew, as it was before anything was read: streams have to be looked up and
  /// selected again.
  void restart(const CancelToken& token);

  /// By the demuxer, and from the file: not what an earlier opening had read.
  uint64_t bytesRead() const noexcept { return bytesRead_; }
  uint64_t packetsRead() const noexcept { return packetsRead_; }
  /// Damage that the demuxer itself has stumbled over.
  uint64_t brokenPackets() const noexcept { return brokenPackets_; }
  uint64_t seeks() const noexcept { return seeks_; }
  /// Whether libav's index lacks what lies behind the beginning: see kDescription, kStart.
  bool isExcerpt() const noexcept { return !excerpt_.patches.empty(); }
  /// What the demuxer's tables and buffers hold in memory, estimated.
  size_t memory() const;

 private:
  Input(std::unique_ptr<ByteSource> source, File* file, Analysis analysis);
  void openDemuxer(const CancelToken& token);
  void knowStreams(const CancelToken& token);
  Mp4Excerpt excerptFor(const CancelToken& token);
  bool needsNoAnalysis() const noexcept {
    return analysis_ != Analysis::kFull && analysis_ != Analysis::kDescription;
  }
  void analyse(std::span<const int> described);
  std::vector<int> streamsToDescribe() const;
  bool describe(std::vector<int> streams);
  bool headersSuffice() const;
  bool ratesAreStated() const;
  void openContext(const CancelToken& token);
  void closeContext() noexcept;
  bool interrupted() const noexcept;
  [[noreturn]] void rethrow();
  int guarded(int result, const char* operation);
  static int readCallback(void* opaque, uint8_t* buffer, int size);
  static int64_t seekCallback(void* opaque, int64_t offset, int whence);
  static int interruptCallback(void* opaque);

  std::unique_ptr<ByteSource> source_;
  File* file_;
  Analysis analysis_;
  const AVInputFormat* text_ = nullptr;  // the demuxer of a file of subtitles
  Mp4Excerpt excerpt_;
  std::vector<int> selected_;  // none: all
  bool ogg_ = false;
  OggLinks links_;
  Pieces pieces_;
  const CancelToken* token_ = nullptr;
  int64_t position_ = 0;
  std::exception_ptr failure_;  // thrown below libav's C frames, kept until we are above them again
  uint64_t bytesRead_ = 0;
  uint64_t packetsRead_ = 0;
  uint64_t brokenPackets_ = 0;
  uint64_t seeks_ = 0;
  AVIOContext* io_ = nullptr;
  AVFormatContext* context_ = nullptr;
};

}  // namespace haema::av

#include "av/input.h"

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/mem.h>
}

#include <algorithm>
#include <utility>
#include <vector>

#include "av/colour_codes.h"
#include "av/decoder.h"
#include "av/mp4_other_tables.h"

namespace haema::av {

namespace {

constexpr int kBufferBytes = 64 * 1024;
/// What may be read to learn the streams' parameters.
constexpr int64_t kProbeBytes = 8 * 1024 * 1024;
constexpr int64_t kAnalyzeMicroseconds = 6 * AV_TIME_BASE;
/// Where its decoder learns the rest from the pictures that it is given.
constexpr int64_t kPicturesProbeBytes = 1024 * 1024;
/// A movie header of fewer bytes is not worth cutting.
constexpr size_t kLongMovie = 128 * 1024;
/// What libav is given at once, by all who use it in this process: a picture of the most pixels
/// with 8 bytes for each and its edges. As entries of an index these are 116 hours of 60 pictures a
/// second; a header of 200 bytes can ask for more.
constexpr size_t kMostAtOnce = size_t{kMaxPixels} * 8 + (size_t{64} << 20);
/// Fansubbed films carry a hundred fonts as attachments, each a stream.
constexpr int kMaxStreams = 400;
/// Broken packets in one place of the file after which nothing more is expected of it.
constexpr int kMaxBrokenPackets = 64;

/// Containers of media, and of nothing else: no playlist, no concatenation, no device, no image
/// pattern.
constexpr const char* kDemuxers =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,live_flv,mpegts,mpegtsraw,mpeg,asf,ogg,mp3,aac,"
    "flac,wav,w64,aiff,ac3,eac3,dts,dtshd,truehd,mlp,rm,mxf,nut,ivf,wtv,amr,ape,tta,wv,caf,au,dv,"
    "mpegvideo,m4v,h264,hevc,obu,gxf,mpc,mpc8,tak,voc,swf,nsv,bink,smk,xwma,vc1,ty";

/// Stamps that cannot be meant count as missing: whoever reads on may calculate with the rest.
void dropAbsurdTimes(AVPacket* packet, AVRational base) {
  constexpr int64_t kLast = int64_t{1} << 61;  // with a duration added still far from overflow
  const auto absurd = [&](int64_t stamp) {
    return stamp < -kLast || stamp > kLast || toTicks(stamp, base) == kNoTicks;
  };
  if (absurd(packet->pts)) packet->pts = AV_NOPTS_VALUE;
  if (absurd(packet->dts)) packet->dts = AV_NOPTS_VALUE;
  if (packet->duration < 0 || absurd(packet->duration)) packet->duration = 0;
}

int refuseToOpen(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

}  // namespace

std::unique_ptr<Input> Input::open(File file, Analysis analysis, const CancelToken& token) {
  auto bytes = std::make_unique<FileBytes>(std::move(file));
  File* beneath = bytes->file();
  std::unique_ptr<Input> input(new Input(std::move(bytes), beneath, analysis));
  input->openContext(token);
  return input;
}

std::unique_ptr<Input> Input::open(std::span<const uint8_t> bytes, const CancelToken& token,
                                   Analysis analysis) {
  std::unique_ptr<Input> input(new Input(std::make_unique<MemoryBytes>(bytes), nullptr, analysis));
  input->openContext(token);
  return input;
}

std::unique_ptr<Input> Input::openText(std::span<const uint8_t> text, const char* demuxer,
                                       const CancelToken& token) {
  std::unique_ptr<Input> input(
      new Input(std::make_unique<MemoryBytes>(text), nullptr, Analysis::kHeaders));
  input->text_ = av_find_input_format(demuxer);
  require(input->text_ != nullptr, "libav lacks a demuxer of subtitles");
  input->openContext(token);
  return input;
}

Input::Input(std::unique_ptr<ByteSource> source, File* file, Analysis analysis)
    : source_(std::move(source)), file_(file), analysis_(analysis) {}

Input::~Input() { closeContext(); }

void Input::closeContext() noexcept {
  avformat_close_input(&context_);  // leaves io_ alone: it is a custom one
  if (io_) av_freep(&io_->buffer);
  avio_context_free(&io_);
}

void Input::openContext(const CancelToken& token) {
  if (source_->size() == 0) throw Error(Code::kMediaInvalid, "the file is empty");
  const Lease lease(*this, token);
  openDemuxer(token);
  ogg_ = isFormat("ogg");
  knowStreams(token);
  for (AVStream* stream : std::span(context_->streams, context_->nb_streams)) {
    settleColours(stream->codecpar);
  }
}

void Input::knowStreams(const CancelToken& token) {
  if (needsNoAnalysis() && headersSuffice()) return;
  if (analysis_ == Analysis::kPictures) context_->probesize = kPicturesProbeBytes;
  if (analysis_ != Analysis::kDescription) return analyse({});
  const std::vector<int> streams = streamsToDescribe();
  analyse(streams);
  if (describe(streams)) return;
  analysis_ = Analysis::kFull;
  restart(token);
}

void Input::openDemuxer(const CancelToken& token) {
  auto* buffer = checkAllocated(static_cast<uint8_t*>(av_malloc(kBufferBytes)), "I/O buffer");
  io_ = avio_alloc_context(buffer, kBufferBytes, 0, this, &readCallback, nullptr, &seekCallback);
  if (!io_) {
    av_free(buffer);
    throw Error(Code::kEngineFailed, "out of memory: I/O context");
  }
  context_ = checkAllocated(avformat_alloc_context(), "demuxer");
  context_->pb = io_;
  context_->flags |= AVFMT_FLAG_CUSTOM_IO;
  context_->interrupt_callback = {&interruptCallback, this};
  context_->io_open = &refuseToOpen;
  context_->probesize = kProbeBytes;
  context_->max_analyze_duration = kAnalyzeMicroseconds;
  context_->max_streams = kMaxStreams;
  context_->format_whitelist =
      checkAllocated(av_strdup(text_ ? text_->name : kDemuxers), "demuxer list");
  context_->protocol_whitelist = checkAllocated(av_strdup("none"), "protocol list");
  // Else the tail of a TS is read, more and more of it, until every stream shows up there.
  context_->skip_estimate_duration_from_pts = needsNoAnalysis();
  av_max_alloc(kMostAtOnce);
  source_->beginOpening(token);
  excerpt_ = excerptFor(token);
  // Else TS is analysed from behind its first PMT, where a broadcast's rate comes out wrong, and
  // the streams of its other programs are found late.
  AVDictionary* options = nullptr;
  check(av_dict_set(&options, "scan_all_pmts", "1", 0), "set an option of the demuxer");
  const int result = avformat_open_input(&context_, "", text_, &options);
  av_dict_free(&options);
  source_->endOpening(result >= 0 && !interrupted());
  guarded(result, "open the container");
  for (AVStream* stream : std::span(context_->streams, context_->nb_streams)) {
    const auto cut = excerpt_.bitRates.find(static_cast<uint32_t>(stream->id));
    if (cut != excerpt_.bitRates.end()) stream->codecpar->bit_rate = cut->second;
  }
}

Mp4Excerpt Input::excerptFor(const CancelToken& token) {
  const auto length = static_cast<uint64_t>(size());
  switch (analysis_) {
    case Analysis::kDescription:
    case Analysis::kStart:
      return excerptMp4(reader(), length, kLongMovie, token);
    case Analysis::kPictures:
      return withoutSoundTables(reader(), length, token);
    case Analysis::kFull:
    case Analysis::kHeaders:
      break;
  }
  return {};
}

AVStream* Input::stream(int index) const {
  if (index < 0 || index >= static_cast<int>(context_->nb_streams)) {
    throw Error(Code::kBadRequest, "there is no stream " + std::to_string(index));
  }
  return context_->streams[index];
}

AVStream* Input::stream(int index, AVMediaType kind) const {
  AVStream* const found = stream(index);
  if (found->codecpar->codec_type == kind) return found;
  throw Error(Code::kBadRequest,
              "stream " + std::to_string(index) + " is no " + av_get_media_type_string(kind));
}

ReadAt Input::reader() {
  return [&source = *source_](uint64_t offset, std::span<uint8_t> into) {
    while (!into.empty()) {
      const size_t count = source.readAt(static_cast<int64_t>(offset), into);
      if (count == 0) return false;
      offset += count;
      into = into.subspan(count);
    }
    return true;
  };
}

bool Input::isFormat(const char* name) const noexcept {
  return av_match_name(name, context_->iformat->name) != 0;
}

void Input::select(std::span<const int> streams) {
  selected_.assign(streams.begin(), streams.end());
  for (unsigned i = 0; i < context_->nb_streams; ++i) {
    const bool named = std::ranges::find(streams, static_cast<int>(i)) != streams.end();
    const bool wanted = streams.empty() || named;
    context_->streams[i]->discard = wanted ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

bool Input::read(PacketHandle& packet) {
  int64_t furthest = -1;
  for (int broken = 0; broken < kMaxBrokenPackets;) {
    const int result = av_read_frame(context_, packet.get());
    if (interrupted()) {
      av_packet_unref(packet.get());
      rethrow();
    }
    if (result == AVERROR_EOF) return false;
    // The medium did not fail, so this is damage in bytes that were read: ENOMEM, too, when they
    // claim a packet of gigabytes.
    if (result < 0) {
      ++brokenPackets_;
      broken = position() > furthest ? 0 : broken + 1;
      furthest = std::max(furthest, position());
      continue;
    }
    ++packetsRead_;
    const AVRational base = context_->streams[packet->stream_index]->time_base;
    if (ogg_) links_.heed(packet.get(), context_->streams[packet->stream_index]);
    dropAbsurdTimes(packet.get(), base);
    pieces_.shift(packet.get(), base, position());
    const bool wanted = std::ranges::find(selected_, packet->stream_index) != selected_.end();
    if (selected_.empty() || wanted) return true;
    av_packet_unref(packet.get());  // discarded, or found only after the selection
  }
  return false;
}

void Input::closeIndex(int streamIndex) {
  if (!isFormat("matroska")) return;
  constexpr int64_t kBehindAll = INT64_MAX / 4;
  addToIndex(streamIndex, size(), kBehindAll);
}

void Input::addToIndex(int streamIndex, int64_t position, int64_t timestamp) {
  check(av_add_index_entry(stream(streamIndex), position, timestamp, 0, 0, AVINDEX_KEYFRAME),
        "add to the index");
}

int64_t Input::placeInIndex(int streamIndex, int64_t timestamp) const {
  AVStream* indexed = stream(streamIndex);
  const int at = av_index_search_timestamp(indexed, timestamp, AVSEEK_FLAG_BACKWARD);
  const AVIndexEntry* entry = avformat_index_get_entry(indexed, at);
  return entry && entry->timestamp == timestamp ? entry->pos : -1;
}

bool Input::seek(int streamIndex, int64_t timestamp) {
  if (isJoined()) {  // libav searches by stamps that do not rise
    const auto place = pieces_.positionFor(toTicks(timestamp, stream(streamIndex)->time_base));
    return place && seekToByte(*place);
  }
  ++seeks_;
  links_.forget();
  const int result = av_seek_frame(context_, streamIndex, timestamp, AVSEEK_FLAG_BACKWARD);
  if (interrupted()) rethrow();
  return result >= 0;
}

bool Input::seekToByte(int64_t position) {
  ++seeks_;
  pieces_.forget();
  links_.forget();
  const int result = av_seek_frame(context_, -1, position, AVSEEK_FLAG_BYTE);
  if (interrupted()) rethrow();
  return result >= 0;
}

void Input::restart(const CancelToken& token) {
  closeContext();
  position_ = 0;
  selected_.clear();
  pieces_.forget();
  links_.forget();
  openContext(token);
}

size_t Input::memory() const {
  constexpr size_t kFixed = 512 * 1024;
  constexpr size_t kEntry = 56;  // AVIndexEntry and the demuxer's own tables beside it
  size_t entries = 0;
  for (unsigned i = 0; i < context_->nb_streams; ++i)
    entries += static_cast<size_t>(avformat_index_get_entries_count(context_->streams[i]));
  return kFixed + entries * kEntry;
}

bool Input::interrupted() const noexcept { return failure_ || (token_ && token_->cancelled()); }

void Input::rethrow() {
  if (token_) token_->poll();
  std::rethrow_exception(std::exchange(failure_, nullptr));
}

int Input::guarded(int result, const char* operation) {
  if (interrupted()) rethrow();
  // Sizes that make no sense are asked for, and refused, as memory.
  if (result == AVERROR(ENOMEM)) {
    throw Error(Code::kMediaInvalid, "the file asks for more memory than there is");
  }
  // EIO that the medium knows nothing of is libav's word for bytes that make no sense.
  return check(result == AVERROR(EIO) ? AVERROR_INVALIDDATA : result, operation);
}

int Input::readCallback(void* opaque, uint8_t* buffer, int size) {
  auto& self = *static_cast<Input*>(opaque);
  if (!self.token_ || self.token_->cancelled()) return AVERROR_EXIT;
  if (self.failure_) return AVERROR(EIO);
  const uint64_t before = self.file_ ? self.file_->bytesRead() : 0;
  try {
    const size_t count =
        self.source_->readAt(self.position_, std::span(buffer, static_cast<size_t>(size)));
    if (count == 0) return AVERROR_EOF;
    self.token_->step();
    self.excerpt_.apply(static_cast<uint64_t>(self.position_), std::span(buffer, count));
    self.position_ += static_cast<int64_t>(count);
    self.bytesRead_ += self.file_ ? self.file_->bytesRead() - before : count;
    return static_cast<int>(count);
  } catch (...) {  // must not cross libav's C frames
    self.failure_ = std::current_exception();
    return AVERROR(EIO);
  }
}

int64_t Input::seekCallback(void* opaque, int64_t offset, int whence) {
  auto& self = *static_cast<Input*>(opaque);
  const int64_t size = self.source_->size();
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return size;
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += self.position_;
      break;
    case SEEK_END:
      offset += size;
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  self.position_ = offset;
  return offset;
}

int Input::interruptCallback(void* opaque) {
  const auto& self = *static_cast<const Input*>(opaque);
  return !self.token_ || self.token_->cancelled() ? 1 : 0;
}

}  // namespace haema::av

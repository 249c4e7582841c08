// A film as it is, but as large as a disc: `sparse-film IN OUT BYTES`. Each picture gets a NAL unit
// of filler data (ITU-T H.264 7.3.2.7), which decoders pass over and the file system keeps as
// holes.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
#include <libavformat/avformat.h>
}

namespace {

constexpr int kBufferBytes = 1 << 20;
constexpr int kBlock = 4096;
constexpr uint8_t kFillerData = 12;  // nal_unit_type
constexpr int kNalHeader = 4 + 1;    // its length and its type

#if LIBAVFORMAT_VERSION_MAJOR >= 61
using Source = const uint8_t*;
#else
using Source = uint8_t*;
#endif

void check(bool isGood, const char* what) {
  if (isGood) return;
  std::fprintf(stderr, "sparse-film: %s\n", what);
  std::exit(1);
}

bool isZero(const uint8_t* bytes, int size) {
  return size == 0 || (bytes[0] == 0 && std::memcmp(bytes, bytes + 1, size - 1) == 0);
}

/// Leaves out what is zero: the file is new, and does not end with that.
int writeSparsely(void* opaque, Source bytes, int size) {
  const int fd = *static_cast<int*>(opaque);
  for (int at = 0; at < size; at += kBlock) {
    const int count = std::min(kBlock, size - at);
    const bool isDone = isZero(bytes + at, count) ? ::lseek(fd, count, SEEK_CUR) >= 0
                                                  : ::write(fd, bytes + at, count) == count;
    if (!isDone) return AVERROR(EIO);
  }
  return size;
}

int64_t seek(void* opaque, int64_t offset, int whence) {
  const int fd = *static_cast<int*>(opaque);
  return whence & AVSEEK_SIZE ? AVERROR(ENOSYS) : ::lseek(fd, offset, whence & ~AVSEEK_FORCE);
}

void fill(AVPacket* packet, int fillerBytes) {
  const int before = packet->size;
  check(av_grow_packet(packet, kNalHeader + fillerBytes) >= 0, "out of memory");
  uint8_t* nal = packet->data + before;
  std::memset(nal, 0, kNalHeader + fillerBytes);
  const uint32_t length = 1 + fillerBytes;
  for (int i = 0; i < 4; i++) nal[i] = static_cast<uint8_t>(length >> (8 * (3 - i)));
  nal[4] = kFillerData;
}

}  // namespace

int main(int argc, char** argv) {
  check(argc == 4, "IN OUT BYTES are wanted");
  AVFormatContext* in = nullptr;
  check(avformat_open_input(&in, argv[1], nullptr, nullptr) >= 0, "IN cannot be opened");
  check(avformat_find_stream_info(in, nullptr) >= 0, "IN cannot be read");
  const int pictures = av_find_best_stream(in, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  check(pictures >= 0, "IN has no pictures");
  const AVStream* video = in->streams[pictures];
  const double rate = av_q2d(video->avg_frame_rate);
  const double count = rate * static_cast<double>(in->duration) / AV_TIME_BASE;
  const int fillerBytes = static_cast<int>(std::atof(argv[3]) / count);

  int fd = ::open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
  check(fd >= 0, "OUT cannot be written");
  AVFormatContext* out = nullptr;
  check(avformat_alloc_output_context2(&out, nullptr, nullptr, argv[2]) >= 0, "no muxer for OUT");
  auto* buffer = static_cast<uint8_t*>(av_malloc(kBufferBytes));
  out->pb = avio_alloc_context(buffer, kBufferBytes, 1, &fd, nullptr, writeSparsely, seek);
  for (unsigned i = 0; i < in->nb_streams; i++) {
    AVStream* stream = avformat_new_stream(out, nullptr);
    check(avcodec_parameters_copy(stream->codecpar, in->streams[i]->codecpar) >= 0, "no memory");
    stream->codecpar->codec_tag = 0;
    stream->time_base = in->streams[i]->time_base;
    stream->avg_frame_rate = in->streams[i]->avg_frame_rate;
  }
  check(avformat_write_header(out, nullptr) >= 0, "OUT's header cannot be written");
  AVPacket* packet = av_packet_alloc();
  int read = 0;
  while ((read = av_read_frame(in, packet)) >= 0) {
    const int at = packet->stream_index;
    if (at == pictures) fill(packet, fillerBytes);
    av_packet_rescale_ts(packet, in->streams[at]->time_base, out->streams[at]->time_base);
    packet->pos = -1;
    check(av_interleaved_write_frame(out, packet) >= 0, "OUT cannot be written");
  }
  check(read == AVERROR_EOF, "IN cannot be read to its end");
  check(av_write_trailer(out) >= 0, "OUT's end cannot be written");
  return ::close(fd);
}

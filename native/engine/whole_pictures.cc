#include "engine/whole_pictures.h"

#include <cstring>

namespace haema::engine {

namespace {

bool areOneFrame(AVPictureStructure first, AVPictureStructure second) {
  return (first == AV_PICTURE_STRUCTURE_TOP_FIELD && second == AV_PICTURE_STRUCTURE_BOTTOM_FIELD) ||
         (first == AV_PICTURE_STRUCTURE_BOTTOM_FIELD && second == AV_PICTURE_STRUCTURE_TOP_FIELD);
}

void append(AVPacket& frame, const AVPacket& field) {
  const int size = frame.size;
  av::check(av_grow_packet(&frame, field.size), "join two fields");
  std::memcpy(frame.data + size, field.data, static_cast<size_t>(field.size));
  frame.flags |= field.flags;
}

}  // namespace

void WholePictures::reset(const AVStream& stream) {
  av_packet_unref(ahead_.get());
  pulled_ = false;
  parser_.reset();
  if (stream.codecpar->codec_id != AV_CODEC_ID_H264) return;
  parser_.reset(av::checkAllocated(av_parser_init(stream.codecpar->codec_id), "parser"));
  parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  codec_.reset(av::checkAllocated(avcodec_alloc_context3(nullptr), "parser's codec"));
  av::check(avcodec_parameters_to_context(codec_.get(), stream.codecpar), "describe the stream");
}

bool WholePictures::next(av::Input& input, av::PacketHandle& packet) {
  if (!pulled_ && !pull(input)) return false;
  av_packet_move_ref(packet.get(), ahead_.get());
  pulled_ = false;
  if (!parser_) return true;
  const AVPictureStructure first = structure_;
  // A key picture opens a frame: a file may begin with the second field of one.
  const auto isKey = [](const av::PacketHandle& it) { return it->flags & AV_PKT_FLAG_KEY; };
  if (pull(input) && areOneFrame(first, structure_) && (isKey(packet) || !isKey(ahead_))) {
    append(*packet, *ahead_);
    av_packet_unref(ahead_.get());
    pulled_ = false;
  }
  return true;
}

bool WholePictures::pull(av::Input& input) {
  pulled_ = input.read(ahead_);
  if (pulled_ && parser_) structure_ = structureOf(*ahead_);
  return pulled_;
}

AVPictureStructure WholePictures::structureOf(const AVPacket& packet) {
  uint8_t* data = nullptr;
  int size = 0;
  av::check(av_parser_parse2(parser_.get(), codec_.get(), &data, &size, packet.data, packet.size,
                             packet.pts, packet.dts, packet.pos),
            "tell a picture's fields");
  return parser_->picture_structure;
}

}  // namespace haema::engine

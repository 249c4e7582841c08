// VP9 as it is copied (VP9 bitstream specification 6.2; VP codec ISO media file format binding).
extern "C" {
#include <libavformat/avformat.h>
}

#include <array>
#include <cstdio>

#include "av/bits.h"
#include "av/copy_codecs.h"
#include "av/error.h"
#include "av/mp4_box_writer.h"

namespace haema::av::copy {

namespace {

constexpr uint32_t kSync = 0x498342;
constexpr uint32_t kRgb = 7;                                // color_space
constexpr uint8_t kUnspecified = 2;                         // of colours (H.273)
constexpr uint32_t k420 = 1, k422 = 2, k444 = 3, k440 = 4;  // chroma_subsampling of vpcC

/// The uncompressed header of a key frame.
struct Header {
  uint32_t profile = 0, depth = 8, space = 0, fullRange = 0, chroma = k420;
  uint32_t width = 0, height = 0;
};

void readColor(BitReader& reader, Header& header) {
  if (header.profile >= 2) header.depth = reader.flag() ? 12 : 10;
  header.space = reader.bits(3);
  const bool choice = header.profile == 1 || header.profile == 3;
  if (header.space == kRgb) {
    header.fullRange = 1;
    header.chroma = k444;
    if (choice) reader.skip(1);
    return;
  }
  header.fullRange = reader.bits(1);
  if (!choice) return;
  const bool subX = reader.flag(), subY = reader.flag();
  header.chroma = subX ? (subY ? k420 : k422) : (subY ? k440 : k444);
  reader.skip(1);
}

/// Nothing where the packet does not begin with a key frame that is shown.
std::optional<Header> readKey(Data packet) {
  BitReader reader(packet.first(std::min<size_t>(packet.size(), 32)));
  if (reader.bits(2) != 2) return std::nullopt;
  Header header;
  header.profile = reader.bits(1);
  header.profile |= reader.bits(1) << 1;
  if (header.profile == 3 && reader.flag()) return std::nullopt;
  if (reader.flag()) return std::nullopt;  // show_existing_frame
  if (reader.flag()) return std::nullopt;  // frame_type: no key frame
  if (!reader.flag()) return std::nullopt;
  reader.skip(1);
  if (reader.bits(24) != kSync) return std::nullopt;
  readColor(reader, header);
  header.width = reader.bits(16) + 1;
  header.height = reader.bits(16) + 1;
  return header;
}

/// The lowest level that holds such pictures at such a rate (VP9 levels: luma samples a second,
/// luma samples of a picture, its longer side).
uint32_t levelOf(const Header& header, Ticks frameTicks) {
  struct Level {
    uint32_t level;
    uint64_t rate, size, side;
  };
  static constexpr std::array<Level, 14> kLevels{{
      {10, 829'440, 36'864, 512},
      {11, 2'764'800, 73'728, 768},
      {20, 4'608'000, 122'880, 960},
      {21, 9'216'000, 245'760, 1'344},
      {30, 20'736'000, 552'960, 2'048},
      {31, 36'864'000, 983'040, 2'752},
      {40, 83'558'400, 2'228'224, 4'160},
      {41, 160'432'128, 2'228'224, 4'160},
      {50, 311'951'360, 8'912'896, 8'384},
      {51, 588'251'136, 8'912'896, 8'384},
      {52, 1'176'502'272, 8'912'896, 8'384},
      {60, 1'176'502'272, 35'651'584, 16'832},
      {61, 2'353'004'544, 35'651'584, 16'832},
      {62, 4'706'009'088, 35'651'584, 16'832},
  }};
  const uint64_t size = uint64_t{header.width} * header.height;
  const uint64_t rate = size * kTicksPerSecond / static_cast<uint64_t>(frameTicks);
  const uint64_t side = std::max(header.width, header.height);
  for (const Level& level : kLevels) {
    if (rate <= level.rate && size <= level.size && side <= level.side) return level.level;
  }
  return kLevels.back().level;
}

struct Colours {
  uint32_t primaries, transfer, matrix;
};

/// The container's; where it has none, the matrix that the bitstream tells.
Colours coloursOf(const AVCodecParameters* p, const Header& header) {
  static constexpr std::array<uint8_t, 8> kMatrices{2, 5, 1, 6, 7, 9, 2, 0};
  const auto known = [](int value) {
    return value > 0 && value < 256 ? static_cast<uint32_t>(value) : kUnspecified;
  };
  Colours colours{known(p->color_primaries), known(p->color_trc), known(p->color_space)};
  if (header.space == kRgb || colours.matrix == kUnspecified) {
    colours.matrix = kMatrices[header.space];
  }
  return colours;
}

}  // namespace

void describeVp9(CopyFormat& format, const AVStream& stream, Data key) {
  const std::optional<Header> header = readKey(key);
  if (!header) throw Error(Code::kMediaInvalid, "VP9 that does not begin with a key frame");
  const AVCodecParameters* p = stream.codecpar;
  const uint32_t level = p->level >= 10 && p->level <= 62 ? static_cast<uint32_t>(p->level)
                                                          : levelOf(*header, format.frameTicks);
  const Colours colours = coloursOf(p, *header);
  if (format.width <= 0 || format.height <= 0) {
    format.width = static_cast<int>(header->width);
    format.height = static_cast<int>(header->height);
  }
  BoxWriter b;
  b.u32(1u << 24);  // version, flags
  b.u8(header->profile);
  b.u8(level);
  b.u8(header->depth << 4 | header->chroma << 1 | header->fullRange);
  b.u8(colours.primaries);
  b.u8(colours.transfer);
  b.u8(colours.matrix);
  b.u16(0);  // no initialization data
  format.nalLengthSize = 0;
  format.config = b.take();
  char text[48];
  std::snprintf(text, sizeof text, "vp09.%02u.%02u.%02u", header->profile, level, header->depth);
  format.codecs = text;
  if (header->chroma == k420 && isUsual(colours.primaries, colours.transfer, colours.matrix)) {
    return;  // the rest is all or nothing, and some players know the short form alone
  }
  std::snprintf(text, sizeof text, ".%02u.%02u.%02u.%02u.%02u", header->chroma, colours.primaries,
                colours.transfer, colours.matrix, header->fullRange);
  format.codecs += text;
}

Access accessOfVp9(Data packet) { return readKey(packet) ? Access::kClosed : Access::kNone; }

bool changesVp9(const CopyFormat& format, Data packet) {
  const std::optional<Header> header = readKey(packet);
  if (!header) return false;
  const uint8_t stated = format.config.at(6);  // depth, chroma, range
  return header->profile != format.config[4] || header->depth != stated >> 4u ||
         header->chroma != (stated >> 1u & 7u);
}

}  // namespace haema::av::copy

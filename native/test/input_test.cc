// Packets as a demuxer delivers them, whatever was known of the streams beforehand.
#include "av/input.h"

#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "test/check.h"
#include "test/clips.h"
#include "test/ebml.h"
#include "test/mp4_builder.h"

using namespace haema;
using av::CancelToken;
using av::Input;
using test::bigEndian;
using test::element;
using test::operator+;

namespace {

/// When the packets are to be shown, of all streams as they lie in the file.
std::vector<int64_t> timesOf(Input& input, const CancelToken& token) {
  const Input::Lease lease(input, token);
  av::PacketHandle packet = av::makePacket();
  std::vector<int64_t> times;
  while (input.read(packet)) {
    const av::PacketTurn turn(packet);
    times.push_back(packet->pts);
  }
  return times;
}

std::unique_ptr<Input> open(const test::Folder& folder, const char* name, av::Analysis analysis,
                            const CancelToken& token) {
  return Input::open(av::File::open(folder.path(), name, std::nullopt), analysis, token);
}

/// The clip's packets in Matroska as Windows programs wrote it: a track of pictures is described by
/// the header of a bitmap, and blocks tell when to decode, not when to show.
test::Bytes asVideoForWindows(const test::Folder& folder, const char* clip,
                              const CancelToken& token) {
  const auto input = open(folder, clip, av::Analysis::kFull, token);
  const Input::Lease lease(*input, token);
  const AVCodecParameters* p = input->stream(0)->codecpar;
  test::Bytes bitmap(40, 0);
  bitmap[0] = 40;
  bitmap[4] = static_cast<uint8_t>(p->width);
  bitmap[8] = static_cast<uint8_t>(p->height);
  std::memcpy(&bitmap[16], "H264", 4);
  const std::string codec = "V_MS/VFW/FOURCC";
  const auto track = element(
      0xAE, element(0xD7, {1}) + element(0x73C5, {1}) + element(0x83, {1}) +
                element(0x86, {codec.begin(), codec.end()}) + element(0x63A2, bitmap) +
                element(0x23E383, bigEndian(40'000'000, 4)) +
                element(0xE0, element(0xB0, bigEndian(static_cast<uint64_t>(p->width), 2)) +
                                  element(0xBA, bigEndian(static_cast<uint64_t>(p->height), 2))));
  test::Bytes content =
      element(0x1549A966, element(0x2AD7B1, bigEndian(1'000'000, 3))) + element(0x1654AE6B, track);
  av::PacketHandle packet = av::makePacket();
  for (uint64_t time = 0; input->read(packet); time += 40) {
    const av::PacketTurn turn(packet);
    const bool key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    test::Bytes block{0x81, 0, 0, static_cast<uint8_t>(key ? 0x80 : 0)};
    block.insert(block.end(), packet->data, packet->data + packet->size);
    content =
        content + element(0x1F43B675, element(0xE7, bigEndian(time, 4)) + element(0xA3, block));
  }
  return test::file(content);
}

void save(const std::string& path, const test::Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

void testAnalysis(const test::Folder& folder) {
  const CancelToken token;
  // Elementary H.264 in TS has its headers in the stream, as it has in such files.
  test::writeClip(folder.at("clip.ts"), {.muxer = "mpegts", .sound = nullptr, .frames = 50});
  save(folder.at("windows.mkv"), asVideoForWindows(folder, "clip.ts", token));
  test::writeClip(folder.at("acm.mkv"), {.muxer = "matroska", .sound = "wmav2", .frames = 50});
  test::writeClip(folder.at("plain.mkv"), {.muxer = "matroska", .frames = 50});
  for (const char* name : {"windows.mkv", "acm.mkv", "plain.mkv"}) {
    const auto full = open(folder, name, av::Analysis::kFull, token);
    const auto quick = open(folder, name, av::Analysis::kHeaders, token);
    const auto times = timesOf(*full, token);
    CHECK(times.size() >= 50);
    if (!CHECK(timesOf(*quick, token) == times)) std::cerr << "  " << name << "\n";
    // How far pictures are reordered is in no header: only the analysis tells.
    const bool analysed = quick->stream(0)->codecpar->video_delay > 0;
    const bool plain = std::string_view(name).starts_with("plain");
    if (!CHECK_EQ(analysed, !plain)) std::cerr << "  " << name << "\n";
  }
}

/// Forty million samples, which take no byte of the file: a gigabyte of index.
constexpr uint64_t kManySamples = 40'000'000;

test::Recipe withoutSamples() {
  test::Recipe recipe;
  recipe.stts = test::table("stts", 2, {});
  recipe.stss = {};
  recipe.stsz = test::full("stsz", 0, {0, 0});
  recipe.stsc = test::table("stsc", 3, {});
  recipe.stco = test::table("stco", 1, {});
  recipe.mvex = test::box("mvex", {test::full("trex", 0, {1, 1, 100, 10, 0})});
  return recipe;
}

void testClaims() {
  const test::Data run = test::full("trun", 0, {kManySamples});
  const test::Data traf = test::box("traf", {test::full("tfhd", 0, {1}), run});
  const test::Data fragmented = test::join({test::box("ftyp", {test::text("isom"), test::zeros(4)}),
                                            test::moov(withoutSamples()),
                                            test::box("moof", {test::full("mfhd", 0, {1}), traf}),
                                            test::box("mdat", {test::zeros(100)})});
  std::string message;
  try {
    Input::open(fragmented, CancelToken{}, av::Analysis::kHeaders);
  } catch (const av::Error& error) {
    message = error.what();
  }
  CHECK_EQ(message, std::string("the file asks for more memory than there is"));

  test::Recipe whole;
  whole.stts = test::table("stts", 2, {kManySamples, 100});
  whole.stsz = test::full("stsz", 0, {10, kManySamples});
  whole.stsc = test::table("stsc", 3, {1, kManySamples, 1});
  const auto input = Input::open(test::file(whole), CancelToken{}, av::Analysis::kHeaders);
  CHECK(input->memory() < size_t{1} << 20);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testAnalysis(folder);
  testClaims();
  return test::report();
}

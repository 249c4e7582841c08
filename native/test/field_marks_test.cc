// Which pictures of H.264 consist of fields: told by each of them alone.
#include "av/field_marks.h"

#include <map>
#include <vector>

#include "av/decoder.h"
#include "av/input.h"
#include "test/check.h"
#include "test/clips.h"

using namespace haema;
using test::Clip;

namespace {

constexpr int kGop = 20;

std::unique_ptr<av::Input> open(const test::Folder& folder) {
  return av::Input::open(av::File::open(folder.path(), "clip", std::nullopt), av::Analysis::kFull,
                         av::CancelToken());
}

std::vector<av::PacketHandle> packetsOf(av::Input& input) {
  const av::CancelToken token;
  const av::Input::Lease lease(input, token);
  std::vector<av::PacketHandle> packets;
  for (av::PacketHandle packet = av::makePacket(); input.read(packet); packet = av::makePacket()) {
    packets.push_back(std::move(packet));
  }
  return packets;
}

/// Pictures of film, and some that say only which of their fields is shown first.
bool isAmbiguous(int i) { return i % 7 < 3; }

/// From pic_struct 0 with one clock flag to 3 with two (H.264 D.1.3): the SEI of x264 without HRD.
void sayTopFirst(int i, std::span<uint8_t> packet) {
  if (!isAmbiguous(i)) return;
  bool found = false;
  for (size_t at = 0; at + 3 < packet.size() && !found; ++at) {
    found = packet[at] == 6 && packet[at + 1] == 1 && packet[at + 2] == 1 && packet[at + 3] == 0x04;
    if (found) packet[at + 3] = 0x32;
  }
  CHECK(found);
}

/// By time, what the decoder says that begins with packet `first`.
std::map<int64_t, bool> flagsFrom(const av::Input& input,
                                  const std::vector<av::PacketHandle>& packets, size_t first,
                                  int threads) {
  const AVStream* stream = input.stream(0);
  av::Decoder decoder(stream->codecpar, stream->time_base, {.threads = threads});
  std::map<int64_t, bool> flags;
  av::FrameHandle frame = av::makeFrame();
  const auto receive = [&] {
    while (decoder.receive(frame)) flags[frame->pts] = av::hasFields(frame.get());
  };
  for (size_t i = first; i < packets.size(); ++i) {
    decoder.send(packets[i].get());
    receive();
  }
  decoder.send(nullptr);
  receive();
  CHECK_EQ(decoder.errors(), 0);
  return flags;
}

void testAnyBeginning(const test::Folder& folder) {
  for (const char* muxer : {"mp4", "mpegts"}) {
    test::writeClip(folder.at("clip"), Clip{.muxer = muxer,
                                            .sound = nullptr,
                                            .frames = 100,
                                            .gop = kGop,
                                            .params = ":fake-interlaced=1:pic-struct=1",
                                            .mark = sayTopFirst});
    const auto input = open(folder);
    CHECK(av::mayHaveFields(input->stream(0)->codecpar));
    const auto packets = packetsOf(*input);
    const auto all = flagsFrom(*input, packets, 0, 1);
    CHECK_EQ(all.size(), 100u);
    int i = 0;
    for (const auto& [time, flag] : all) CHECK_EQ(flag, isAmbiguous(i++));
    CHECK(all == flagsFrom(*input, packets, 0, 4));
    for (size_t first = kGop; first < packets.size(); first += kGop) {
      CHECK(packets[first]->flags & AV_PKT_FLAG_KEY);
      for (const auto& [time, flag] : flagsFrom(*input, packets, first, 4)) {
        CHECK_EQ(flag, all.at(time));
      }
    }
  }
}

/// Whether the SEI of every packet marks its picture.
void testTimingSei(const test::Folder& folder, test::Fields fields, bool marked) {
  test::writeClip(folder.at("clip"),
                  Clip{.sound = nullptr,
                       .frames = 30,
                       .fields = fields,
                       .params = ":pic-struct=1:nal-hrd=vbr:vbv-maxrate=2000:vbv-bufsize=2000"});
  const auto input = open(folder);
  av::FieldMarks marks(input->stream(0)->codecpar);
  CHECK_EQ(av::mayHaveFields(input->stream(0)->codecpar), fields != test::Fields::kNone);
  for (const av::PacketHandle& packet : packetsOf(*input)) {
    const av::FrameHandle frame = av::makeFrame();
    frame->pts = packet->pts;
    marks.heed(packet.get());
    marks.apply(frame.get());
    CHECK_EQ(av::hasFields(frame.get()), marked);
  }
}

void testCodecs() {
  const av::ParametersHandle parameters(avcodec_parameters_alloc());
  parameters->codec_type = AVMEDIA_TYPE_VIDEO;
  const auto may = [&](AVCodecID codec) {
    parameters->codec_id = codec;
    return av::mayHaveFields(parameters.get());
  };
  CHECK(may(AV_CODEC_ID_MPEG2VIDEO) && may(AV_CODEC_ID_VC1) && may(AV_CODEC_ID_DVVIDEO));
  CHECK(!may(AV_CODEC_ID_VP9) && !may(AV_CODEC_ID_AV1) && !may(AV_CODEC_ID_HEVC));
  CHECK(may(AV_CODEC_ID_H264));  // nothing is known of it
  parameters->field_order = AV_FIELD_PROGRESSIVE;
  CHECK(!may(AV_CODEC_ID_H264));
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  const test::Folder folder;
  testAnyBeginning(folder);
  testTimingSei(folder, test::Fields::kTopFirst, true);
  testTimingSei(folder, test::Fields::kBottomFirst, true);
  testTimingSei(folder, test::Fields::kNone, false);
  testCodecs();
  return test::report();
}

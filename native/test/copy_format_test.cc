// What is told of coded streams before they are copied, and how their packets are made to fit.
#include "av/copy_format.h"

#include <random>

#include "av/error.h"
#include "test/check.h"
#include "test/coded_headers.h"

using namespace haema::av;
using namespace haema::test;

namespace {

const Bytes kIdr = h264Slice(0x65, 7);
const Bytes kH264Delimiter{0x09, 0x10};

template <typename Run>
bool refused(Run run) {
  try {
    run();
  } catch (const Error& error) {
    return error.code() == Code::kMediaInvalid;
  }
  return false;
}

CopyFormat h264(int lengthSize = 4) {
  FakeStream stream(AV_CODEC_ID_H264, avcC({h264Sps()}, {h264Pps()}, lengthSize));
  return copyFormat(*stream, prefixed({kIdr}, lengthSize));
}
CopyFormat hevc() {
  FakeStream stream(AV_CODEC_ID_HEVC, hvcC({hevcVps(), hevcSps(), hevcPps()}));
  return copyFormat(*stream, prefixed({hevcUnit(19, {1, 2})}));
}

void testH264Config() {
  const CopyFormat format = h264();
  CHECK_EQ(format.codecs, "avc1.640028");
  CHECK(format.config == joined(avcC({h264Sps()}, {h264Pps()}), {0xfd, 0xf8, 0xf8, 0}));
  CHECK(format.width == 1'920 && format.height == 1'080 && format.nalLengthSize == 4);
  CHECK(format.frameTicks == 3'600 && format.videoRange == "SDR" && format.boxes.empty());

  // The same from in-band sets, from Annex B, and where the file names the wrong framing.
  const Units all{kH264Delimiter, h264Sps(), h264Pps(), kIdr};
  for (const Bytes& extradata : {Bytes{}, annexB({h264Sps(), h264Pps()})}) {
    FakeStream stream(AV_CODEC_ID_H264, extradata);
    const CopyFormat same = copyFormat(*stream, annexB(all));
    CHECK(same.config == format.config && same.nalLengthSize == 0);
  }
  FakeStream wrong(AV_CODEC_ID_H264, avcC({h264Sps()}, {h264Pps()}));
  CHECK_EQ(copyFormat(*wrong, annexB(all)).nalLengthSize, 0);
  FakeStream empty(AV_CODEC_ID_H264, {1, 100, 0, 40, 0xff, 0xe0, 0});
  CHECK(copyFormat(*empty, prefixed(all)).config == format.config);
  // In-band sets are what the pictures use.
  FakeStream stale(AV_CODEC_ID_H264, avcC({h264Sps(0, 31)}, {h264Pps(0, 9), h264Pps(1)}));
  const CopyFormat fresh = copyFormat(*stale, prefixed(all));
  CHECK(fresh.codecs == "avc1.640028" && fresh.parameterSets.size() == 3);
  CHECK(fresh.parameterSets[1] == h264Pps());
}

void testH264Extension() {
  const Bytes extension = BitWriter().golomb(0).golomb(0).endedNal({0x6d});
  Bytes config = joined(avcC({h264Sps()}, {h264Pps()}), {0xfd, 0xf8, 0xf8, 1});
  config = joined(config, prefixed({extension}, 2));
  FakeStream stream(AV_CODEC_ID_H264, config);
  const Bytes auxiliary{0x13, 0x88, 0x80};
  const CopyFormat format = copyFormat(*stream, prefixed({kIdr, auxiliary}));
  CHECK(format.config == config);
  CHECK(accessOf(format, prefixed({extension, kIdr, auxiliary})) == Access::kClosed);
  CHECK(toSample(format, prefixed({extension, kIdr, auxiliary})) == prefixed({kIdr, auxiliary}));
}

void testH264Access() {
  const CopyFormat format = h264();
  const auto of = [&](const Units& units) { return accessOf(format, prefixed(units)); };
  const Bytes intra = h264Slice(0x41, 7), predicted = h264Slice(0x41, 5);
  CHECK(of({kH264Delimiter, h264Sps(), h264Pps(), kIdr}) == Access::kClosed);
  CHECK(of({h264Recovery(0), intra}) == Access::kRecovery);
  CHECK(of({h264Recovery(0), predicted}) == Access::kRecovery);
  CHECK(of({h264Recovery(12), predicted}) == Access::kRefresh);
  CHECK(of({intra, intra}) == Access::kRecovery);
  CHECK(of({h264Slice(0x01, 7)}) == Access::kNone);  // nothing refers to it
  CHECK(of({predicted}) == Access::kNone && of({intra, predicted}) == Access::kNone);
  CHECK(of({}) == Access::kNone && of({h264Sps()}) == Access::kNone);
  const Bytes long_ = prefixed({kH264Delimiter, joined(kIdr, Bytes(9'000, 7))});
  CHECK(accessOf(format, std::span(long_).first(1'000)) == Access::kClosed);
  CHECK(isReference(format, prefixed({kIdr})) && isReference(format, prefixed({intra})));
  CHECK(!isReference(format, prefixed({kH264Delimiter, h264Slice(0x01, 5)})));
}

/// Whatever the framing: the same sample, and the same access unit.
void testH264Packets() {
  const Units packet{kH264Delimiter, h264Sps(), h264Pps(), h264Recovery(0), kIdr};
  const Bytes sample = prefixed({h264Recovery(0), kIdr});
  for (int lengthSize = 1; lengthSize <= 4; ++lengthSize) {
    const CopyFormat format = h264(lengthSize);
    CHECK_EQ(format.nalLengthSize, lengthSize);
    CHECK(format.config == h264().config);
    CHECK(toSample(format, prefixed(packet, lengthSize)) == sample);
    CHECK(toAnnexB(format, prefixed(packet, lengthSize), true) == annexB(packet));
    CHECK(toAnnexB(format, prefixed({kIdr}, lengthSize), true) ==
          annexB({{9, 0xf0}, h264Sps(), h264Pps(), kIdr}));
    CHECK(toAnnexB(format, prefixed({kIdr}, lengthSize), false) == annexB({{9, 0xf0}, kIdr}));
  }
  CopyFormat format = h264();
  CHECK(toSample(format, joined(prefixed({kIdr}), {0, 0, 0, 0, 0})) == prefixed({kIdr}));
  for (const Bytes& broken : {Bytes{}, prefixed({kH264Delimiter}), Bytes{0, 0, 0, 9, 0x65},
                              joined(prefixed({kIdr}), {1})}) {
    CHECK(refused([&] { toSample(format, broken); }));
    CHECK(refused([&] { toAnnexB(format, broken, false); }));
  }
  format.nalLengthSize = 0;
  CHECK(toSample(format, annexB(packet)) == sample);
}

void testChanges() {
  const CopyFormat format = h264();
  const auto changes = [&](const Units& units) {
    return changesParameters(format, prefixed(units));
  };
  CHECK(!changes({kIdr}) && !changes({h264Sps(), joined(h264Pps(), {0, 0}), kIdr}));
  CHECK(changes({h264Sps(0, 41), kIdr}) && changes({h264Sps(1), kIdr}));
  CHECK(changes({h264Pps(0, 6), kIdr}));
  // A further one takes nothing away; it stays where it was.
  CHECK(!changes({h264Pps(1), kIdr}));
  CHECK(toSample(format, prefixed({h264Pps(1), kIdr})) == prefixed({h264Pps(1), kIdr}));
  const Bytes packet = prefixed({h264Sps(), h264Pps(), kIdr});
  for (size_t size = 0; size <= packet.size(); ++size) {
    CHECK(!changesParameters(format, std::span(packet).first(size)));
  }
  const CopyFormat other = hevc();
  CHECK(!changesParameters(other, prefixed({hevcVps(), hevcSps(), hevcPps(), hevcPps(1)})));
  CHECK(changesParameters(other, prefixed({hevcSps(0, 120)})));
  CHECK(!changesParameters(other, prefixed({hevcUnit(33, {1, 2, 3}, 1)})));  // another layer's
}

void testHevc() {
  const CopyFormat format = hevc();
  CHECK_EQ(format.codecs, "hvc1.2.4.H123.B0");
  CHECK(std::equal(format.config.begin(), format.config.begin() + 23,
                   Bytes({1,    0x22, 0x20, 0,    0, 0, 0xb0,           0, 0, 0, 0, 0, 123, 0xf0, 0,
                          0xfc, 0xfd, 0xfa, 0xfa, 0, 0, 2 << 3 | 4 | 3, 3})
                       .begin()));
  Bytes arrays;
  for (const Bytes& set : {hevcVps(), hevcSps(), hevcPps()}) {
    arrays = joined(arrays, {static_cast<uint8_t>(0x80 | set[0] >> 1), 0, 1});
    arrays = joined(arrays, prefixed({set}, 2));
  }
  CHECK(Bytes(format.config.begin() + 23, format.config.end()) == arrays);
  FakeStream plain(AV_CODEC_ID_HEVC, {});
  const Bytes slice = hevcUnit(21, {0x80, 1});
  const Units packet{{0x46, 1, 0x50}, hevcVps(), hevcSps(), hevcPps(), slice};
  const CopyFormat same = copyFormat(*plain, annexB(packet));
  CHECK(same.config == format.config && same.nalLengthSize == 0);
  CHECK(toSample(same, annexB(packet)) == prefixed({slice}));
  CHECK(toAnnexB(format, prefixed({slice}), true) == annexB(packet));
  const auto of = [&](uint8_t type) { return accessOf(format, prefixed({hevcUnit(type, {1})})); };
  for (const uint8_t type : {19, 20}) CHECK(of(type) == Access::kClosed);
  for (const uint8_t type : {16, 17, 18, 21}) CHECK(of(type) == Access::kOpen);
  for (const uint8_t type : {0, 1, 8, 9, 22, 33, 39}) CHECK(of(type) == Access::kNone);
  CHECK(refused([] {
    FakeStream stream(AV_CODEC_ID_HEVC, hvcC({hevcVps(), hevcSps()}));
    copyFormat(*stream, prefixed({hevcUnit(19, {1})}));
  }));
}

void testAv1() {
  const Bytes sequence = av1Sequence({});
  const Bytes header = obu(1, sequence), delimiter = obu(2, {}), key = av1Frame(0, 0, 1);
  FakeStream stream(AV_CODEC_ID_AV1, {});
  const CopyFormat format = copyFormat(*stream, joined(delimiter, joined(header, key)));
  CHECK_EQ(format.codecs, "av01.0.08M.08");
  CHECK(format.config == joined({0x81, 8, 0x0c, 0}, header));
  CHECK(toSample(format, joined(delimiter, joined(header, key))) == joined(header, key));
  CHECK(!changesParameters(format, joined(header, key)));
  CHECK(changesParameters(format, obu(1, av1Sequence({.level = 9}))));
  CHECK(accessOf(format, joined(header, key)) == Access::kClosed);
  CHECK(accessOf(format, std::span(key).first(4)) == Access::kClosed);
  for (const Bytes& frame : {av1Frame(1, 0, 1), av1Frame(0, 1, 1), av1Frame(0, 2, 1),
                             av1Frame(0, 0, 0), header, Bytes{}, Bytes{0x32, 0x80}}) {
    CHECK(accessOf(format, frame) == Access::kNone);
  }
  CHECK(refused([&] { toSample(format, delimiter); }));
  CHECK(refused([&] { toSample(format, Bytes{0x32, 9, 1}); }));
  const Bytes deep = obu(1, av1Sequence({9, true, 9, 16, 9, true}));
  FakeStream wide(AV_CODEC_ID_AV1, joined({0x81, 9, 0x4c, 0x13}, deep));
  const CopyFormat hdr = copyFormat(*wide, key);
  CHECK_EQ(hdr.codecs, "av01.0.09M.10.0.110.09.16.09.0");
  CHECK(hdr.config == joined({0x81, 9, 0x4c, 0x13}, deep));
  CHECK(refused([&] { copyFormat(*stream, key); }));
}

void testVp9() {
  const auto codecs = [](const Vp9Frame& frame) {
    FakeStream stream(AV_CODEC_ID_VP9, {});
    return copyFormat(*stream, vp9Frame(frame)).codecs;
  };
  CHECK_EQ(codecs({}), "vp09.00.40.08");
  CHECK_EQ(codecs({.space = 2, .width = 320, .height = 180}), "vp09.00.11.08");
  CHECK_EQ(codecs({.profile = 2, .width = 3'840, .height = 2'160}), "vp09.02.50.10");
  CHECK_EQ(codecs({.profile = 2, .space = 5}), "vp09.02.40.10.01.02.02.09.00");
  CHECK_EQ(codecs({.profile = 1}), "vp09.01.40.08.03.02.02.02.00");
  FakeStream stream(AV_CODEC_ID_VP9, {});
  stream->codecpar->level = 31;
  const CopyFormat format = copyFormat(*stream, vp9Frame({.space = 2}));
  CHECK(format.config == Bytes({1, 0, 0, 0, 0, 31, 0x82, 2, 2, 1, 0, 0}));
  CHECK(accessOf(format, vp9Frame({})) == Access::kClosed);
  CHECK(!changesParameters(format, vp9Frame({.width = 640})));
  CHECK(changesParameters(format, vp9Frame({.profile = 2})));
  for (const Vp9Frame& frame : {Vp9Frame{.existing = 1}, {.inter = 1}, {.shown = 0}}) {
    CHECK(accessOf(format, vp9Frame(frame)) == Access::kNone);
    CHECK(refused([&] { codecs(frame); }));
  }
  CHECK(toSample(format, Bytes{1, 2}) == Bytes({1, 2}));
}

/// Cut off, overwritten and made-up bytes: refused or no access point, and nothing read outside.
void testHostile() {
  std::mt19937 random(3);
  const std::vector<std::tuple<AVCodecID, Bytes, Bytes>> streams{
      {AV_CODEC_ID_H264, avcC({h264Sps()}, {h264Pps()}), prefixed({h264Recovery(0), kIdr})},
      {AV_CODEC_ID_H264, {}, annexB({h264Sps(), h264Pps(), h264Recovery(0), kIdr})},
      {AV_CODEC_ID_HEVC, hvcC({hevcVps(), hevcSps(), hevcPps()}), prefixed({hevcUnit(19, {1})})},
      {AV_CODEC_ID_HEVC, {}, annexB({hevcVps(), hevcSps(), hevcPps(), hevcUnit(19, {1})})},
      {AV_CODEC_ID_AV1, joined({0x81, 8, 12, 0}, obu(1, av1Sequence({}))), av1Frame(0, 0, 1)},
      {AV_CODEC_ID_AV1, {}, joined(obu(1, av1Sequence({9, true, 9, 16, 9, true})), {0x30, 0x10})},
      {AV_CODEC_ID_VP9, {}, vp9Frame({.profile = 3, .twelve = true})}};
  const auto damage = [&](Bytes bytes) {
    for (unsigned i = random() % 4; i > 0 && !bytes.empty(); --i) {
      bytes[random() % bytes.size()] = static_cast<uint8_t>(random() % 3 ? random() : 0xff);
    }
    if (random() % 2) bytes.resize(random() % (bytes.size() + 1));
    bytes.shrink_to_fit();
    return bytes;
  };
  for (int round = 0; round < 20'000; ++round) {
    const auto& [codec, extradata, key] = streams[random() % streams.size()];
    FakeStream stream(codec, random() % 2 ? extradata : damage(extradata));
    const Bytes packet = damage(key), other = damage(key);
    const auto use = [&, codec = codec] {
      const CopyFormat format = copyFormat(*stream, packet);
      accessOf(format, other);
      isReference(format, other);
      changesParameters(format, other);
      toSample(format, other);
      if (codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC) toAnnexB(format, other, true);
      return true;
    };
    bool done = false;
    const bool said = refused([&] { done = use(); });
    if (!CHECK(done || said)) return;
  }
}

}  // namespace

int main() {
  testH264Config();
  testH264Extension();
  testH264Access();
  testH264Packets();
  testChanges();
  testHevc();
  testAv1();
  testVp9();
  testHostile();
  return report();
}

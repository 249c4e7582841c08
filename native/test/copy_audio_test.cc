// What headers of coded sound say, and what is written of it into fragmented MP4.
#include "av/copy_audio.h"

#include <algorithm>
#include <functional>

#include "av/aac_config.h"
#include "av/ac3.h"
#include "av/bits.h"
#include "av/input.h"
#include "test/check.h"

using namespace haema::av;

namespace {

bool refused(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code() == Code::kMediaInvalid;
  }
  return false;
}

void checkConfig(const Bytes& bytes, int type, int rate, int channels, int samples) {
  const AacConfig config = parseAudioSpecificConfig(bytes);
  CHECK_EQ(config.signalledType(), type);
  CHECK_EQ(config.sampleRate(), rate);
  CHECK_EQ(config.channels(), channels);
  CHECK_EQ(config.frameSamples(), samples);
}

void testAacConfigs() {
  checkConfig({0x11, 0x90}, 2, 48'000, 2, 1024);
  checkConfig({0x12, 0x10}, 2, 44'100, 2, 1024);
  checkConfig({0x11, 0x94}, 2, 48'000, 2, 960);
  checkConfig({0x2b, 0x11, 0x88, 0x00}, 5, 48'000, 2, 2048);   // hierarchical
  checkConfig({0xeb, 0x09, 0x88, 0x00}, 29, 48'000, 2, 2048);  // with parametric stereo
  checkConfig({0x13, 0x90, 0x56, 0xe5, 0xa0}, 5, 44'100, 2, 2048);
  checkConfig({0x13, 0x08, 0x56, 0xe5, 0x9d, 0x48, 0x80}, 29, 48'000, 2, 2048);
  checkConfig({0x11, 0x88, 0x56, 0xe5, 0x00}, 2, 48'000, 1, 1024);  // says that there is none
  checkConfig({0x11, 0xb8}, 2, 48'000, 8, 1024);
  CHECK(refused([] { parseAudioSpecificConfig({}); }));
  CHECK(refused([] { parseAudioSpecificConfig(Bytes{0x11}); }));
  CHECK(refused([] { parseAudioSpecificConfig(Bytes{0xf8, 0x86, 0x40, 0, 0}); }));  // no AAC
  for (const int rate : {24'000, 22'050}) {
    for (const bool ps : {false, true}) {
      const AacConfig made{.objectType = kAacLc,
                           .coreRate = rate,
                           .channelConfiguration = ps ? 1 : 2,
                           .sbr = true,
                           .ps = ps,
                           .dualRate = true};
      checkConfig(audioSpecificConfig(made), ps ? 29 : 5, 2 * rate, 2, 2048);
    }
  }
}

AVCodecParameters* parametersOf(AVStream& stream, AVCodecID codec) {
  stream.codecpar->codec_id = codec;
  stream.codecpar->codec_type = AVMEDIA_TYPE_AUDIO;
  return stream.codecpar;
}

/// A stream of that codec with this extradata.
struct Source {
  Source(AVCodecID codec, const Bytes& extradata) {
    context = checkAllocated(avformat_alloc_context(), "context");
    stream = checkAllocated(avformat_new_stream(context, nullptr), "stream");
    AVCodecParameters* parameters = parametersOf(*stream, codec);
    if (extradata.empty()) return;
    parameters->extradata =
        static_cast<uint8_t*>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    std::copy(extradata.begin(), extradata.end(), parameters->extradata);
    parameters->extradata_size = static_cast<int>(extradata.size());
  }
  ~Source() { avformat_free_context(context); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  AudioCopyFormat format(const Bytes& packet) const { return audioCopyFormat(*stream, packet); }
  AVFormatContext* context;
  AVStream* stream;
};

Bytes adtsFrame(size_t size, uint8_t second = 0xf1) {
  Bytes frame{0xff,
              second,
              0x4c,
              0x80,
              static_cast<uint8_t>(size >> 3),
              static_cast<uint8_t>((size & 7) << 5 | 0x1f),
              0xfc};
  frame.resize(size, 0x21);
  return frame;
}

void testAdts() {
  const Source source(AV_CODEC_ID_AAC, {});
  const Bytes frame = adtsFrame(300);
  const AudioCopyFormat format = source.format(frame);
  CHECK(format.config == (Bytes{0x11, 0x90}));
  CHECK_EQ(format.codecs, "mp4a.40.2");
  CHECK_EQ(format.sampleRate, 48'000);
  CHECK(format.fitsTs);
  CHECK_EQ(audioCopyFrame(format, frame)->data.size(), 293u);
  CHECK_EQ(audioCopyFrame(format, adtsFrame(300, 0xf0))->data.size(), 291u);  // with checksum
  CHECK_EQ(audioCopyFrame(format, Bytes(20, 0x21))->data.size(), 20u);        // none
  CHECK(!audioCopyFrame(format, {}));
  const Bytes header = adtsHeader(format, 293);
  CHECK(std::equal(header.begin(), header.end(), frame.begin()));
  CHECK(refused([&] { source.format(Bytes(20, 0x21)); }));
  Bytes blocks = frame;
  blocks[6] |= 1;
  CHECK(refused([&] { source.format(blocks); }));
  CHECK(!audioCopyFrame(format, blocks));
}

/// A frame of E-AC-3 of six blocks at 48 kHz.
Bytes enhanced(uint32_t type, uint32_t substream, uint32_t mode, bool lfe, uint32_t map,
               uint32_t objects, size_t size) {
  BitWriter bits;
  bits.write(0x0b77, 16);
  bits.write(type, 2);
  bits.write(substream, 3);
  bits.write(static_cast<uint32_t>(size / 2 - 1), 11);
  bits.write(0b00'11, 4);
  bits.write(mode, 3);
  bits.write(lfe, 1);
  bits.write(16, 5);
  bits.write(31, 5);
  bits.write(0, 1);  // compression
  if (type == 1) {
    bits.write(map > 0, 1);
    if (map > 0) bits.write(map, 16);
  }
  bits.write(1, 1);  // mixing
  if (mode > 2) bits.write(0, 2);
  if ((mode & 1) && mode > 2) bits.write(0, 6);
  if (mode & 4) bits.write(0, 6);
  if (lfe) bits.write(0b1'00101, 6);
  if (type == 0) bits.write(0b0'0'11, 4);
  if (type == 0) bits.write(1, 5), bits.write(0xabcdef, 24);  // three bytes of mixing data
  if (type == 0) bits.write(0, 1);
  bits.write(1, 1);  // information
  bits.write(0b010'00, 5);
  if (mode == 2) bits.write(0, 4);
  if (mode >= 6) bits.write(0, 2);
  bits.write(0, 2);
  bits.write(objects > 0, 1);
  if (objects > 0) bits.write(1, 6), bits.write(1, 8), bits.write(objects, 8);
  Bytes frame = bits.take();
  frame.resize(size, 0);
  return frame;
}

Bytes joined(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

void testEnhanced() {
  const Bytes main = enhanced(0, 0, 7, true, 0, 0, 1024);
  auto packet = parseAc3(main);
  if (!CHECK(packet && packet->enhanced)) return;
  CHECK_EQ(packet->channels, 6);
  CHECK_EQ(packet->samples, 1536);
  CHECK_EQ(packet->bitRate, 256'000);
  CHECK_EQ(packet->jocObjects, 0);
  CHECK(packet->config == (Bytes{0x08, 0x00, 0x20, 0x2f, 0x00}));

  // 7.1: the side channels replaced and the rear ones added by a substream that depends.
  packet = parseAc3(joined(main, enhanced(1, 0, 6, false, 0x1a00, 0, 512)));
  if (!CHECK(packet.has_value())) return;
  CHECK_EQ(packet->channels, 8);
  CHECK_EQ(packet->samples, 1536);
  CHECK_EQ(packet->bitRate, 384'000);
  CHECK_EQ(packet->config.size(), 6u);
  CHECK_EQ(packet->config[4] >> 1 & 15, 1);                          // substreams
  CHECK_EQ((packet->config[4] & 1) << 8 | packet->config[5], 0b10);  // Lrs/Rrs

  packet = parseAc3(enhanced(0, 0, 7, true, 0, 16, 1024));
  if (!CHECK(packet.has_value())) return;
  CHECK_EQ(packet->jocObjects, 16);
  CHECK_EQ(packet->config.size(), 7u);
  CHECK_EQ(packet->config[5], 1);
  CHECK_EQ(packet->config[6], 16);

  const Source source(AV_CODEC_ID_EAC3, {});
  const AudioCopyFormat format = source.format(enhanced(0, 0, 2, false, 0, 11, 512));
  CHECK(format.joc && format.fitsTs);
  CHECK_EQ(format.codecs, "ec-3");
  CHECK_EQ(format.channels, 2);
  for (size_t size = 0; size < 24; ++size) {
    CHECK(!parseAc3(std::span(main).first(std::min<size_t>(size, 9))));
    parseAc3(std::span(main).first(size));  // reads nothing behind the end
  }
}

void testAc3() {
  // 48 kHz, 448 kb/s, 3/2 with LFE.
  Bytes frame{0x0b, 0x77, 0, 0, 0x1e, 0x40, 0xe1, 0xff};
  frame.resize(1792);
  const auto packet = parseAc3(frame);
  if (!CHECK(packet && !packet->enhanced)) return;
  CHECK_EQ(packet->channels, 6);
  CHECK_EQ(packet->sampleRate, 48'000);
  CHECK_EQ(packet->bitRate, 448'000);
  CHECK(packet->config == (Bytes{0x10, 0x3d, 0xe0}));
  const Source source(AV_CODEC_ID_AC3, {});
  CHECK_EQ(source.format(frame).codecs, "ac-3");
  CHECK(refused([&] { source.format({1, 2, 3}); }));
}

void testOthers() {
  const Source mp3(AV_CODEC_ID_MP3, {});
  const AudioCopyFormat low = mp3.format({0xff, 0xf3, 0x84, 0xc4, 0});  // MPEG-2, 24 kHz, mono
  CHECK_EQ(low.sampleRate, 24'000);
  CHECK_EQ(low.frameSamples, 576);
  CHECK_EQ(low.channels, 1);
  CHECK_EQ(low.codecs, "mp4a.40.34");
  CHECK(refused([&] { mp3.format({0xff, 0xfd, 0x84, 0xc4, 0}); }));  // layer II

  const Bytes head{'O',  'p',  'u',  's',  'H', 'e', 'a',  'd',  1, 2,
                   0x38, 0x01, 0x80, 0xbb, 0,   0,   0x01, 0xff, 0};
  const AudioCopyFormat opus = Source(AV_CODEC_ID_OPUS, head).format({});
  CHECK(opus.config == (Bytes{0, 2, 0, 0, 0, 0, 0xbb, 0x80, 0xff, 0x01, 0}));
  CHECK_EQ(audioCopyFrame(opus, Bytes{0xfc, 1})->samples, 960);
  CHECK_EQ(audioCopyFrame(opus, Bytes{0x1b, 0x02, 1})->samples, 5760);
  CHECK_EQ(audioCopyFrame(opus, Bytes{0xe1, 1})->samples, 240);
  CHECK(!audioCopyFrame(opus, Bytes{0x1b, 0x3f, 1}));  // over 120 ms
  CHECK(!opus.fitsTs);
  CHECK(refused([] { Source(AV_CODEC_ID_OPUS, {1, 2, 3}).format({}); }));

  Bytes info{0x10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0xc4, 0x42, 0xf0};
  info.resize(34);
  const AudioCopyFormat flac = Source(AV_CODEC_ID_FLAC, info).format({});
  CHECK_EQ(flac.sampleRate, 44'100);
  CHECK_EQ(flac.channels, 2);
  CHECK_EQ(flac.frameSamples, 4096);
  CHECK_EQ(audioCopyFrame(flac, Bytes{0xff, 0xf8, 0xc9, 0xa8, 0, 0, 0})->samples, 4096);
  CHECK_EQ(audioCopyFrame(flac, Bytes{0xff, 0xf8, 0x79, 0xa8, 0xc2, 0x80, 0x01, 0x2b})->samples,
           300);
  CHECK(!audioCopyFrame(flac, Bytes(12, 0)));
  CHECK(refused([] { Source(AV_CODEC_ID_DTS, {}).format(Bytes(64, 1)); }));
}

Bytes file(const AudioCopyFormat& format, const std::vector<std::vector<AudioCopyUnit>>& parts) {
  Bytes bytes = writeInit(format);
  uint32_t sequence = 0;
  for (const auto& units : parts) {
    const Bytes fragment = writeFragment(++sequence, format, units, 48'000);
    bytes.insert(bytes.end(), fragment.begin(), fragment.end());
  }
  return bytes;
}

/// The durations that a fragment's trun states.
std::vector<uint32_t> durationsOf(const Bytes& fragment) {
  constexpr std::string_view kName = "trun";
  const auto found = std::search(fragment.begin(), fragment.end(), kName.begin(), kName.end());
  const std::span<const uint8_t> bytes(fragment);
  BitReader bits(bytes.subspan(static_cast<size_t>(found - fragment.begin()) + 8));
  std::vector<uint32_t> durations(bits.bits(32));
  bits.skip(32);
  for (uint32_t& duration : durations) {
    duration = bits.bits(32);
    bits.skip(32);
  }
  return durations;
}

/// libav finds each unit at its time.
void testFragments() {
  const AudioCopyFormat format = Source(AV_CODEC_ID_AAC, {0x11, 0x90}).format({});
  const std::vector<std::vector<AudioCopyUnit>> parts{
      {{.data = Bytes(5, 1), .sample = -100, .samples = 1024},
       {.data = Bytes(6, 2), .sample = 924, .samples = 1024}},
      {},
      {{.data = Bytes(7, 3), .sample = 60'000, .samples = 1024},
       {.data = Bytes(8, 4), .sample = 70'000, .samples = 1024}}};
  const Bytes bytes = file(format, parts);
  CHECK(bytes == file(format, parts));
  CHECK(durationsOf(writeFragment(1, format, parts[0], 0)) == (std::vector{924u, 1024u}));
  CHECK(durationsOf(writeFragment(1, format, parts[1], 0)).empty());
  CHECK(durationsOf(writeFragment(1, format, parts[2], 0)) == (std::vector{10'000u, 1024u}));
  const CancelToken token;
  const auto input = Input::open(std::span<const uint8_t>(bytes), token);
  const Input::Lease lease(*input, token);
  const AVStream* stream = input->stream(0);
  CHECK_EQ(stream->codecpar->codec_id, AV_CODEC_ID_AAC);
  CHECK_EQ(stream->time_base.den, 48'000);
  PacketHandle packet = makePacket();
  for (const auto& [time, size] : {std::array{0, 5}, {924, 6}, {60'000, 7}, {70'000, 8}}) {
    if (!CHECK(input->read(packet))) return;
    const PacketTurn turn(packet);
    CHECK_EQ(packet->pts, time);
    CHECK_EQ(packet->size, size);
  }
  CHECK(!input->read(packet));
}

}  // namespace

int main() {
  testAacConfigs();
  testAdts();
  testEnhanced();
  testAc3();
  testOthers();
  testFragments();
  return haema::test::report();
}

// Segments of sound that are encoded each on its own join as if they had been encoded in one go.
#include "av/audio_encoder.h"

#include <cmath>

#include "av/decoder.h"
#include "av/resampler.h"
#include "test/check.h"
#include "test/clips.h"

using namespace haema;
using av::kAacFrameSamples;

namespace {

constexpr int kRate = 48'000;
constexpr int64_t kFrames = 480;
constexpr int64_t kNear = 2;  // frames to either side of a joint that count as the joint

using Samples = std::vector<float>;

av::AudioEncoderSettings settingsOf(int channels) {
  return {.sampleRate = kRate, .channels = channels, .bitRate = channels * 64'000};
}

std::vector<av::AudioUnit> encode(int channels, int64_t first, int64_t last) {
  av::Planes planes;
  for (int c = 0; c < channels; ++c) {
    planes.push_back(test::soundOf((first - av::kAacLeadIn) * kAacFrameSamples,
                                   (last + av::kAacLookAhead) * kAacFrameSamples, kRate, c));
  }
  return av::encodeAudio(settingsOf(channels), first, last, planes, {});
}

std::vector<av::AudioUnit> encodeInPieces(int channels, std::span<const int64_t> joints) {
  std::vector<av::AudioUnit> units;
  for (size_t i = 0; i + 1 < joints.size(); ++i) {
    for (av::AudioUnit& unit : encode(channels, joints[i], joints[i + 1])) {
      units.push_back(std::move(unit));
    }
  }
  return units;
}

/// The first channel of what a decoder makes of the units.
Samples decode(int channels, const std::vector<av::AudioUnit>& units) {
  const av::AudioFormat format = av::audioFormat(settingsOf(channels));
  const av::ParametersHandle parameters(avcodec_parameters_alloc());
  parameters->codec_type = AVMEDIA_TYPE_AUDIO;
  parameters->codec_id = AV_CODEC_ID_AAC;
  parameters->extradata_size = static_cast<int>(format.config.size());
  parameters->extradata =
      static_cast<uint8_t*>(av_mallocz(format.config.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  std::copy(format.config.begin(), format.config.end(), parameters->extradata);
  av::Decoder decoder(parameters.get(), {1, kRate}, {.threads = 1});
  const av::PacketHandle packet = av::makePacket();
  av::FrameHandle frame = av::makeFrame();
  Samples samples;
  for (const av::AudioUnit& unit : units) {
    av::check(av_new_packet(packet.get(), static_cast<int>(unit.data.size())), "decode");
    std::copy(unit.data.begin(), unit.data.end(), packet->data);
    packet->pts = unit.frame * kAacFrameSamples;
    decoder.send(packet.get());
    av_packet_unref(packet.get());
    while (decoder.receive(frame)) {
      const auto* data = reinterpret_cast<const float*>(frame->data[0]);
      samples.insert(samples.end(), data, data + frame->nb_samples);
    }
  }
  CHECK_EQ(decoder.errors(), 0);
  return samples;
}

/// Signal to noise in dB over the frames [from, to) of the grid.
double snr(const Samples& decoded, int64_t from, int64_t to) {
  const Samples source = test::soundOf(from * kAacFrameSamples, to * kAacFrameSamples, kRate, 0);
  double signal = 0, noise = 0;
  for (size_t i = 0; i < source.size(); ++i) {
    const double value = source[i];
    const double error = value - decoded[static_cast<size_t>(from) * kAacFrameSamples + i];
    signal += value * value;
    noise += error * error;
  }
  return 10 * std::log10(signal / noise);
}

double meanAt(const Samples& decoded, std::span<const int64_t> places) {
  double sum = 0;
  for (const int64_t place : places) sum += snr(decoded, place - kNear, place + kNear);
  return sum / static_cast<double>(places.size());
}

double worstAt(const Samples& decoded, std::span<const int64_t> places) {
  double worst = 1e9;
  for (const int64_t place : places) {
    worst = std::min(worst, snr(decoded, place - kNear, place + kNear));
  }
  return worst;
}

void testJoints(int channels, int64_t length) {
  std::vector<int64_t> joints{0};
  while (joints.back() + length < kFrames) joints.push_back(joints.back() + length);
  joints.push_back(kFrames);
  const std::span inner = std::span(joints).subspan(1, joints.size() - 2);
  std::vector<int64_t> between;
  for (const int64_t joint : inner) between.push_back(joint - length / 2);

  const std::vector<av::AudioUnit> units = encodeInPieces(channels, joints);
  CHECK_EQ(units.size(), static_cast<size_t>(kFrames));
  for (size_t i = 0; i < units.size(); ++i) {
    if (!CHECK_EQ(units[i].frame, static_cast<int64_t>(i))) break;
  }
  const Samples pieces = decode(channels, units);
  const Samples whole = decode(channels, encode(channels, 0, kFrames));
  CHECK_EQ(pieces.size(), whole.size());
  const double atJoints = meanAt(pieces, inner), elsewhere = meanAt(pieces, between);
  const double continuous = meanAt(whole, inner);
  std::cout << channels << " channels, pieces of " << length << " frames: " << atJoints
            << " dB at joints, " << elsewhere << " elsewhere, " << continuous
            << " in one go; worst " << worstAt(pieces, inner) << ", in one go "
            << worstAt(whole, inner) << "\n";
  CHECK(std::abs(atJoints - elsewhere) <= 1);
  CHECK(std::abs(atJoints - continuous) <= 1);
  CHECK(worstAt(pieces, inner) >= worstAt(whole, inner) - 1);
  CHECK(continuous > 15);
}

/// Equal stretches are equal bytes; a cancelled job has no result.
void testRepeatable() {
  const auto a = encode(2, 40, 80), b = encode(2, 40, 80);
  CHECK(std::ranges::equal(a, b, {}, &av::AudioUnit::data, &av::AudioUnit::data));
  av::CancelToken token;
  token.cancel();
  const av::Planes planes(2, Samples((10 + av::kAacLeadIn + av::kAacLookAhead) * kAacFrameSamples));
  av::Code code = av::Code::kEngineFailed;
  try {
    av::encodeAudio(settingsOf(2), 0, 10, planes, token);
  } catch (const av::Error& error) {
    code = error.code();
  }
  CHECK(code == av::Code::kCancelled);
}

}  // namespace

int main() {
  av_log_set_level(AV_LOG_QUIET);
  for (const int channels : {1, 2}) {
    for (const int64_t length : {20, 47, 94}) testJoints(channels, length);
  }
  testRepeatable();
  return test::report();
}

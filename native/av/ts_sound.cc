#include "av/ts_sound.h"

#include "av/aac.h"
#include "av/error.h"

namespace haema::av {

namespace {

constexpr uint8_t kAudioStreamId = 0xc0, kPrivateStreamId = 0xbd;
constexpr uint8_t kMpeg1Audio = 0x03, kMpeg2Audio = 0x04, kAdts = 0x0f, kAc3 = 0x81, kEac3 = 0x87;
constexpr int kLowestMpeg1Rate = 32'000;

}  // namespace

bool TsSound::isAdts() const {
  return !segment_.copiedAudio || segment_.copiedAudio->codec == AudioCopyCodec::kAac;
}

size_t TsSound::count() const {
  return segment_.copiedAudio ? segment_.copiedUnits.size() : segment_.audio.size();
}

Ticks TsSound::time(size_t index) const {
  if (segment_.copiedAudio) {
    return toTicks(segment_.copiedUnits[index].sample, {1, segment_.copiedAudio->sampleRate});
  }
  return toTicks(segment_.audio[index].frame * kAacFrameSamples,
                 {1, segment_.audioFormat->sampleRate});
}

Ticks TsSound::end(size_t index) const {
  if (segment_.copiedAudio) {
    const AudioCopyUnit& unit = segment_.copiedUnits[index];
    return toTicks(unit.sample + unit.samples, {1, segment_.copiedAudio->sampleRate});
  }
  return toTicks((segment_.audio[index].frame + 1) * kAacFrameSamples,
                 {1, segment_.audioFormat->sampleRate});
}

bool TsSound::follows(size_t index) const {
  if (segment_.copiedAudio) {
    const AudioCopyUnit& before = segment_.copiedUnits[index - 1];
    return segment_.copiedUnits[index].sample == before.sample + before.samples;
  }
  return segment_.audio[index].frame == segment_.audio[index - 1].frame + 1;
}

void TsSound::check(size_t index) const {
  const bool copied = segment_.copiedAudio;
  const Bytes& data = copied ? segment_.copiedUnits[index].data : segment_.audio[index].data;
  require(!data.empty(), "a coded audio frame is empty");
  if (index == 0) return;
  const bool rises =
      copied ? segment_.copiedUnits[index].sample > segment_.copiedUnits[index - 1].sample
             : segment_.audio[index].frame > segment_.audio[index - 1].frame;
  require(rises, "audio frames do not rise");
}

size_t TsSound::size(size_t index) const {
  const size_t data = segment_.copiedAudio ? segment_.copiedUnits[index].data.size()
                                           : segment_.audio[index].data.size();
  return data + (isAdts() ? kAdtsHeaderSize : 0);
}

void TsSound::appendTo(Bytes& pes, size_t index) const {
  const auto append = [&pes](std::span<const uint8_t> bytes) {
    pes.insert(pes.end(), bytes.begin(), bytes.end());
  };
  if (segment_.copiedAudio) {
    const Bytes& data = segment_.copiedUnits[index].data;
    if (isAdts()) append(adtsHeader(*segment_.copiedAudio, data.size()));
    append(data);
    return;
  }
  const Bytes& data = segment_.audio[index].data;
  append(adtsHeader(segment_.audioFormat->sampleRate, segment_.audioFormat->channels, data.size()));
  append(data);
}

TsStream TsSound::stream(uint16_t pid) const {
  if (isAdts()) return {pid, kAdts, {}};
  const AudioCopyFormat& format = *segment_.copiedAudio;
  require(format.fitsTs, "sound that MPEG-TS cannot hold");
  switch (format.codec) {
    case AudioCopyCodec::kAc3:
      return {pid, kAc3, "AC-3"};
    case AudioCopyCodec::kEac3:
      return {pid, kEac3, "EAC3"};
    default:
      return {pid, format.sampleRate < kLowestMpeg1Rate ? kMpeg2Audio : kMpeg1Audio, {}};
  }
}

uint8_t TsSound::streamId() const {
  const bool ac3 = segment_.copiedAudio && (segment_.copiedAudio->codec == AudioCopyCodec::kAc3 ||
                                            segment_.copiedAudio->codec == AudioCopyCodec::kEac3);
  return ac3 ? kPrivateStreamId : kAudioStreamId;
}

Ticks TsSound::early() const {
  if (!segment_.copiedAudio) return 0;
  // A quarter of a frame, and what stamps are rounded by.
  const AudioCopyFormat& format = *segment_.copiedAudio;
  return toTicks(int64_t{format.frameSamples} / 2, {1, format.sampleRate});
}

}  // namespace haema::av

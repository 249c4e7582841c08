// Coded sound that is passed on as it is: what a stream holds, and how fragmented MP4 says so.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "av/coded.h"
#include "av/handles.h"

namespace haema::av {

enum class AudioCopyCodec { kAac, kMp3, kAc3, kEac3, kOpus, kFlac };

/// A coded sound stream as it can be written anew.
struct AudioCopyFormat {
  AudioCopyCodec codec;
  int sampleRate;    ///< of what a decoder puts out: HE-AAC's is twice its core's; Opus: 48000
  int channels;      ///< as well
  int frameSamples;  ///< at sampleRate; 0: varies (Opus, FLAC with blocks of several sizes)
  /// AAC: AudioSpecificConfig. Others: the payload of dac3, dec3, dOps, dfLa; MP3: empty.
  Bytes config;
  int64_t bitRate;      ///< bits a second, 0: not known
  std::string codecs;   ///< RFC 6381: mp4a.40.2, mp4a.40.34, ac-3, ec-3, Opus, fLaC
  bool joc = false;     ///< E-AC-3 with joint object coding (Atmos): CHANNELS="<n>/JOC"
  int jocObjects = 0;   ///< the n: its complexity index
  bool fitsTs = false;  ///< can be written into MPEG-TS; AAC: as ADTS
};

/// Throws Error(kMediaInvalid) with the reason for people when the stream cannot be copied.
/// `firstPacket`: of the stream, as the demuxer gives it; for AAC, MP3, AC-3 and E-AC-3 it tells
/// what the container does not.
AudioCopyFormat audioCopyFormat(const AVStream& stream, std::span<const uint8_t> firstPacket);

/// One frame, without ADTS header.
struct AudioCopyUnit {
  Bytes data;
  int64_t sample;  ///< at sampleRate from presentation zero; below it in the first one at most,
                   ///< which then reaches beyond zero
  int samples;     ///< how long it lasts
};

/// What of a packet is the frame (an ADTS header is none of it), and the samples it holds.
struct AudioCopyFrame {
  std::span<const uint8_t> data;
  int samples;
};
/// Nothing when the packet is no frame of this format: damage.
std::optional<AudioCopyFrame> audioCopyFrame(const AudioCopyFormat& format,
                                             std::span<const uint8_t> packet);

/// ftyp and moov, time scale = sampleRate.
Bytes writeInit(const AudioCopyFormat& format);

/// moof and mdat; tfdt is the place of the first unit, or 0 where that lies before presentation
/// zero. A unit lasts up to the next one. No units: a fragment at `start` (at sampleRate) without
/// samples, in which there is no sound.
Bytes writeFragment(uint32_t sequence, const AudioCopyFormat& format,
                    std::span<const AudioCopyUnit> units, int64_t start);

/// The ADTS header of a unit with `dataSize` bytes. For AAC that fitsTs.
Bytes adtsHeader(const AudioCopyFormat& format, size_t dataSize);

}  // namespace haema::av

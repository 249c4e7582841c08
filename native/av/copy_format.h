// What has to be known of a coded video stream to write its packets anew without decoding them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "av/coded.h"
#include "av/ticks.h"

struct AVStream;

namespace haema::av {

enum class CopyCodec { kH264, kHevc, kAv1, kVp9 };

/// A coded video stream as it can be written anew.
struct CopyFormat {
  CopyCodec codec;
  int width, height;        ///< for the sample entry: as the source's own would say
  AVRational sampleAspect;  ///< of a pixel; 0/1 or 1/1: square
  int rotation;             ///< degrees clockwise that a player turns the picture: 0, 90, 180, 270
  bool mirrored;            ///< left and right are swapped before it is turned
  Bytes config;             ///< payload of avcC, hvcC, av1C or vpcC; NAL lengths of 4 bytes
  /// H.264: SPS, PPS; HEVC: VPS, SPS, PPS; AV1: the sequence header. Without start codes.
  std::vector<Bytes> parameterSets;
  int nalLengthSize;         ///< of the source's packets, 1 to 4; 0: Annex B, or no NAL units
  std::string codecs;        ///< RFC 6381: avc1.640028, hvc1.2.4.L123.B0, av01.0.08M.08 …
  std::string supplemental;  ///< dvh1.08.01/db1p …; empty: none
  std::string videoRange;    ///< SDR, PQ or HLG
  Bytes boxes;               ///< colr, mdcv, clli, dvcC or dvvC: whole boxes for the sample entry
  Ticks frameTicks;          ///< by the nominal rate, 3600 where unknown
  unsigned reorder;          ///< pictures that may be decoded before one that is shown before them
};

/// `key`: the first key packet's data (in-band parameter sets, AV1 sequence header). Throws
/// kMediaInvalid with the reason in words where the stream cannot be copied at all.
CopyFormat copyFormat(const AVStream& stream, std::span<const uint8_t> key);

/// What begins at a packet.
enum class Access {
  kNone,      ///< not a random access point
  kClosed,    ///< nothing from here on needs what lies before (IDR; AV1 and VP9 key frames)
  kOpen,      ///< leading pictures may follow that need what lies before (HEVC CRA, BLA)
  kRecovery,  ///< H.264: recovery point with recovery_frame_cnt 0, or an I picture without IDR
  kRefresh,   ///< H.264: recovery_frame_cnt > 0 (intra refresh)
};

/// `packet` may be cut off behind a few kB. What makes no sense is no random access point.
Access accessOf(const CopyFormat& format, std::span<const uint8_t> packet);

/// Whether other pictures may be predicted from this one (H.264: nal_ref_idc of its slices). True
/// where the codec does not say it in so many words.
bool isReference(const CopyFormat& format, std::span<const uint8_t> packet);

/// Whether an H.264 picture has B slices, as those have that are shown before others which are
/// decoded first. False for other codecs, which have no need of it for that.
bool mayOvertake(const CopyFormat& format, std::span<const uint8_t> packet);

/// Whether a decoder that begins at this key picture has no way to tell that some are missing
/// before it: H.264 pictures number 0 that are no IDR. Giving up one of those is an error then, at
/// which browsers stop; behind other numbers decoders fill in what is missing (H.264 8.2.5.2).
bool hidesWhatIsMissing(const CopyFormat& format, std::span<const uint8_t> key);

/// Whether the packet, which may be cut off as well, brings parameter sets that differ from the
/// format's. A PPS with an id of its own does not: it travels in the packets.
bool changesParameters(const CopyFormat& format, std::span<const uint8_t> packet);

/// The packet as a sample of fMP4: lengths of 4 bytes, no delimiters, none of the parameter sets
/// that the sample entry holds. Throws kMediaInvalid where the packet is damaged or empty.
Bytes toSample(const CopyFormat& format, std::span<const uint8_t> packet);

/// The packet as an Annex B access unit that begins with a delimiter, at key pictures followed by
/// the parameter sets. H.264 and HEVC only. Throws as toSample does.
Bytes toAnnexB(const CopyFormat& format, std::span<const uint8_t> packet, bool key);

}  // namespace haema::av

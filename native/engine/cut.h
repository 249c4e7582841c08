// Copies of streams: segments, init segments, and where pictures may be cut.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/segment.h"

namespace haema::engine {

/// A segment of which at least one stream is copied, `request` being sound. Its pictures are the
/// packets from `key` up to `nextKey` in decoding order; of these a part where one is asked for.
Segment makeCut(const SegmentRequest& request, SourcePool& pool, const av::CancelToken& token);

/// The init segment of a copied track; exactly one of the two.
struct CopyInitRequest {
  SourceRef source;
  std::optional<StreamCopy> video;
  std::optional<StreamCopy> audio;
};
av::Bytes makeCopyInit(const CopyInitRequest& request, const av::CancelToken& token);

struct CutRequest {
  SourceRef source;
  int stream;
  Ticks origin;                ///< presentation zero in container ticks
  std::vector<KeyFrame> cuts;  ///< the file's first key frame, then those at the inner cuts; rising
};

enum class CutKind : uint8_t {
  kClosed = 0,
  kOpen = 1,     ///< its leading pictures travel with it
  kUnusable = 2  ///< what follows needs what lies before
};

struct CutFacts {
  std::optional<std::string> refusal;  ///< why nothing can be copied, in words
  std::string codecs;
  std::string supplemental;
  std::string videoRange;
  int width = 0, height = 0;
  std::vector<CutKind> kinds;
  /// Bytes from each cut to the next, or to the end: exact for mp4, elsewhere an upper bound.
  std::vector<uint64_t> sizes;
};

CutFacts cutFacts(const CutRequest& request, const av::CancelToken& token);

struct CutScanRequest {
  SourceRef source;
  int stream;
  Ticks origin;  ///< presentation zero in container ticks
};

struct CutScan {
  CutFacts facts;              ///< sizes: of the pictures alone
  std::vector<KeyFrame> cuts;  ///< all key pictures, with their places; the first one can be cut at
};

/// Reads the whole file, for containers without an index, behind all else that the machine does.
CutScan scanCuts(const CutScanRequest& request, const av::CancelToken& token);

}  // namespace haema::engine

// From a picture of two fields to one of a single moment.
#pragma once

#include "av/handles.h"

namespace haema::av {

/// bwdif, one picture for each, at the time of its first field. What comes out depends on the
/// picture and its two neighbours alone.
class Deinterlacer {
 public:
  /// Writes into `target` what `picture` shows between its neighbours, which are null at the ends
  /// of a film. False, and nothing written, for a picture that is to be shown as it is. Quick where
  /// the call before was for `before`.
  bool convert(const FrameHandle& before, const FrameHandle& picture, const FrameHandle& after,
               FrameHandle& target);

 private:
  bool open(const AVFrame* picture);
  void feed(const FrameHandle& picture);
  void take(FrameHandle& target);

  GraphHandle graph_;
  AVFilterContext* source_ = nullptr;  // of graph_, as is sink_
  AVFilterContext* sink_ = nullptr;
  FrameHandle picture_, after_;  // of the call before
};

}  // namespace haema::av

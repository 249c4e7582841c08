// What one JavaScript environment shares between its engine calls.
#pragma once

#include "av/cancel.h"
#include "bindings/heap.h"
#include "engine/frame_budget.h"
#include "engine/source_pool.h"
#include "engine/workers.h"

namespace haema::bindings {

/// Jobs at a time; the callers schedule, this only bounds the threads.
inline constexpr size_t kMaxJobs = 32;

struct State {
  /// Cancels what runs and waits for it.
  ~State() { ending.cancel(); }

  av::CancelToken ending;                     ///< parent of all jobs' tokens
  engine::SourcePool pool{memoryShare()};     ///< idle inputs and decoders
  engine::FrameBudget frames{memoryShare()};  ///< decoded pictures that wait for their encoders
  /// Last: joined before the rest is destroyed.
  engine::Workers workers{kMaxJobs, releaseFreeMemory};
};

}  // namespace haema::bindings

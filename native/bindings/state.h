// What one JavaScript environment shares between its engine calls.
#pragma once

#include "av/cancel.h"
#include "engine/frame_budget.h"
#include "engine/source_pool.h"
#include "engine/workers.h"

namespace haema::bindings {

/// Jobs at a time; the callers schedule, this only bounds the threads.
inline constexpr size_t kMaxJobs = 32;
/// Idle inputs and decoders, until setPoolLimit says otherwise.
inline constexpr size_t kPoolBytes = size_t{512} * 1024 * 1024;
/// Decoded pictures that wait for their encoders.
inline constexpr size_t kFrameBytes = size_t{512} * 1024 * 1024;

struct State {
  /// Cancels what runs and waits for it.
  ~State() { ending.cancel(); }

  av::CancelToken ending;  ///< parent of all jobs' tokens
  engine::SourcePool pool{kPoolBytes};
  engine::FrameBudget frames{kFrameBytes};
  engine::Workers workers{kMaxJobs};  ///< last: joined before the rest is destroyed
};

}  // namespace haema::bindings

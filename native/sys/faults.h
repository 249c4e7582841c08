// Faults on order, for drills: what the worst of files and shares do to a decoder's thread.
#pragma once

namespace haema::sys {

/// From now on SIGRTMIN + 1, 2 and 3 make the next thread that passes faultHere() crash, hang, or
/// take memory until it is stopped.
void obeyFaultSignals();

/// Costs one relaxed load where nothing was ordered.
void faultHere();

}  // namespace haema::sys

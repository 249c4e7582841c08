// Work that is done when the machine has nothing else to do.
#pragma once

#include <functional>

namespace haema::sys {

/// Runs `work` on a thread of its own, behind all others on processors and disks, and waits for it.
/// Throws what it throws.
void inBackground(const std::function<void()>& work);

}  // namespace haema::sys

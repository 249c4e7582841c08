// What has to be done, but not while somebody waits for something else.
#pragma once

#include <functional>

namespace haema::sys {

/// Runs `errand`, which must not throw, on a thread of this process that does nothing else: soon,
/// behind those before it. Where there is no such thread, at once.
void runLater(std::function<void()> errand);

}  // namespace haema::sys

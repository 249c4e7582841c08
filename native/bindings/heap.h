// How memory is treated: pictures are large, many, and soon gone.
#pragma once

#include <cstddef>

namespace haema::bindings {

/// By default glibc maps and unmaps each picture: then threads that touch new ones wait for each
/// other in the kernel, which may cost a cold 1080p segment a quarter of its time.
void keepPicturesOnTheHeap();

/// What one kind of thing may take of this machine's memory: an eighth, and 512 MiB at most.
size_t memoryShare();

/// Gives back to the system what the allocator keeps of pictures that are gone: gigabytes after a
/// busy hour, of which a small server has few.
void releaseFreeMemory();

}  // namespace haema::bindings

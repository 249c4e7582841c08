#include "bindings/heap.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace haema::bindings {

void keepPicturesOnTheHeap() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 128 * 1024 * 1024);
#endif
}

size_t memoryShare() {
  constexpr size_t kMost = size_t{512} * 1024 * 1024;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long bytes = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || bytes <= 0) return kMost;
  return std::min(kMost, static_cast<size_t>(pages) / 8 * static_cast<size_t>(bytes));
}

void releaseFreeMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace haema::bindings

#include "sys/descriptor.h"

#include <sys/syscall.h>

namespace haema::sys {

void keepOnly(int file) noexcept {
  ::dup2(file, STDIN_FILENO);
#ifdef SYS_close_range
  ::syscall(SYS_close_range, STDIN_FILENO + 1, ~0U, 0U);
#endif
}

}  // namespace haema::sys

// Files that this process tries to open and may not. Landlock refuses them without a word to
// anybody, and a seccomp filter cannot look at names: so the filter hands the calls to us.
#pragma once

#include <string>
#include <vector>

namespace haema::sys {

struct Refusal {
  std::string path;  ///< as it was said, of its first 250 bytes
  bool writes;       ///< it was to be made, changed or emptied
};

/// From now on a seccomp filter may answer open() and openat() with SIGSYS: they are done by
/// openat2(), and what the kernel refuses is kept for takeRefusals(). They empty no file. Before
/// such a filter is in force. False where that cannot be done: Linux before 5.6, or a processor
/// that is not known.
bool watchOpens() noexcept;

/// What was refused since it was asked last, some 250 at most. (Who has taken the process over can
/// hide what he does: this tells of what is tried without care.)
std::vector<Refusal> takeRefusals();

}  // namespace haema::sys

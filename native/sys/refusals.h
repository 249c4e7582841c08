// Files that this process tries to open and may not. Landlock refuses them to it and tells nobody
// who is not the machine's administrator, and a seccomp filter cannot look at names: so the filter
// hands the calls to us.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace haema::sys {

struct Refusal {
  std::string path;  ///< of its first thousand bytes
  bool writes;       ///< it was to be made, changed or emptied
};

/// From now on a seccomp filter may answer open(), openat() and creat() with SIGSYS, but for calls
/// of openat() whose sixth argument, which the kernel does not look at, is the mark that this
/// returns: by such a call they are done again, and what is refused then with EACCES is kept for
/// takeRefusals(). To be called once, before the filter is in force. None for a processor whose
/// registers are not known.
std::optional<uint64_t> watchOpens() noexcept;

/// What was refused since it was asked last, the first sixty or so. What was tried just before this
/// process died is lost, and who has taken it over can hide what he does: this tells of what is
/// tried without care.
std::vector<Refusal> takeRefusals();

}  // namespace haema::sys

// Which libraries do the work, and on what.
#pragma once

#include <string>

namespace haema::av {

/// Versions of the libraries that bytes depend on, and the instruction sets that they use here. As
/// text: equal texts mean equal libraries.
std::string libraries();

}  // namespace haema::av

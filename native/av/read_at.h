// How the readers of container tables get at bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace haema::av {

/// Reads exactly `into.size()` bytes at `offset`; false at the end of the file. Throws on I/O
/// errors.
using ReadAt = std::function<bool(uint64_t offset, std::span<uint8_t> into)>;

}  // namespace haema::av

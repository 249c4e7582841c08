// Bytes that cross from one process to another without passing through a pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "sys/descriptor.h"

namespace haema::sys {

/// The bytes one behind the other in a memory file that nobody can change or shorten any more.
/// Throws std::system_error.
Descriptor shareBytes(std::initializer_list<std::span<const uint8_t>> parts);

/// Another process's memory file, mapped. Writes stay in this process.
class SharedBytes {
 public:
  SharedBytes() = default;
  /// Throws std::system_error, also for a file that is larger than `most`, or could still be
  /// shortened: reading what is gone would end this process.
  SharedBytes(const Descriptor& file, size_t most);
  ~SharedBytes();
  SharedBytes(SharedBytes&& other) noexcept;
  SharedBytes& operator=(SharedBytes&& other) noexcept;

  std::span<uint8_t> bytes() const noexcept { return bytes_; }

 private:
  std::span<uint8_t> bytes_;
};

}  // namespace haema::sys

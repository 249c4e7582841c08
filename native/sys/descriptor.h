// An owned file descriptor.
#pragma once

#include <unistd.h>

#include <utility>

namespace haema::sys {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) noexcept : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : value_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      value_ = other.release();
    }
    return *this;
  }

  /// Negative when there is none.
  int get() const noexcept { return value_; }
  int release() noexcept { return std::exchange(value_, -1); }

 private:
  void close() noexcept {
    if (value_ >= 0) ::close(value_);
  }

  int value_ = -1;
};

/// For a process that was forked and may outlive this one: `file` becomes its standard input, and
/// nothing else stays open, where the kernel can do that. Only system calls are made.
void keepOnly(int file) noexcept;

}  // namespace haema::sys

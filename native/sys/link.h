// One end of the line between the server and an engine child.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sys/descriptor.h"
#include "sys/shared_memory.h"

namespace haema::sys {

/// What one message may hold. The longest text lists a folder of some hundred thousand files; the
/// most bytes are the index of a day at 60 pictures a second, all of them key pictures.
inline constexpr size_t kMaxText = size_t{64} << 20;
inline constexpr size_t kMaxBytes = size_t{256} << 20;

/// What arrived: a text, and bytes that belong to it, in memory of their own.
class Message {
 public:
  /// `memory` begins with `bytesAt` bytes that are not the message's bytes.
  Message(std::string text, SharedBytes memory, size_t bytesAt)
      : text_(std::move(text)), memory_(std::move(memory)), bytesAt_(bytesAt) {}

  const std::string& text() const noexcept { return text_; }
  /// Aligned to 8; valid as long as the message lives.
  std::span<uint8_t> bytes() const noexcept {
    const auto all = memory_.bytes();
    return all.empty() ? all : all.subspan(bytesAt_);
  }

 private:
  std::string text_;
  SharedBytes memory_;
  size_t bytesAt_;
};

/// A SOCK_SEQPACKET socket. Sends from one thread, receives on another.
class Link {
 public:
  explicit Link(Descriptor socket) noexcept : socket_(std::move(socket)) {}

  enum class Full { kWait, kFail };
  /// Throws std::system_error: EPIPE or ECONNRESET when the other side is gone, EAGAIN when it does
  /// not read and is not waited for, EMSGSIZE for more than a message may hold.
  void send(std::string_view text, std::span<const uint8_t> bytes, Full full) const;

  /// Waits for the next message; none when the other side, or shutDown(), has ended the line.
  /// Throws std::system_error for what does not hold to the form.
  std::optional<Message> receive() const;

  /// Ends the line; a thread that waits in receive() returns.
  void shutDown() const noexcept;

 private:
  Descriptor socket_;
};

/// Two ends that are tied to each other.
struct LinkPair {
  Descriptor ours, theirs;
};
LinkPair connectedPair();

}  // namespace haema::sys

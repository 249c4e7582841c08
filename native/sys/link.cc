#include "sys/link.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "sys/passing.h"

namespace haema::sys {

namespace {

/// What travels in the packet itself; larger texts travel in memory, before the bytes.
constexpr size_t kInline = 32 * 1024;
constexpr size_t kAlignment = 8;

/// Stands before the text of each packet.
struct Header {
  uint64_t textSize;   ///< of a text that travels in memory, else 0
  uint64_t bytesSize;  ///< 0: none
};

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

size_t aligned(size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

std::span<const uint8_t> asBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

void Link::send(std::string_view text, std::span<const uint8_t> bytes, Full full) const {
  if (text.size() > kMaxText || bytes.size() > kMaxBytes) {
    fail(EMSGSIZE, "what an engine child has to say is too much");
  }
  const bool isInline = text.size() <= kInline;
  Header header{isInline ? 0 : text.size(), bytes.size()};
  const std::string_view carried = isInline ? text : std::string_view{};
  std::array<iovec, 2> parts{iovec{&header, sizeof header},
                             iovec{const_cast<char*>(carried.data()), carried.size()}};
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts.size();
  FileRoom room{};
  Descriptor memory;
  if (!isInline || !bytes.empty()) {
    static constexpr std::array<uint8_t, kAlignment> kPadding{};
    const auto before = asBytes(isInline ? std::string_view{} : text);
    const size_t padding = aligned(before.size()) - before.size();
    memory = shareBytes({before, std::span(kPadding).first(padding), bytes});
    attach(packet, room, memory.get());
  }
  const int flags = MSG_NOSIGNAL | (full == Full::kFail ? MSG_DONTWAIT : 0);
  while (::sendmsg(socket_.get(), &packet, flags) < 0) {
    if (errno != EINTR) fail(errno, "a message cannot be sent");
  }
}

std::optional<Message> Link::receive() const {
  Header header{};
  std::vector<char> carried(kInline);
  std::array<iovec, 2> parts{iovec{&header, sizeof header}, iovec{carried.data(), carried.size()}};
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts.size();
  FileRoom room{};
  makeRoom(packet, room);
  ssize_t size;
  do {
    size = ::recvmsg(socket_.get(), &packet, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size == 0 || (size < 0 && errno == ECONNRESET)) return std::nullopt;
  if (size < 0) fail(errno, "a message cannot be received");
  const Descriptor file = attached(packet);
  if (static_cast<size_t>(size) < sizeof header || (packet.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
    fail(EBADMSG, "a message is not whole");
  }
  if (file.get() < 0) {
    if (header.textSize != 0 || header.bytesSize != 0) fail(EBADMSG, "a message lacks its memory");
    return Message({carried.data(), static_cast<size_t>(size) - sizeof header}, {}, 0);
  }
  if (header.textSize > kMaxText || header.bytesSize > kMaxBytes) {
    fail(EMSGSIZE, "a message is too large");
  }
  SharedBytes memory(file, aligned(header.textSize) + header.bytesSize);
  if (memory.bytes().size() != aligned(header.textSize) + header.bytesSize) {
    fail(EBADMSG, "a message's memory has another size");
  }
  const auto* const shared = reinterpret_cast<const char*>(memory.bytes().data());
  std::string text = header.textSize == 0
                         ? std::string(carried.data(), static_cast<size_t>(size) - sizeof header)
                         : std::string(shared, header.textSize);
  return Message(std::move(text), std::move(memory), aligned(header.textSize));
}

void Link::shutDown() const noexcept { ::shutdown(socket_.get(), SHUT_RDWR); }

LinkPair connectedPair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    fail(errno, "no line to an engine child can be made");
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace haema::sys

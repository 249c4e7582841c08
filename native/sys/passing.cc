#include "sys/passing.h"

#include <cstring>

namespace haema::sys {

void attach(msghdr& message, FileRoom& room, int file) noexcept {
  message.msg_control = room.buffer;
  message.msg_controllen = sizeof room.buffer;
  cmsghdr* const rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof file);
  std::memcpy(CMSG_DATA(rights), &file, sizeof file);
}

void makeRoom(msghdr& message, FileRoom& room) noexcept {
  message.msg_control = room.buffer;
  message.msg_controllen = CMSG_LEN(sizeof(int));  // for one, or a second one would leak
}

Descriptor attached(const msghdr& message) noexcept {
  const cmsghdr* const rights = CMSG_FIRSTHDR(&message);
  if (!rights || rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS) return {};
  int file = -1;
  std::memcpy(&file, CMSG_DATA(rights), sizeof file);
  return Descriptor(file);
}

}  // namespace haema::sys

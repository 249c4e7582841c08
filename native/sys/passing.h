// An open file that goes with a message to another process. No allocation and no locks: safe
// between fork and exec.
#pragma once

#include <sys/socket.h>

#include "sys/descriptor.h"

namespace haema::sys {

/// Room for one file in a message.
union FileRoom {
  char buffer[CMSG_SPACE(sizeof(int))];
  cmsghdr header;
};

/// `file` goes with `message`, of which `room` is a part until it is sent.
void attach(msghdr& message, FileRoom& room, int file) noexcept;

/// A file may come with `message`, of which `room` is a part until it is read.
void makeRoom(msghdr& message, FileRoom& room) noexcept;

/// What came with it; none when nothing did.
Descriptor attached(const msghdr& message) noexcept;

}  // namespace haema::sys

// Faults on order, for drills: what the worst of files and shares do to a decoder's thread.
#pragma once

namespace haema::sys {

/// From now on SIGRTMIN + 1, 2 and 3 make the next thread that passes faultHere() crash, hang, or
/// take memory until it is stopped; 4 to 9 make it try to read /etc/passwd, to write a file beside
/// HAEMA_DEBUG_FOLDER and in it, to make a socket, to run a program, to trace: the process ends
/// with code 99 where it can.
void obeyFaultSignals();

/// Costs one relaxed load where nothing was ordered.
void faultHere();

}  // namespace haema::sys

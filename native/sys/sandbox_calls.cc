#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <initializer_list>
#include <memory>
#include <span>

#include "sys/refusals.h"
#include "sys/sandbox.h"

namespace haema::sys {

namespace {

struct Release {
  void operator()(void* filter) const noexcept { ::seccomp_release(filter); }
};

/// What makes a program, reaches other machines or looks into other processes. Files are in other
/// hands: see Confinement.
constexpr std::array kForbidden{
    // programs and processes
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(shmget), SCMP_SYS(msgget), SCMP_SYS(semget),
    SCMP_SYS(mq_open),
    // the network
    SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
    SCMP_SYS(accept4),
    // the machine
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen),
    SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(add_key), SCMP_SYS(request_key),
    SCMP_SYS(keyctl), SCMP_SYS(kexec_load), SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(delete_module), SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff),
    SCMP_SYS(clock_settime), SCMP_SYS(settimeofday), SCMP_SYS(iopl), SCMP_SYS(ioperm),
    SCMP_SYS(quotactl), SCMP_SYS(acct)};

/// What programs ask for and do without; their arguments lie where a filter cannot look.
constexpr std::array kMissing{SCMP_SYS(clone3), SCMP_SYS(io_uring_setup)};

/// What changes files, and Landlock lets pass. Libraries may try it and go on.
constexpr std::array kRefused{SCMP_SYS(truncate),  SCMP_SYS(chmod),        SCMP_SYS(fchmod),
                              SCMP_SYS(fchmodat),  SCMP_SYS(chown),        SCMP_SYS(fchown),
                              SCMP_SYS(lchown),    SCMP_SYS(fchownat),     SCMP_SYS(setxattr),
                              SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),    SCMP_SYS(removexattr),
                              SCMP_SYS(utime),     SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
                              SCMP_SYS(utimes),    SCMP_SYS(utimensat),    SCMP_SYS(futimesat)};

bool addAll(scmp_filter_ctx filter, uint32_t action, std::span<const int> calls) {
  return std::ranges::all_of(
      calls, [&](int call) { return ::seccomp_rule_add(filter, action, call, 0) == 0; });
}

/// libseccomp's own macros leave a field out, which a strict compiler tells of.
scmp_arg_cmp argument(unsigned index, scmp_compare how, uint64_t value, uint64_t masked = 0) {
  return {.arg = index, .op = how, .datum_a = value, .datum_b = masked};
}

bool addWhere(scmp_filter_ctx filter, uint32_t action, int call,
              std::initializer_list<scmp_arg_cmp> where) {
  return ::seccomp_rule_add_array(filter, action, call, static_cast<unsigned>(where.size()),
                                  where.begin()) == 0;
}

/// Calls of which some uses are forbidden.
bool forbidUses(scmp_filter_ctx filter) {
  constexpr uint32_t kKill = SCMP_ACT_KILL_PROCESS;
  constexpr uint64_t kWord = 0xffffffff;
  const auto self = static_cast<scmp_datum_t>(::getpid());
  return addWhere(filter, kKill, SCMP_SYS(kill), {argument(0, SCMP_CMP_NE, self)}) &&
         addWhere(filter, kKill, SCMP_SYS(tgkill), {argument(0, SCMP_CMP_NE, self)}) &&
         addWhere(filter, kKill, SCMP_SYS(prlimit64), {argument(0, SCMP_CMP_NE, 0)}) &&
         addWhere(filter, kKill, SCMP_SYS(clone),
                  {argument(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)}) &&
         // Into the terminal that haema was started from.
         addWhere(filter, kKill, SCMP_SYS(ioctl),
                  {argument(1, SCMP_CMP_MASKED_EQ, kWord, TIOCSTI)}) &&
         addWhere(filter, kKill, SCMP_SYS(ioctl),
                  {argument(1, SCMP_CMP_MASKED_EQ, kWord, TIOCLINUX)});
}

/// What empties a file Landlock lets pass before Linux 6.2.
bool refuseEmptying(scmp_filter_ctx filter, int call, unsigned flagsAt) {
  return addWhere(filter, SCMP_ACT_ERRNO(EACCES), call,
                  {argument(flagsAt, SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC)});
}

/// Opens go to a handler, which does them again with its mark: so what is refused is noticed.
bool addOpens(scmp_filter_ctx filter) {
  constexpr unsigned kFlags = 2, kMark = 5;
  const auto mark = watchOpens();
  if (!mark) {
    return refuseEmptying(filter, SCMP_SYS(open), 1) &&
           refuseEmptying(filter, SCMP_SYS(openat), kFlags) &&
           addAll(filter, SCMP_ACT_ERRNO(EACCES), std::array{SCMP_SYS(creat)});
  }
  return addAll(filter, SCMP_ACT_TRAP, std::array{SCMP_SYS(open), SCMP_SYS(creat)}) &&
         addWhere(filter, SCMP_ACT_TRAP, SCMP_SYS(openat), {argument(kMark, SCMP_CMP_NE, *mark)}) &&
         addWhere(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat),
                  {argument(kMark, SCMP_CMP_EQ, *mark),
                   argument(kFlags, SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC)});
}

bool forbid(scmp_filter_ctx filter) {
  return addAll(filter, SCMP_ACT_KILL_PROCESS, kForbidden) &&
         addAll(filter, SCMP_ACT_ERRNO(EPERM), kRefused) &&
         addAll(filter, SCMP_ACT_ERRNO(ENOSYS), kMissing) && forbidUses(filter) && addOpens(filter);
}

}  // namespace

bool confineCalls() noexcept {
  const std::unique_ptr<void, Release> filter(::seccomp_init(SCMP_ACT_ALLOW));
  if (!filter) return false;
  if (::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) return false;
  return forbid(filter.get()) && ::seccomp_load(filter.get()) == 0;
}

}  // namespace haema::sys

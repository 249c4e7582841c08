#include <sched.h>
#include <seccomp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "sys/sandbox.h"

namespace haema::sys {

namespace {

struct Release {
  void operator()(void* filter) const noexcept { ::seccomp_release(filter); }
};

/// What makes a program, reaches other machines or looks into other processes. Files are in other
/// hands: see confineFiles().
constexpr std::array kForbidden{
    // programs and processes
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
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

bool forbid(scmp_filter_ctx filter) {
  for (const int call : kForbidden) {
    if (::seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) != 0) return false;
  }
  for (const int call : kMissing) {
    if (::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0) return false;
  }
  const auto self = static_cast<scmp_datum_t>(::getpid());
  for (const int call : {SCMP_SYS(kill), SCMP_SYS(tgkill)}) {
    const scmp_arg_cmp others = SCMP_A0(SCMP_CMP_NE, self);
    if (::seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 1, others) != 0) return false;
  }
  const scmp_arg_cmp noThread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0);
  return ::seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1, noThread) == 0;
}

}  // namespace

bool confineCalls() noexcept {
  const std::unique_ptr<void, Release> filter(::seccomp_init(SCMP_ACT_ALLOW));
  if (!filter) return false;
  if (::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) return false;
  return forbid(filter.get()) && ::seccomp_load(filter.get()) == 0;
}

}  // namespace haema::sys

"""The system calls a student's process may make, compiled to BPF by libseccomp and kept beside this file.

    python -m autograder.sandbox.syscalls     write seccomp_x86_64.bpf and seccomp_aarch64.bpf anew

An allow-list: what Python, numpy, torch and matplotlib use once they are imported.  Everything else answers EPERM, and
calls of another architecture (32 bits) end the process.  Not on the list, on purpose: sockets, exec, fork, namespaces,
mounts, ptrace, signals to anybody (also by way of a file, whose owner the kernel signals), keyrings, io_uring, shared
memory, and what Landlock does not guard (chmod, utime, extended attributes, truncate by path, datagrams to a socket
that has a path).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import tempfile
from pathlib import Path

from autograder.errors import AutograderError

ALLOWED = """
read readv write writev pread64 pwrite64 lseek close close_range fstat stat lstat newfstatat statx statfs fstatfs
access faccessat faccessat2 open openat readlink readlinkat getdents64 getcwd chdir fchdir dup dup2 dup3 pipe2
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 symlink symlinkat link linkat ftruncate fallocate umask
fsync fdatasync fadvise64 flock copy_file_range sendfile
mmap munmap mprotect mremap madvise brk msync
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
futex set_robust_list get_robust_list rseq set_tid_address membarrier arch_prctl
nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times getrusage sysinfo uname
getpid getppid gettid getuid geteuid getgid getegid getgroups getpgrp getpgid getsid getresuid getresgid
sched_yield sched_getaffinity sched_getscheduler sched_getparam getpriority getcpu
poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
recvfrom sendto recvmsg sendmsg shutdown getsockopt getsockname getpeername
timer_create timer_settime timer_delete setitimer getitimer alarm pause timerfd_create timerfd_settime
getrlimit setrlimit getrandom exit exit_group restart_syscall wait4 waitid get_mempolicy
""".split()  # noqa: SIM905  one line a kind reads better than a column of names
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # as the kernel's audit names them
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EQUAL, MASKED_EQUAL = 4, 7
CLONE_THREAD = 0x10000
STREAM, KIND_OF_SOCKET = 1, 0xF  # a datagram could be sent to any socket, without connecting
COPIES_FLAGS_AND_LOCKS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)  # of fcntl; not F_SETOWN, F_SETSIG, F_SETLEASE
TERMINAL_SIZES_AND_FLAGS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451, 0x5421)
SET_NAME, GET_NAME, NAME_MEMORY = 15, 16, 0x53564D41


class PolicyError(AutograderError):
    """The policy could not be compiled, or there is none for this machine."""


class _Argument(ctypes.Structure):
    _fields_ = [
        ("number", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


def program(machine: str | None = None) -> bytes:
    """The compiled policy for `machine` (default: this one).  Raises PolicyError where there is none."""
    path = blob(machine or os.uname().machine)
    if not path.exists():
        raise PolicyError(f"There is no system call policy for {path.stem}: use an x86_64 or aarch64 machine.")
    return path.read_bytes()


def blob(machine: str) -> Path:
    """Where the compiled policy for `machine` is kept."""
    return Path(__file__).parent / f"seccomp_{machine}.bpf"


def library() -> ctypes.CDLL:
    """The library libseccomp.  Raises PolicyError with what to install where it is missing."""
    name = ctypes.util.find_library("seccomp") or "libseccomp.so.2"
    try:
        found = ctypes.CDLL(name, use_errno=True)
    except OSError as e:
        raise PolicyError("libseccomp is missing: install it (Debian, Ubuntu: apt install libseccomp2).") from e
    found.seccomp_init.restype = ctypes.c_void_p
    for function in ("arch_add", "arch_remove", "rule_add_array", "export_bpf", "release"):
        getattr(found, f"seccomp_{function}").argtypes = {
            "arch_add": [ctypes.c_void_p, ctypes.c_uint32],
            "arch_remove": [ctypes.c_void_p, ctypes.c_uint32],
            "rule_add_array": [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p],
            "export_bpf": [ctypes.c_void_p, ctypes.c_int],
            "release": [ctypes.c_void_p],
        }[function]
    return found


class _Filter:
    """A filter of libseccomp for one architecture."""

    def __init__(self, architecture: int) -> None:
        self.library, self.architecture = library(), architecture
        self.context = self.library.seccomp_init(ERRNO | errno.EPERM)
        native = self.library.seccomp_arch_native() & 0xFFFFFFFF
        if native != architecture:
            self.library.seccomp_arch_add(self.context, architecture)
            self.library.seccomp_arch_remove(self.context, native)

    def add(self, action: int, name: str, *arguments: tuple[int, int, int, int]) -> None:
        number = self.library.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(self.architecture), name.encode())
        if number < 0:
            return  # this architecture has no such call
        array = (_Argument * len(arguments))(*(_Argument(*a) for a in arguments))
        if self.library.seccomp_rule_add_array(self.context, action, number, len(arguments), array):
            raise PolicyError(f"libseccomp refuses a rule for {name}: a newer libseccomp may know it.")

    def compile(self) -> bytes:
        with tempfile.TemporaryFile() as file:
            failed = self.library.seccomp_export_bpf(self.context, file.fileno())
            self.library.seccomp_release(self.context)
            if failed:
                raise PolicyError("libseccomp could not export the policy: look at its version.")
            file.seek(0)
            return file.read()


def compile_for(machine: str) -> bytes:
    """The policy for `machine`, made by libseccomp now."""
    rules = _Filter(ARCHITECTURES[machine])
    for name in ALLOWED:
        rules.add(ALLOW, name)
    rules.add(ALLOW, "clone", (0, MASKED_EQUAL, CLONE_THREAD, CLONE_THREAD))
    rules.add(
        ERRNO | errno.ENOSYS, "clone3"
    )  # its flags lie in memory, out of sight; the C library falls back to clone
    rules.add(ALLOW, "prlimit64", (0, EQUAL, 0, 0))  # its own limits only: siblings have the same user
    rules.add(ALLOW, "socketpair", (0, EQUAL, 1, 0), (1, MASKED_EQUAL, KIND_OF_SOCKET, STREAM))
    for command in COPIES_FLAGS_AND_LOCKS:
        rules.add(ALLOW, "fcntl", (1, EQUAL, command, 0))
    for request in TERMINAL_SIZES_AND_FLAGS:
        rules.add(ALLOW, "ioctl", (1, EQUAL, request, 0))
    for option in (SET_NAME, GET_NAME, NAME_MEMORY):
        rules.add(ALLOW, "prctl", (0, EQUAL, option, 0))
    return rules.compile()


if __name__ == "__main__":
    for machine in ARCHITECTURES:
        blob(machine).write_bytes(compile_for(machine))

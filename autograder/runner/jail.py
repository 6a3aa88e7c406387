"""Closing the door behind a forked child: namespaces, limits, capabilities, Landlock, seccomp."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import struct
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

Step = Callable[[], object]

NEWNS, NEWIPC, NEWUSER, NEWPID = 0x20000, 0x8000000, 0x10000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SIGKILL = 1, 22, 38, 9
CAPSET = {"x86_64": 126, "aarch64": 91}
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446  # the same on every architecture

# Landlock's rights, by the version of its interface that brought them.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, IOCTL_DEV = 1, 2, 4, 8, 1 << 14, 1 << 15
MAKE_CHAR, MAKE_BLOCK = 1 << 6, 1 << 11
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many; since version 5 there are 16

LINK = 3  # the descriptor of the pipe to the parent

libc = ctypes.CDLL(None, use_errno=True)
keeping_the_lock = ctypes.PyDLL(None, use_errno=True)  # Python's own lock, which a child could not get back
libc.mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]


class JailError(OSError):
    """A part of the jail that this machine does not give."""


def check_syscall(result: int, what: str) -> int:
    """`result` of a system call; raises JailError with `what` where it failed."""
    if result == -1:
        number = ctypes.get_errno()
        raise JailError(number, f"{what}: {os.strerror(number)}")
    return result


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    check_syscall(libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "prctl(PDEATHSIG)")


def unshare(kinds: int) -> list[Step]:
    """New namespaces of these kinds, and a user namespace around them, in which the user stays who they are."""
    uid, gid = os.getuid(), os.getgid()
    maps = {"setgroups": "deny", "uid_map": f"{uid} {uid} 1", "gid_map": f"{gid} {gid} 1"}
    return [
        partial(_call, "unshare", libc.unshare, NEWUSER | kinds),
        *(partial(_put, f"/proc/self/{name}", text.encode()) for name, text in maps.items()),
    ]


def _put(path: str, text: bytes) -> None:
    file = os.open(path, os.O_WRONLY)
    os.write(file, text)
    os.close(file)


def _call(what: str, function: Callable[..., int], *arguments: Any) -> None:
    check_syscall(function(*arguments), what)


def run_on(cores: Iterable[int]) -> None:
    """Where this thread may run: on one core with its children, as they take turns, and waking another costs more."""
    with contextlib.suppress(OSError):  # cores may come and go
        os.sched_setaffinity(0, cores)


def become_init() -> int:
    """Go on in a child that may give each of its own children a process namespace; returns its own namespace.

    Unsharing a process namespace and coming back needs rights over both, which a user namespace around them gives.
    """
    for step in unshare(NEWPID):
        step()
    if child := os.fork():
        os.waitpid(child, 0)
        os._exit(0)
    die_with_parent()
    return move_fd(os.open("/proc/self/ns/pid", os.O_RDONLY))


def next_child_alone() -> None:
    """The next child of this process begins a process namespace."""
    check_syscall(libc.unshare(NEWPID), "unshare")


def no_child_alone(own: int) -> None:
    """Children of this process belong to its own process namespace again."""
    check_syscall(libc.setns(own, NEWPID), "setns")


def fork() -> int:
    """As os.fork, but without what the libraries of Python do then about locks and other threads: there are none.

    It would cost each child the copies of some two hundred pages.
    """
    return check_syscall(keeping_the_lock.fork(), "fork")


def tmpfs(where: str, size: int, inodes: int, flags: int = MS_NOSUID | MS_NODEV | MS_NOEXEC) -> Step:
    """An empty file system in memory at `where`, of at most `size` bytes."""
    options = f"size={size},nr_inodes={inodes},mode=700".encode()
    return partial(_call, f"mount {where}", libc.mount, b"tmpfs", where.encode(), b"tmpfs", flags, options)


def limits(settings: Mapping[str, int]) -> list[Step]:
    """Bounds on what a child of this process may use; its memory comes on top of what this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    steps: list[Step] = []
    for kind, most in (
        (resource.RLIMIT_AS, pages * resource.getpagesize() + settings["memory"]),
        (resource.RLIMIT_CPU, settings["cpu"]),
        (resource.RLIMIT_FSIZE, settings["file"]),
        (resource.RLIMIT_NPROC, settings["tasks"]),
        (resource.RLIMIT_NOFILE, settings["files"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 64),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        steps.append(partial(resource.setrlimit, kind, (bound, bound)))
    return steps


def drop_privileges() -> list[Step]:
    """No capability is left, and none can be had by executing anything."""
    header, none = struct.pack("Ii", 0x20080522, 0), bytes(24)
    return [
        partial(_call, "prctl(NO_NEW_PRIVS)", libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        partial(_call, "capset", libc.syscall, CAPSET[os.uname().machine], header, none),
    ]


def landlock_version() -> int:
    """The version of Landlock that this kernel has, 0 where it has none."""
    return max(0, int(libc.syscall(LANDLOCK_CREATE, None, 0, 1)))


def landlock_rules(read: Iterable[str], write: Iterable[str]) -> int:
    """A descriptor of rules: these paths may be read, those written as well, nothing else be opened.

    From version 4 on no TCP, from version 6 on no signals and abstract sockets beyond the jail.
    """
    version = landlock_version()
    if version < 1:
        raise JailError("this kernel has no Landlock: Linux 5.13 or newer with lsm=landlock is needed")
    rights = (1 << RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("QQQ", rights, 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]  # noqa: PLR2004
    rules = check_syscall(libc.syscall(LANDLOCK_CREATE, attributes, len(attributes), 0), "landlock")
    for paths, allowed in ((read, EXECUTE | READ_FILE | READ_DIR), (write, rights & ~(MAKE_CHAR | MAKE_BLOCK))):
        for path in paths:
            if not Path(path).exists():
                continue
            _allow(rules, path, allowed & (rights if Path(path).is_dir() else FILE_RIGHTS & rights))
    return move_fd(rules)


def landlock_writing(folder: str) -> int:
    """A descriptor of rules that leave reading alone: of all that may be written, only what is in `folder`.

    Under these and other rules together a process may do what both allow.
    """
    reading = EXECUTE | READ_FILE | READ_DIR
    handled = (1 << RIGHTS.get(landlock_version(), 16)) - 1 & ~reading
    attributes = struct.pack("Q", handled)
    rules = check_syscall(libc.syscall(LANDLOCK_CREATE, attributes, len(attributes), 0), "landlock")
    _allow(rules, folder, handled & ~(MAKE_CHAR | MAKE_BLOCK))
    _allow(rules, os.devnull, handled & FILE_RIGHTS)
    return move_fd(rules)


def _allow(rules: int, path: str, allowed: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", allowed, place)
    check_syscall(libc.syscall(LANDLOCK_ADD, rules, 1, rule, 0), f"landlock {path}")
    os.close(place)


def landlock(rules: int) -> Step:
    """Put a process, and all that it starts, under `rules` for ever."""
    return partial(_call, "landlock", libc.syscall, LANDLOCK_RESTRICT, rules, 0)


class Program(ctypes.Structure):
    """A filter of system calls, as the kernel reads it."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def seccomp(program: bytes) -> Step:
    """Allow only the system calls of `program` from then on."""
    filter_ = ctypes.byref(Program(len(program) // 8, program))
    return partial(_call, "seccomp", libc.prctl, PR_SET_SECCOMP, 2, filter_, 0, 0)


def move_fd(descriptor: int) -> int:
    """The same open file under a number that no child uses for its pipe."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 100)
    os.close(descriptor)
    return moved


def close_all_but_link() -> None:
    """Leave open only the standard streams, on /dev/null, and the pipe to the parent."""
    null = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(LINK + 1, 1 << 16)


def own_file_systems(home: str, folder: str, settings: Mapping[str, int]) -> list[Step]:
    """A small file system of its own at `home`, with links to the files in `folder`; nothing of the siblings."""
    return [
        *unshare(NEWNS | NEWIPC),
        tmpfs(home, settings["disk"], settings["inodes"]),
        tmpfs("/dev/shm", 4096, 1, MS_RDONLY),  # noqa: S108  shared with siblings otherwise
        tmpfs("/proc", 4096, 1, MS_RDONLY),
        partial(os.chdir, home),
        *(partial(os.symlink, str(file), file.name) for file in Path(folder).iterdir()),
    ]


def lockdown_steps(settings: Mapping[str, int], rules: int, program: bytes) -> list[Step]:
    """The steps by which a child locks itself in, for good, once it is in its own folder.

    The fork server makes them ready: a page that the child is the first to touch must be copied for it.
    """
    return [
        os.setsid,  # kill(0, ...) must not reach the fork server
        *limits(settings),
        *([*drop_privileges(), landlock(rules)] if program else []),
        close_all_but_link,
        *([seccomp(program)] if program else []),
    ]

"""Runs a command as a user without rights, for a grader that was started by root.

    python -m runner.drop_privileges UID GID PATH... -- COMMAND...

Root is bound by no limit on processes, so the sandbox does not run as root.  The user may read each PATH even where a
folder above it is closed to them (/root, say): there they see an empty folder that holds these paths and nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import jail

NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x20000, 4096, 16384, 1 << 18


def closed_above(path: str) -> str:
    """The uppermost folder on the way to `path` that strangers may not pass, or empty."""
    for folder in reversed(Path(path).parents):
        if not folder.stat().st_mode & 0o001:
            return str(folder)
    return ""


def open_up(paths: list[str]) -> None:
    """Let strangers reach `paths`, in a mount namespace of this process."""
    closed: dict[str, list[str]] = {}
    for path in paths:
        if Path(path).exists() and (folder := closed_above(path)):
            closed.setdefault(folder, []).append(path)
    if not closed:
        return
    jail.check_syscall(jail.libc.unshare(NEWNS), "unshare")
    jail.check_syscall(jail.libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    for folder, below in closed.items():
        held = [(path, os.open(path, os.O_PATH), Path(path).is_dir()) for path in below]
        jail.check_syscall(jail.libc.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, b"mode=755"), f"mount {folder}")
        for path, place, is_folder in held:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).mkdir(exist_ok=True) if is_folder else Path(path).touch()
            source = f"/proc/self/fd/{place}".encode()
            jail.check_syscall(jail.libc.mount(source, path.encode(), None, MS_BIND | MS_REC, None), f"mount {path}")
            os.close(place)


def main(arguments: list[str]) -> None:
    """Become the user, and the command."""
    end = arguments.index("--")
    user, group, paths = int(arguments[0]), int(arguments[1]), arguments[2:end]
    open_up(paths)
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    os.execvp(arguments[end + 1], arguments[end + 1 :])  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as e:
        sys.exit(f"{e}: install Python where every user can read it, or do not grade as root")

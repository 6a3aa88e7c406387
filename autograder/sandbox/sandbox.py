"""The sandbox: a warm process inside bubblewrap, from which a jailed child is forked for each submission.

Modes, best first, and each result says in which it was found:

* full: bubblewrap; each child has its own user, process, mount and IPC namespaces, Landlock and seccomp
* bubblewrap: as above without namespaces of the child's own; it writes in a folder that is emptied after it
* landlock: Landlock and seccomp without bubblewrap; names and sizes of files can be seen, their content cannot
* none: limits and a process of its own, no more; only where --unsafe-no-sandbox is typed
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.errors import AutograderError
from autograder.runner import jail
from autograder.runner.wire import ProtocolError
from autograder.sandbox import filesystem, syscalls
from autograder.sandbox.environment import environment
from autograder.sandbox.filesystem import SandboxFiles
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import GoneError, Session

MODES = ("full", "bubblewrap", "landlock")
UNSAFE = "none"
HOME = "/box/home"  # a child's own files lie there; Landlock lets it write below /box, where nothing else is
# In the folder that it really lies in: what leads there, as a link to the environment, is not in the sandbox.
PYTHON = str(Path(sys.executable).parent.resolve() / Path(sys.executable).name)
UNPRIVILEGED = "nobody"  # who the sandbox runs as where we are root: root is bound by no limit on processes


class SandboxError(AutograderError):
    """No sandbox, and the sentence that says what to install or set."""


@dataclass
class Sandbox:
    """The warm process, seen from outside: it gives sessions.  Use it in a `with` block.

    It owns its files: the folder goes when it is closed.
    """

    files: SandboxFiles
    mode: str
    limits: Limits = field(default_factory=Limits)
    preload: Sequence[str] = ("numpy",)
    private: Sequence[Path] = ()  # folders that hold secrets, wherever they lie
    reasons: dict[str, str] = field(default_factory=dict)  # why the better modes were not to be had

    def __post_init__(self) -> None:
        self.core = jail.libc.sched_getcpu()  # of its process
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115  closed in close()
        self.home = HOME if self.mode in ("full", "bubblewrap") else str(self.files.folder / "home")
        Path(self.files.folder, "home").mkdir(exist_ok=True)
        settings = self.files.folder / "settings.json"
        settings.write_text(json.dumps(self._settings()))
        settings.chmod(0o644)
        command = [PYTHON, "-m", "runner.fork_server", str(theirs.fileno()), str(settings)]
        try:
            self.process = subprocess.Popen(  # noqa: S603  our own command
                [*self._dropping_privileges(), *self._wrapper(), *command],
                env=environment(self.home, self.files.folder),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
                cwd="/",
            )
        except OSError as e:
            raise SandboxError(str(e)) from e
        finally:
            theirs.close()
        self._await_ready()

    def _settings(self) -> dict[str, Any]:
        locked = self.mode != UNSAFE
        read = filesystem.without(filesystem.libraries(), filesystem.secrets(self.private))
        return {
            "mode": self.mode,
            "core": self.core,
            "program": syscalls.program().hex() if locked else "",
            "read": [*read, str(self.files.folder), *filesystem.DEVICES],
            "write": ["/dev/null", "/box" if self.mode == "full" else self.home],
            "home": self.home,
            "folder": str(self.files.beside),
            "absent": list(self.files.absent),
            "preload": list(self.preload),
            "limits": self.limits.inside(),
        }

    def _dropping_privileges(self) -> list[str]:
        """The command that drops root's rights, where we are root."""
        if os.getuid() != 0:
            return []
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(self.files.folder / "home", user.pw_uid, user.pw_gid)
        paths = [*filesystem.libraries(), str(self.files.folder)]
        return [PYTHON, "-m", "runner.drop_privileges", str(user.pw_uid), str(user.pw_gid), *paths, "--"]

    def _wrapper(self) -> list[str]:
        """The command of bubblewrap, where this mode has one."""
        if self.mode not in ("full", "bubblewrap"):
            return []
        program = shutil.which("bwrap")
        if program is None:
            raise SandboxError("bubblewrap is missing: install it (Debian, Ubuntu: apt install bubblewrap)")
        bound = [[flag, p, p] for p in [*filesystem.libraries(), str(self.files.folder)] for flag in ["--ro-bind"]]
        # A folder over each place that holds an answer or a secret, empty and read-only.
        hidden = [
            p
            for p in filesystem.secrets(self.private)
            if any(Path(p).is_relative_to(r) for r in filesystem.libraries())
        ]
        masked = [["--tmpfs", p, "--remount-ro", p] for p in hidden]
        links = [["--symlink", real, name] for name, real in filesystem.links().items()]
        return [
            program,
            *("--unshare-all", "--die-with-parent", "--new-session", "--hostname", "grader", "--clearenv"),
            *(part for parts in [*bound, *links, *masked] for part in parts),
            *("--proc", "/proc", "--dev", "/dev", "--size", str(self.limits.disk), "--tmpfs", HOME, "--chdir", HOME),
            *("--remount-ro", "/dev", "--remount-ro", "/"),
            *(p for k, v in environment(self.home, self.files.folder).items() for p in ("--setenv", k, v)),
            "--",
        ]

    def _await_ready(self) -> None:
        self.control.settimeout(120)
        try:
            answer = self.control.recv(16)
        except OSError:
            answer = b""
        if answer != b"ready":
            said = self._said()
            self.end()
            raise SandboxError(said or "the sandbox's process did not start")
        (self.files.folder / "settings.json").unlink()

    def _said(self) -> str:
        self.process.wait(10)
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().split("\n")
        return lines[-1]

    def session(self, limits: Limits | None = None) -> Session:
        """A new child, locked in and waiting.  Raises SandboxError where there is none to be had."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self.control, [b"go"], [theirs.fileno()])
            message, descriptors, _, _ = socket.recv_fds(self.control, 16, 1)
        except OSError as e:
            ours.close()
            raise SandboxError(f"the sandbox's process is gone ({e})") from e
        finally:
            theirs.close()
        if not descriptors:
            ours.close()
            raise SandboxError(f"the sandbox gave no process ({message.decode(errors='replace') or 'it ended'})")
        over = None if self.mode == "full" else partial(self._over, message.rpartition(b" ")[2])
        session = Session(ours, descriptors[0], limits or self.limits, over)
        try:
            failed = session.greet()
        except (GoneError, ProtocolError, TimeoutError) as e:
            failed = str(e) or "it did not answer"
        if failed:
            session.close()
            raise SandboxError(f"the jail could not be closed: {failed}")
        return session

    def _over(self, child: bytes) -> bool:
        """Whether a child wrote more than it may, where no file system of its own keeps it from doing so."""
        self.control.send(b"over " + child)
        return self.control.recv(16) == b"yes"

    def cpu_seconds(self) -> float:
        """The processor time that this process and the children that ended have used."""
        self.control.send(b"time")
        return float(self.control.recv(64))

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Run the block on the sandbox's core: the two take turns, and to wake another core costs more.

        After it this process has all the cores again that it had; it may be a server with other things to do.
        """
        cores = os.sched_getaffinity(0)
        jail.run_on({self.core})
        try:
            yield
        finally:
            jail.run_on(cores)

    def close(self) -> None:
        """End it, and remove its files."""
        self.end()
        self.files.remove()

    def end(self) -> None:
        """End it and whatever it started, but leave its files, for another one."""
        self.control.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

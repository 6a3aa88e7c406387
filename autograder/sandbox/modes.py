"""Finding the best sandbox a machine gives, seeing that it holds, and saying why there is no better one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.sandbox.filesystem import SandboxFiles
from autograder.sandbox.sandbox import MODES, UNSAFE, Sandbox, SandboxError
from autograder.sandbox.session import GoneError
from autograder.sandbox.syscalls import PolicyError


def start(files: SandboxFiles, *, modes: Sequence[str] = MODES, unsafe: bool = False, **options: Any) -> Sandbox:
    """The best sandbox this machine gives, which owns `files` from now on; `unsafe` runs without one.

    Raises SandboxError with what to install.
    """
    try:
        return _best(files, (*modes, *([UNSAFE] if unsafe else [])), options)
    except BaseException:  # Ctrl-C too
        files.remove()
        raise


def _best(files: SandboxFiles, modes: Sequence[str], options: dict[str, Any]) -> Sandbox:
    reasons: dict[str, str] = {}
    for mode in modes:
        try:
            sandbox = Sandbox(files, mode, **options, reasons=reasons)
        except (SandboxError, PolicyError, OSError) as e:
            reasons[mode] = advice(str(e))
            continue
        try:
            _attest(sandbox)
        except SandboxError as e:
            reasons[mode] = advice(str(e))
            sandbox.end()
            continue
        except BaseException:
            sandbox.end()
            raise
        return sandbox
    tried = "".join(f"\n  {mode}: {reason}" for mode, reason in reasons.items())
    raise SandboxError(
        f"This machine gives no sandbox, so nothing is graded. What was tried:{tried}\n"
        "`autograder doctor` says more. --unsafe-no-sandbox grades without one, which only fits code you trust."
    )


PROBES = {
    "open('/etc/hostname')": "it reads files of this machine",
    "import socket; socket.socket()": "it reaches the network",
    "import os; os.fork()": "it starts processes",
    "import os; os.kill(os.getppid(), 0)": "it sends signals",
}


def _attest(sandbox: Sandbox) -> None:
    """Raise SandboxError unless a child is refused what a jailed one must be refused."""
    session = sandbox.session()
    try:
        for source, what in PROBES.items() if sandbox.mode != UNSAFE else ():
            if session.run(source, 10).error not in ("PermissionError", "FileNotFoundError"):
                raise SandboxError(f"a process in the sandbox is not held: {what}")
    except GoneError as e:
        raise SandboxError(f"a process in the sandbox does not work: {e}") from e
    finally:
        session.close()


def advice(reason: str) -> str:
    """`reason`, with what to do about it where we know."""
    if "No permissions to create" in reason or "setting up uid map" in reason or "unshare" in reason:
        return (
            f"{reason}: this system lets users make no namespaces "
            "(Ubuntu 24.04: sysctl kernel.apparmor_restrict_unprivileged_userns=0; in Docker: none to be had)"
        )
    return reason

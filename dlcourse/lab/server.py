"""JupyterLab started on a workspace, and stopped without leaving anything behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO

from dlcourse.lab import jupyter
from dlcourse.lab.errors import CourseError

HOST = "127.0.0.1"
PATIENCE = 120  # seconds for the server to start
GRACE = 10  # seconds for it to stop
POLL = 0.1
Signals = Callable[[], bool]


def serve(workspace: Path, port: int, ready: Callable[[str], None]) -> None:
    """Run JupyterLab on `workspace` until it ends or we are told to stop; `ready` gets the address with its token."""
    jupyter.settle_in(workspace)
    with tempfile.TemporaryDirectory(prefix="dlcourse-") as folder, _told_to_stop() as stopping:
        runtime = Path(folder)
        log = runtime / "server.log"
        jupyter.add_kernel(runtime)
        with log.open("wb") as output, _started(workspace, runtime, port, output) as process:
            if address := _address(process, runtime, stopping):
                ready(address)
            while process.poll() is None and not stopping():
                time.sleep(POLL)
        if process.returncode and not stopping():
            raise CourseError(f"JupyterLab stopped by itself. The end of its log says:\n{_tail(log)}")


def free(port: int) -> None:
    """Raise CourseError where another program has `port`; 0 stands for any that is free."""
    with socket.socket() as s:
        if os.name == "posix":
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((HOST, port))
        except OSError as e:
            advice = "leave out --port, and a free one is taken"
            raise CourseError(
                f"Port {port} cannot be used ({e.strerror}): try `--port {_another()}`, or {advice}."
            ) from e


def _another() -> int:
    with socket.socket() as s:
        s.bind((HOST, 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def _started(workspace: Path, runtime: Path, port: int, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The server, in a session of its own, so that Ctrl-C reaches only us and we stop it in good order."""
    process = subprocess.Popen(  # noqa: S603  our own interpreter
        jupyter.command(workspace, port, HOST),
        cwd=runtime,  # Python and Jupyter look for modules and settings where they are started
        env=jupyter.environment(workspace, runtime),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and its kernels: politely first, by force what is still there."""
    import psutil

    if process.poll() is not None:
        return
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in psutil.wait_procs(children, timeout=GRACE)[1]:
        with contextlib.suppress(psutil.Error):
            child.kill()


def _address(process: subprocess.Popen[bytes], runtime: Path, stopping: Signals) -> str | None:
    """Where the server is and its token, as soon as it has written them down; None where it ended before."""
    card = runtime / f"jpserver-{process.pid}.json"
    give_up = time.monotonic() + PATIENCE
    while process.poll() is None and not stopping():
        # The server writes its card a moment before it listens, and a browser sent there too soon is turned away.
        with contextlib.suppress(OSError, ValueError):
            info = json.loads(card.read_text())
            socket.create_connection((HOST, info["port"]), timeout=1).close()
            return f"{info['url']}lab?token={info['token']}"
        if time.monotonic() > give_up:
            raise CourseError(
                f"JupyterLab did not start within {PATIENCE} seconds: close other programs and try again."
            )
        time.sleep(POLL)
    return None


@contextlib.contextmanager
def _told_to_stop() -> Iterator[Signals]:
    """Whether Ctrl-C or a request to end has come; in the block neither raises anything."""
    came: list[int] = []

    def note(signum: int, _frame: FrameType | None) -> None:
        came.append(signum)

    names = [n for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
    before = {n: signal.signal(getattr(signal, n), note) for n in names}
    try:
        yield lambda: bool(came)
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])

"""JupyterLab as a learner needs it: started on a workspace, stopped without leaving anything behind.

No file of the workspace is run because the server or a kernel starts, whatever its name: a workspace may come from
somebody else, and a learner may call a file of their own `random.py`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO

from dlcourse.lab.errors import CourseError, plainly
from dlcourse.lab.workspace import STATE

HOST = "127.0.0.1"
PATIENCE = 120  # seconds for the server to start
GRACE = 10  # seconds for it to stop
POLL = 0.1
INSTRUCTORS = ("formgrader", "assignment_list", "course_list")
HIDDEN = ("formgrader", "assignment-list", "course-list", "create-assignment", "menu")
KERNELS = "kernels"  # a folder on Jupyter's path, which looks for kernels in a folder of this name
NOT_FROM_THE_WORKSPACE = "-P"  # Python, look for modules beside no script and in no working folder
# In a notebook, helpers beside it can be imported, and stand for no library and none of its parts.
BESIDE_THE_NOTEBOOK = """--InteractiveShellApp.exec_lines=__import__('sys').path.append('')"""
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}

Signals = Callable[[], bool]


def serve(workspace: Path, port: int, ready: Callable[[str], None]) -> None:
    """Run JupyterLab on `workspace` until it ends or we are told to stop; `ready` gets the address with its token."""
    _settle_in(workspace)
    with tempfile.TemporaryDirectory(prefix="dlcourse-") as folder, _told_to_stop() as stopping:
        runtime = Path(folder)
        log = runtime / "server.log"
        _add_kernel(runtime / KERNELS)
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


def command(workspace: Path, port: int) -> list[str]:
    """The command line of the server: this Python's own JupyterLab, with nbgrader's Validate and no more of it."""
    options = [
        "--no-browser",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={workspace.resolve()}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if importlib.util.find_spec("nbgrader"):
        options += [f"--ServerApp.jpserver_extensions=nbgrader.server_extensions.{name}=False" for name in INSTRUCTORS]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, NOT_FROM_THE_WORKSPACE, "-m", "jupyterlab", *options]


def environment(workspace: Path, runtime: Path) -> dict[str, str]:
    """Our environment, with Jupyter's own folders inside the workspace, so that the user's Jupyter is not touched."""
    own = workspace.resolve() / STATE / "jupyter"
    folders = {
        "JUPYTER_CONFIG_DIR": own / "config",
        "JUPYTER_DATA_DIR": own / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTERLAB_SETTINGS_DIR": own / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": own / "workspaces",
    }
    # nbgrader calls its database tool by name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    own_variables = {
        "PATH": path,
        "JUPYTER_PATH": os.pathsep.join([str(runtime), *filter(None, [os.environ.get("JUPYTER_PATH")])]),
        "JUPYTER_TOKEN": secrets.token_hex(24),  # whatever the user has set for servers of theirs
    }
    return os.environ | {name: str(folder) for name, folder in folders.items()} | own_variables


def _add_kernel(kernels: Path) -> None:
    """The Python of notebooks, which looks for modules beside the notebook last."""
    from ipykernel.kernelspec import write_kernel_spec

    argv = [sys.executable, NOT_FROM_THE_WORKSPACE, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    write_kernel_spec(kernels / "python3", overrides={"argv": [*argv, BESIDE_THE_NOTEBOOK]})


def _settle_in(workspace: Path) -> None:
    own = workspace / STATE / "jupyter"
    page = {"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in HIDDEN}}
    _write_once(own / "config" / "labconfig" / "page_config.json", page)
    _write_once(own / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings", NO_NEWS)


def _write_once(path: Path, settings: object) -> None:
    """The learner may change a setting; it is written only where it is missing."""
    with plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(json.dumps(settings))


@contextlib.contextmanager
def _started(workspace: Path, runtime: Path, port: int, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The server, in a session of its own, so that Ctrl-C reaches only us and we stop it in good order."""
    process = subprocess.Popen(  # noqa: S603  our own interpreter
        command(workspace, port),
        cwd=runtime,  # Python and Jupyter look for modules and settings where they are started
        env=environment(workspace, runtime),
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

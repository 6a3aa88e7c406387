import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from dlcourse.lab import launch
from dlcourse.lab.errors import CourseError
from tests.deadline import SECONDS

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from dlcourse.lab import cli, launch
launch.find_release = lambda: Path(sys.argv[1])
sys.exit(cli.main(sys.argv[2:]))
"""


class Lab:
    """`dlcourse lab` in a process of its own, with a home of its own."""

    def __init__(self, release, folder, *options):
        self.home = folder.parent / "home"
        self.home.mkdir(exist_ok=True)
        environment = {
            k: v for k, v in os.environ.items() if k == "JUPYTER_TOKEN" or not k.startswith(("JUPYTER", "XDG"))
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, release, "lab", folder, "--no-browser", *options],
            cwd=ROOT,
            env=environment | {"HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.printed = ""

    def wait_for_address(self):
        for line in self.process.stdout:
            self.printed += line
            if found := re.search(r"(http://127\.0\.0\.1:\d+)(/lab\S*)\?token=(\w+)", line):
                self.server, self.page, self.token = found.groups()
                return
        pytest.fail(f"no address in {self.printed}{self.process.stderr.read()}")

    def get(self, path, data=None):
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.server}{path}", headers=headers, data=data)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.read().decode()

    def end(self, signum=None):
        """Send a signal; return the exit status, and what else was printed as output and as errors."""
        if signum:
            self.process.send_signal(signum)
        out, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, err


@pytest.fixture
def start(release, tmp_path):
    started = []

    def start(*options):
        started.append(Lab(release, tmp_path / "learn", *options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)
        one.process.stdout.close()
        one.process.stderr.close()


@pytest.mark.slow
def test_lab_serves_the_workspace_and_stops_clean_on_ctrl_c(start, tmp_path):
    running = start()
    running.wait_for_address()
    assert "2 files added" in running.printed
    assert running.page == "/lab/tree/00_start_here/00_start_here.ipynb"
    assert json.loads(running.get("/api/status"))["kernels"] == 0
    assert [f["name"] for f in json.loads(running.get("/api/contents"))["content"]] == ["00_start_here", "01_doubling"]
    running.get("/api/kernels", data=b'{"name": "python3"}')
    family = psutil.Process(running.process.pid).children(recursive=True)
    assert len(family) >= 2
    status, out, err = running.end(signal.SIGINT)
    assert (status, err) == (0, "")
    assert "JupyterLab has stopped." in out
    assert [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
    assert not any((running.home / name).exists() for name in (".jupyter", ".local"))
    assert not (tmp_path / "learn/.course/jupyter/runtime").exists()


@pytest.mark.slow
def test_the_learner_sees_validate_and_nothing_of_the_instructor_s(start):
    pytest.importorskip("nbgrader")
    running = start()
    running.wait_for_address()
    page = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', running.get("/lab"), re.DOTALL)
    disabled = json.loads(page.group(1))["disabledExtensions"]
    assert {"@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:menu"} <= set(disabled)
    assert "@jupyter/nbgrader:validate-assignment" not in disabled
    for path in ("/formgrader", "/assignments"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            running.get(path)
    answer = json.loads(running.get("/assignments/validate", data=b"path=00_start_here/00_start_here.ipynb"))
    assert answer["success"]
    assert running.end(signal.SIGTERM)[0] == 0


# What a learner may call a file of theirs, and what a stranger would: parts of Python, of Jupyter and of
# their libraries, modules that are tried and may be missing, and settings.
NAMES = [
    *("random", "types", "string", "io", "re", "json", "code", "token", "test", "copy", "time", "queue", "secrets"),
    *("asyncio", "logging", "socket", "ssl", "sqlite3", "inspect", "site", "sitecustomize", "usercustomize"),
    *("jupyterlab", "jupyter_server", "jupyter_client", "jupyter_core", "tornado", "zmq", "traitlets", "nbformat"),
    *("ipykernel", "ipykernel_launcher", "IPython", "comm", "psutil", "debugpy", "matplotlib_inline", "orjson"),
    *("jupyter_server_config", "jupyter_config", "jupyter_lab_config", "ipython_config", "ipython_kernel_config"),
    *("numpy", "nbgrader", "startup"),
]


def run_in_kernel(running, kernel, source):
    """Execute a cell over the server's own web socket, as the page does; returns what it printed."""
    from tornado.ioloop import IOLoop
    from tornado.websocket import websocket_connect

    header = {"msg_id": "1", "msg_type": "execute_request", "session": "s", "username": "", "version": "5.3"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": []}
    message["content"] = {"code": source, "silent": False, "store_history": False, "allow_stdin": False}

    async def ask():
        url = f"{running.server}/api/kernels/{kernel}/channels?token={running.token}".replace("http", "ws", 1)
        connection = await websocket_connect(url)
        await connection.write_message(json.dumps(message))
        printed = ""
        while True:
            answer = json.loads(await connection.read_message())
            if answer["parent_header"].get("msg_id") != "1":
                continue
            printed += str(answer["content"].get("text", "")) + "".join(answer["content"].get("traceback", []))
            if answer["content"].get("execution_state") == "idle":
                connection.close()
                return printed

    return IOLoop().run_sync(ask, timeout=SECONDS)


@pytest.mark.slow
def test_files_of_a_workspace_that_bear_the_names_of_modules_are_not_run(start, tmp_path):
    assert len(NAMES) >= 40
    chapter, mark = tmp_path / "learn/01_doubling", tmp_path / "was_run"
    harm = f"open({str(mark)!r}, 'a').write(__name__ + '\\n')\nraise SystemExit('run')\n"
    for folder in (tmp_path / "learn", chapter):
        folder.mkdir(exist_ok=True)
        for name in NAMES:
            (folder / f"{name}.py").write_text(harm)
        for name in ("jupyterlab", "ipykernel", "torch"):
            (folder / name).mkdir()
            for file in ("__init__.py", "__main__.py"):
                (folder / name / file).write_text(harm)
    (chapter / "my_helper.py").write_text("answer = 42\n")
    running = start()
    running.wait_for_address()
    body = {"path": "01_doubling/01_doubling.ipynb", "name": "x", "type": "notebook", "kernel": {"name": "python3"}}
    kernel = json.loads(running.get("/api/sessions", data=json.dumps(body).encode()))["kernel"]["id"]
    imports = (
        "import random, numpy, psutil, token, os, my_helper; print(os.path.basename(os.getcwd()), my_helper.answer)"
    )
    assert run_in_kernel(running, kernel, imports) == "01_doubling 42\n"
    assert not mark.exists(), mark.read_text()
    assert run_in_kernel(running, kernel, "import startup") != ""  # who imports a stranger's helper runs it
    assert mark.read_text() == "startup\n"
    assert running.end(signal.SIGINT)[0] == 0


@pytest.mark.slow
def test_the_token_is_the_servers_own(start, monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "known")
    running = start()
    running.wait_for_address()
    assert len(running.token) == 48
    running.token = "known"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        running.get("/api/kernels")


def test_a_port_in_use_is_named_and_another_suggested(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, err = start(f"--port={port}").end()
    assert status == 1
    assert re.fullmatch(rf"Port {port} cannot be used \(.*\): try `--port \d+`, or leave out .*\.\n", err)


@pytest.mark.slow
def test_a_server_that_fails_at_start_shows_the_end_of_its_log(start, tmp_path):
    config = tmp_path / "learn/.course/jupyter/config/jupyter_server_config.py"
    config.parent.mkdir(parents=True)
    config.write_text("import os\nprint('broken on purpose', flush=True)\nos._exit(3)\n")
    status, _, err = start().end()
    assert status == 1
    assert err.startswith("JupyterLab stopped by itself.")
    assert "broken on purpose" in err
    assert "Traceback" not in err


def test_no_browser_is_opened_where_there_is_no_screen(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not launch.has_browser()


def test_an_installed_package_brings_its_release(tmp_path):
    (tmp_path / "dlcourse/release").mkdir(parents=True)
    assert launch.find_release(tmp_path / "dlcourse") == tmp_path / "dlcourse/release"


def test_a_package_without_chapters_says_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="pip install --force-reinstall dlcourse"):
        launch.find_release(tmp_path / "dlcourse")


@pytest.fixture
def checkout(tmp_path, make):
    """A checkout whose autograder copies chapters/ and counts how often it was asked."""
    make.put(tmp_path / "chapters/01_doubling/01_doubling.ipynb", make.chapter())
    (tmp_path / "autograder").mkdir()
    (tmp_path / "autograder/__init__.py").write_text("")
    (tmp_path / "autograder/__main__.py").write_text(
        "import shutil\nshutil.copytree('chapters', 'release', dirs_exist_ok=True, copy_function=shutil.copyfile)\n"
        "open('asked', 'a').write('x')\n"
    )
    return tmp_path


def test_a_checkout_makes_its_release_when_it_is_missing_or_old(checkout):
    def asked():
        launch.find_release(checkout / "dlcourse")
        return len((checkout / "asked").read_text())

    assert [asked(), asked()] == [1, 1]
    os.utime(checkout / "chapters/01_doubling/01_doubling.ipynb", (2**32, 2**32))
    assert asked() == 2


def test_a_release_that_cannot_be_made_says_why(checkout):
    (checkout / "autograder/__main__.py").write_text("raise SystemExit('01_doubling: a solution is left')")
    with pytest.raises(CourseError, match="a solution is left"):
        launch.find_release(checkout / "dlcourse")

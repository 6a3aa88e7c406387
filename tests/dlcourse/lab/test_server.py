"""How the server is started and stopped; that it serves a learner is tested in test_launch, with the command."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from dlcourse.lab import server
from dlcourse.lab.errors import CourseError
from tests.deadline import SECONDS


def test_a_signal_before_the_server_is_ready_stops_it_too(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "command", lambda *_: [sys.executable, "-c", "import time; time.sleep(600)"])
    started = []

    def interrupted(process, _runtime, stopping):
        started.append(process)
        os.kill(os.getpid(), signal.SIGTERM)
        deadline = time.monotonic() + SECONDS
        while not stopping() and time.monotonic() < deadline:
            pass
        assert stopping()

    monkeypatch.setattr(server, "_address", interrupted)
    server.serve(tmp_path, 0, pytest.fail)
    assert started[0].poll() is not None


def test_a_setting_that_the_learner_changed_stays(tmp_path):
    server._settle_in(tmp_path)
    (page,) = tmp_path.rglob("page_config.json")
    page.write_text("{}")
    server._settle_in(tmp_path)
    assert page.read_text() == "{}"


def test_root_is_allowed_only_where_it_is_root(tmp_path, monkeypatch):
    for uid, allowed in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
        assert ("--allow-root" in server.command(tmp_path, 0)) == allowed


def test_without_nbgrader_it_is_not_mentioned(monkeypatch):
    monkeypatch.setattr(server.importlib.util, "find_spec", lambda _name: None)
    assert "nbgrader" not in " ".join(server.command(Path("learn"), 0))


def test_jupyter_s_own_folders_lie_in_the_workspace_and_the_token_is_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "known to others")
    first, second = (server.environment(tmp_path, tmp_path / "runtime") for _ in range(2))
    own = [first[f"JUPYTER_{name}_DIR"] for name in ("CONFIG", "DATA")]
    assert all(Path(folder).is_relative_to(tmp_path / ".course") for folder in own)
    assert len({first["JUPYTER_TOKEN"], second["JUPYTER_TOKEN"], "known to others"}) == 3


def test_a_server_that_never_answers_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "PATIENCE", 0)
    monkeypatch.setattr(server, "command", lambda *_: [sys.executable, "-c", "import time; time.sleep(600)"])
    with pytest.raises(CourseError, match="JupyterLab did not start within 0 seconds"):
        server.serve(tmp_path, 0, pytest.fail)

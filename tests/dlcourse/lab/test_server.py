"""How the server is started and stopped; that it serves a learner is tested in test_launch, with the command."""

import os
import signal
import sys
import time

import pytest

from dlcourse.lab import jupyter, server
from dlcourse.lab.errors import CourseError
from tests.deadline import SECONDS


def test_a_signal_before_the_server_is_ready_stops_it_too(tmp_path, monkeypatch):
    monkeypatch.setattr(jupyter, "command", lambda *_: [sys.executable, "-c", "import time; time.sleep(600)"])
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


def test_a_server_that_never_answers_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "PATIENCE", 0)
    monkeypatch.setattr(jupyter, "command", lambda *_: [sys.executable, "-c", "import time; time.sleep(600)"])
    with pytest.raises(CourseError, match="JupyterLab did not start within 0 seconds"):
        server.serve(tmp_path, 0, pytest.fail)

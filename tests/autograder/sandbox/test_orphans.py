"""When the trusted process is killed, nothing that it started goes on."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import filesystem
from autograder.sandbox.sandbox import MODES, UNSAFE, Sandbox, SandboxError
from tests.conftest import ROOT
from tests.deadline import SECONDS

# A sandbox with two children, one of which runs for ever, whatever interrupts it.
TRUSTED = """
import sys, time
from pathlib import Path
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.filesystem import SandboxFiles

sandbox = Sandbox(SandboxFiles(Path(sys.argv[1]), ()), sys.argv[2])
idle, busy = sandbox.session(), sandbox.session()
busy._send({"do": "run", "cells": [sys.argv[3]]})
print("running", flush=True)
time.sleep(600)
"""
ENDLESS = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"


@pytest.fixture
def place():
    made = filesystem.build()
    yield made
    made.remove()


def of(place):
    """The processes of the sandbox on this files, which all of them name in their command."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(place.folder).encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def gone(place):
    """Whether they are gone.  Within an exec a process has no command for a moment, so this looks more than once."""
    return not any(of(place) or time.sleep(0.01) for _ in range(20))


def until(condition):
    """Wait for what must come, however slow the machine is."""
    end = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def kill_when(place, mode, ready):
    """Start the trusted process, and kill it as soon as `ready` says so."""
    command = [sys.executable, "-c", TRUSTED, str(place.folder), mode, ENDLESS]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    trusted = subprocess.Popen(command, stdout=subprocess.PIPE, cwd="/", env=environment)
    try:
        assert ready(trusted), "it never began"
    finally:
        trusted.send_signal(signal.SIGKILL)
        trusted.wait()
        trusted.stdout.close()


@pytest.fixture(params=[*MODES, UNSAFE])
def mode(request, place):
    try:
        Sandbox(place, request.param).end()
    except SandboxError as e:
        pytest.skip(f"this machine does not give the mode {request.param}: {e}")
    return request.param


@pytest.mark.slow
def test_the_whole_session_ends_with_the_trusted_process(place, mode):
    kill_when(place, mode, lambda trusted: trusted.stdout.readline() == b"running\n" and len(of(place)) > 3)
    assert until(lambda: gone(place)), of(place)


@pytest.mark.slow
def test_a_fork_server_that_is_still_warming_up_ends_with_the_trusted_process(place, mode):
    kill_when(place, mode, lambda trusted: until(lambda: len(of(place)) > 1))
    assert until(lambda: gone(place)), of(place)


def test_a_fork_server_whose_parent_is_gone_does_not_even_begin(place):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.close()
    command = [sys.executable, "-m", "runner.fork_server", str(theirs.fileno()), "no settings, which it would miss"]
    environment = {**os.environ, "PYTHONPATH": str(place.folder)}
    done = subprocess.run(command, pass_fds=[theirs.fileno()], env=environment, check=False, stderr=subprocess.DEVNULL)
    theirs.close()
    assert done.returncode == 0

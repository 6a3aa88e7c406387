"""What the fork server asks of its own process; how it forks is tested with the sandbox."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from tests import child
from tests.conftest import ROOT
from tests.deadline import SECONDS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")


def test_a_parent_that_has_gone_is_noticed():
    from autograder.runner.fork_server import gone

    ours, theirs = socket.socketpair()
    assert not gone(theirs)
    ours.close()
    assert gone(theirs)
    theirs.close()


def test_threads_are_counted():
    from autograder.runner.fork_server import threads

    before, leave = threads(), threading.Event()
    thread = threading.Thread(target=leave.wait)
    thread.start()
    assert threads() == before + 1
    leave.set()
    thread.join()


def test_children_that_have_ended_are_taken_leave_of_and_no_child_is_no_error():
    source = (
        "import os\nfrom autograder.runner.fork_server import reap\nreap()\n"
        "child = os.fork() or os._exit(0)\n"
        "os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)\nreap()\n"
        "try: os.waitpid(child, 0)\nexcept ChildProcessError: print('reaped')"
    )
    assert child.printed(source) == "reaped\n"


def test_without_a_parent_it_ends_at_once(tmp_path):
    ours, theirs = socket.socketpair()
    ours.close()
    command = [sys.executable, "-m", "autograder.runner.fork_server", str(theirs.fileno()), str(tmp_path / "none.json")]
    done = subprocess.run(command, cwd=ROOT, pass_fds=[theirs.fileno()], timeout=SECONDS, check=False, env=os.environ)
    theirs.close()
    assert done.returncode == 0

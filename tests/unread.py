"""A command whose output nobody reads, as where `head` has its lines and leaves."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.deadline import SECONDS

only_posix = pytest.mark.skipif(sys.platform == "win32", reason="there a pipe that nobody reads is another error")
both_ways = pytest.mark.parametrize("unbuffered", ["", "1"])  # with a buffer, it is the last flush that fails


def unread(*arguments, unbuffered):
    """The exit status of Python with these arguments, and what it says of errors."""
    command, pipe = [sys.executable, *map(str, arguments)], subprocess.PIPE
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        process.stdout.close()  # long before Python has started and has something to print
        process.stdout = None
        _, errors = process.communicate(timeout=SECONDS)
    return process.returncode, errors

"""A Python of its own for code that changes the process it runs in."""

import subprocess
import sys

from tests.conftest import ROOT
from tests.deadline import SECONDS


def printed(source, given=None):
    """What this code prints, with the text `given` to read."""
    done = subprocess.run(
        [sys.executable, "-c", source],
        input=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

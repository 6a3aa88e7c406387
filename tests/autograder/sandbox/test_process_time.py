"""The processor time of another process, and how much longer it is worth to wait for it."""

import contextlib
import math
import os
import subprocess
import sys
import time

import pytest

from autograder.sandbox.process_time import Spare, used
from tests.deadline import SECONDS


@contextlib.contextmanager
def child(source):
    process = subprocess.Popen([sys.executable, "-c", f"import time\n{source}"], stdout=subprocess.PIPE)
    descriptor = os.pidfd_open(process.pid)
    try:
        yield process, descriptor
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        os.close(descriptor)


def test_it_grows_with_what_a_process_computes():
    end = time.monotonic() + SECONDS
    with child("while True: pass") as (_, descriptor):
        while used(descriptor) < 0.2:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_of_what_is_no_process_nothing_is_known(tmp_path):
    with (tmp_path / "file").open("w") as file:
        assert used(file.fileno()) == math.inf


def test_there_is_time_left_for_one_that_did_not_compute_until_its_clock_has_run_out():
    with child("print(flush=True); time.sleep(1000)") as (process, descriptor):
        process.stdout.readline()
        spare = Spare(descriptor, 0.5, time.monotonic() + SECONDS)
        spare.begin()
        assert 0.3 < spare.left() <= 0.5
        spare.last = time.monotonic()
        assert spare.left() == 0


@pytest.mark.parametrize("what", ["what it has is used up", "nobody can tell"])
def test_there_is_none_left_for_one_that_has_computed_as_much(what, monkeypatch):
    spent = iter([1.0, 1.6] if what == "what it has is used up" else [math.inf, math.inf])
    monkeypatch.setattr("autograder.sandbox.process_time.used", lambda _: next(spent))
    spare = Spare(-1, 0.5, time.monotonic() + SECONDS)
    spare.begin()
    assert spare.left() == 0

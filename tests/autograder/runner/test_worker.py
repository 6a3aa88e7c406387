"""What a student's process answers, here without a jail around it."""

import socket
import subprocess
import sys

import pytest

from autograder.runner.call import Opaque
from autograder.runner.channel import Channel
from autograder.runner.wire import Handle
from tests.conftest import ROOT
from tests.deadline import SECONDS

PROGRAM = """
import socket, sys
from autograder.runner import cells, worker
worker.serve(socket.socket(fileno=int(sys.argv[1])), cells.new_shell())
"""


class Asking:
    """Asks a worker, one request after the other."""

    def __init__(self, channel):
        self.channel, self.number = channel, 0
        assert channel.receive()["failed"] == ""

    def __call__(self, do, answers=1, **request):
        self.number += 1
        self.channel.send({"do": do, "request": self.number, **request})
        found = [self.channel.receive() for _ in range(answers)]
        assert {one["request"] for one in found} == {self.number}
        return found if answers > 1 else found[0]


@pytest.fixture
def ask():
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", PROGRAM, str(theirs.fileno())]
    with subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        ours.settimeout(SECONDS)
        yield Asking(Channel(ours, keep=lambda thing: Handle(thing.handle_number, "yours")))
        ours.close()
        assert process.wait(SECONDS) == 0  # it ends when its parent goes


def test_cells_define_what_is_found_and_called(ask):
    ask("run", cells=["def double(x):\n    return 2 * x", "y = 3"], answers=2)
    assert [ask("find", name=name)["kind"] for name in ("double", "y", "z")] == ["function", "value", "missing"]
    first, second = ask("call", name="double", cases=[(1,), ("a",)], answers=2)
    assert (first["seen"], second["seen"]) == ((2,), ("aa",))


def test_a_function_that_is_missing_is_an_error_of_the_call_and_the_worker_goes_on(ask):
    assert "TypeError" in ask("call", name="nothing", cases=[(1,)])["seen"]
    assert ask("get", name="nothing")["seen"][1:2] == ("KeyError",)
    assert ask("run", cells=["1"])["error"] == ""


def test_what_cannot_cross_stays_and_is_asked_by_its_handle(ask):
    ask("run", cells=["class Counter:\n    n = 4\n    def add(self, k):\n        return self.n + k\nc = Counter()"])
    handle = ask("get", name="c")["seen"][0]
    assert isinstance(handle, Handle)
    counter = Opaque("Counter", handle.number)
    assert ask("attribute", of=counter, name="n")["seen"] == (4,)
    add = Opaque("method", ask("attribute", of=counter, name="add")["seen"][0].number)
    assert ask("invoke", target=add, arguments=(1,), keywords={})["seen"] == ((5, {}, ""),)


def test_a_call_says_what_it_changed_and_printed(ask):
    ask("run", cells=["def f(xs, ys):\n    xs.append(1)\n    print('hello')\n    return 2"])
    f = Opaque("function", ask("get", name="f")["seen"][0].number)
    assert ask("invoke", target=f, arguments=([],), keywords={"ys": [3]})["seen"] == ((2, {0: [1]}, "hello\n"),)


def test_a_test_gives_the_value_at_its_end_or_its_error(ask):
    ask("run", cells=["x = 2"])
    assert ask("test", source="assert x == 2\nx / 4")["seen"] == (0.5,)
    assert ask("test", source="%matplotlib inline\nx / 2")["seen"] == (1.0,)
    assert ask("test", source="assert x == 3")["seen"][1] == "AssertionError"


def test_the_names_of_cells_are_told(ask):
    (fields,) = ask("names", cells=["import numpy as np\nx = np.ones(n)"])["names"]
    bound, used = fields[:2]
    assert set(bound) >= {"np", "x"}
    assert "n" in used

"""A session with a child that says whatever a test has it say: each answer is in time, or the child is ended."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from autograder.runner.channel import Channel
from autograder.runner.wire import ProtocolError, TooBigError
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import GoneError, Session
from tests.deadline import SECONDS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
CELL = {"error": "", "message": "", "line": "", "where": "", "output": [], "cut": False}
DEAF = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
LIMITS = Limits(cell=SECONDS, check=SECONDS, grace=0.2)


@pytest.fixture
def make():
    """Makes a session whose child answers each request with what `answers(request)` yields."""
    made = []

    def make(answers, limits=LIMITS):
        ours, theirs = socket.socketpair()
        process = subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"deaf\n"
        session = Session(ours, os.pidfd_open(process.pid), limits)

        def serve():
            channel = Channel(theirs)
            try:
                while True:
                    request = channel.receive()
                    for answer in answers(request):
                        channel.send(answer)
            except (EOFError, OSError, ProtocolError):
                pass

        thread = threading.Thread(target=serve)
        thread.start()
        made.append((session, process, theirs, thread))
        return session

    yield make
    for session, process, theirs, thread in made:
        session.close()
        assert process.wait(SECONDS) == -9
        process.stdout.close()
        thread.join(SECONDS)
        theirs.close()


def numbered(answer):
    return lambda request: [{**answer, "request": request["request"]}]


def test_a_cell_is_run_and_answers_to_older_requests_are_thrown_away(make):
    def answers(request):
        yield {**CELL, "error": "Old", "request": request["request"] - 1}
        yield {**CELL, "request": request["request"]}

    session = make(answers)
    assert session.run("1", SECONDS).error == ""
    assert session.run("2", SECONDS).error == ""


def test_an_answer_of_another_form_ends_the_child_for_good(make):
    session = make(numbered({"error": 0}))
    for _ in range(2):
        with pytest.raises(GoneError, match="its answer cannot be read"):
            session.run("1", SECONDS)


def test_a_child_that_does_not_stop_when_interrupted_is_killed(make):
    session = make(lambda request: [])
    with pytest.raises(GoneError, match=r"ran for more than 0\.05 seconds and did not stop when interrupted"):
        session.run("while True: pass", 0.05)


def test_a_function_of_ours_is_called_back_and_no_other(make):
    def answers(request):
        if request.get("do") == "invoke":
            yield {"callback": 0, "arguments": (4,)}
        elif "do" in request:
            yield {"callback": 7, "arguments": ()}
        else:
            yield {"seen": (request,), "request": 1}

    session = make(answers)
    seen = session.ask({"do": "invoke", "target": lambda x: x + 1, "arguments": (), "keywords": {}}, SECONDS)
    assert 5 in seen.value.values()
    with pytest.raises(GoneError, match="no such call-back"):
        session.ask({"do": "get", "name": "x"}, SECONDS)


def test_calls_come_one_after_the_other_and_values_stay_data(make):
    def answers(request):
        for (x,) in request["cases"]:
            yield {"seen": (2 * x,), "request": request["request"]}

    session = make(answers)
    assert [seen.value for seen in session.call("double", [(1,), (2.5,)], SECONDS)] == [2, 5.0]


def test_what_cannot_cross_is_refused_before_it_is_sent(make):
    session = make(numbered({"seen": (1,)}))
    with pytest.raises(TooBigError, match="a object cannot cross"):
        session.ask({"do": "invoke", "target": object(), "arguments": (), "keywords": {}}, SECONDS)
    assert session.ask({"do": "get", "name": "x"}, SECONDS).value == 1

"""The sandbox itself: what it shows, what it refuses, and what it says where it cannot be had."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox import filesystem, modes
from autograder.sandbox.limits import Limits
from autograder.sandbox.modes import start
from autograder.sandbox.sandbox import MODES, Sandbox, SandboxError
from autograder.sandbox.session import GoneError


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    beside = tmp_path_factory.mktemp("files") / "data.csv"
    beside.write_text("1,2\n")
    made = filesystem.build(["gradient_descent"], [beside])
    yield made
    made.remove()


@pytest.fixture(scope="module", params=MODES)
def sandbox(request, place):
    try:
        one = Sandbox(place, request.param)
    except SandboxError as e:
        pytest.skip(f"this machine does not give the mode {request.param}: {e}")
    yield one
    one.end()


@pytest.fixture
def session(sandbox):
    one = sandbox.session()
    yield one
    one.close()


def printed(session, source):
    ran = session.run(source, 30)
    assert ran.error == "", ran
    return "".join(text for _, text in ran.output)


def test_the_course_is_there_without_its_answers(session):
    source = "import os, dlcourse\nprint(sorted(os.listdir(os.path.dirname(dlcourse.__file__))))"
    seen = printed(session, source)
    assert "'data'" in seen
    assert "gradient_descent" not in seen
    assert "lab" not in seen


def test_the_files_beside_the_chapter_are_there(session):
    assert printed(session, "print(open('data.csv').read())") == "1,2\n\n"


def test_course_data_can_be_loaded(session):
    assert "442" in printed(session, "from dlcourse import data\nprint(data.diabetes()[0].shape)")


def test_one_child_does_not_see_what_another_left(sandbox):
    for _ in range(2):
        one = sandbox.session()
        one.run("open('mine.txt', 'w').write('x')", 10)
        assert printed(one, "import os\nprint(sorted(os.listdir('.')))") == "['data.csv', 'mine.txt']\n"
        one.close()


def test_the_fork_server_has_one_thread_and_forks_only_then(sandbox):
    session = sandbox.session()
    assert printed(session, "import threading\nprint(threading.active_count())") == "1\n"
    session.close()


def test_nothing_of_the_environment_gets_in(session, monkeypatch):
    names = eval(printed(session, "import os\nprint(sorted(os.environ))"))
    assert not set(names) & {"AUTOGRADER_SEED", "USER", "SSH_AUTH_SOCK"}


def test_after_its_end_a_session_says_why(sandbox):
    session = sandbox.session()
    with pytest.raises(GoneError, match="exited, crashed"):
        session.run("import os\nos._exit(0)", 10)
    with pytest.raises(GoneError, match="exited, crashed"):
        session.run("1", 10)
    session.close()


def test_a_child_ends_with_its_fork_server(place):
    with start(place) as sandbox:
        session = sandbox.session()
        session._send({"do": "run", "cells": ["while True: pass"]})
    with pytest.raises(GoneError):
        session._await(20)
    session.close()


SLOW = """
import time

def f(x):
    try:
        time.sleep(60 if x == 0 else 0)
    except KeyboardInterrupt:
        pass
    return x
"""


def test_late_answers_to_an_interrupted_call_are_thrown_away(sandbox):
    session = sandbox.session()
    session.run(SLOW, 10)
    assert [seen.error for seen in session.call("f", [(0,), (1,), (2,)], 1)] == ["TimeLimitError"]
    assert [seen.value for seen in session.call("f", [(3,), (4,)], 30)] == [3, 4]
    session.close()


def test_the_calls_before_a_slow_one_count(sandbox):
    session = sandbox.session()
    session.run(SLOW, 10)
    seen = [(s.value, s.error) for s in session.call("f", [(1,), (2,), (0,), (3,)], 1)]
    assert seen == [(1, None), (2, None), (None, "TimeLimitError")]
    session.close()


def test_what_a_call_gave_is_not_what_the_next_one_makes_of_it(sandbox):
    session = sandbox.session()
    session.run("out = []\n\ndef f(x):\n    out.append(x)\n    return out", 10)
    assert [seen.value for seen in session.call("f", [(1,), (2,), (3,)], 30)] == [[1], [1, 2], [1, 2, 3]]
    session.close()


def test_a_function_crosses_both_ways_and_big_arrays_too(sandbox):
    session = sandbox.session()
    session.run("def f(g, x):\n    return g(x) + x", 10)
    x = np.ones(200_000)
    [seen] = session.call("f", [(lambda v: 2 * v, x)], 30)
    assert np.array_equal(seen.value, 3 * x)
    session.close()


def test_without_bubblewrap_the_next_mode_is_taken_and_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with start(filesystem.build()) as sandbox:
        assert sandbox.mode == "landlock"
        assert "apt install bubblewrap" in sandbox.reasons["full"]


def test_without_any_sandbox_grading_is_refused_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match=r"apt install bubblewrap[\s\S]*--unsafe-no-sandbox"):
        start(filesystem.build(), modes=("full", "bubblewrap"))


def test_the_unsafe_way_is_taken_only_when_asked_for():
    with start(filesystem.build(), modes=(), unsafe=True) as sandbox:
        assert sandbox.mode == "none"
    with pytest.raises(SandboxError):
        start(filesystem.build(), modes=())


def test_a_sandbox_that_does_not_hold_is_not_used(monkeypatch):
    monkeypatch.setitem(modes.PROBES, "1 + 1", "it counts")
    with pytest.raises(SandboxError, match="is not held: it counts"):
        start(filesystem.build())


def test_a_user_without_namespaces_gets_landlock(place):
    if os.getuid() != 0:
        pytest.skip("needs root to set a limit of namespaces for one command")
    command = (
        "from autograder.sandbox import filesystem, modes\n"
        "with modes.start(filesystem.build()) as z:\n    print(z.mode, z.reasons)"
    )
    limited = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -c '{command}'"
    tried = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", limited],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    if "landlock" not in tried.stdout:
        pytest.skip(f"namespaces cannot be limited here: {tried.stderr[-200:]}")
    assert "make no namespaces" in tried.stdout


def test_limits_name_themselves():
    limits = Limits()
    assert "1024 MB" in limits.named("MemoryError", "")
    assert "64 MB" in limits.named("OSError", "[Errno 28] No space left on device")
    assert limits.named("ValueError", "no") == ""


def test_folders_that_hold_a_secret_are_opened_up_without_it(tmp_path):
    for name in ("a/b", "a/secret", "c"):
        (tmp_path / name).mkdir(parents=True)
    allowed = filesystem.without([str(tmp_path)], [str(tmp_path / "a" / "secret")])
    assert allowed == [str(tmp_path / "a" / "b"), str(tmp_path / "c")]


def test_the_grader_takes_turns_with_its_children_on_one_core_and_has_its_own_back_afterwards():
    free = os.sched_getaffinity(0)
    with start(filesystem.build()) as sandbox:
        assert os.sched_getaffinity(0) == free
        with sandbox.beside():
            assert len(os.sched_getaffinity(0)) == 1
            assert printed(sandbox.session(), "import os; print(len(os.sched_getaffinity(0)))") == "1\n"
        assert os.sched_getaffinity(0) == free
    assert os.sched_getaffinity(0) == free


def test_the_folder_of_a_sandbox_goes_with_it_and_when_there_is_none():
    place = filesystem.build()
    with start(place):
        assert place.folder.exists()
    assert not place.folder.exists()
    place = filesystem.build()
    with pytest.raises(SandboxError):
        start(place, modes=())
    assert not place.folder.exists()


def test_code_computes_inside_with_the_kernels_that_were_chosen_outside(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    with start(filesystem.build()) as one:
        session = one.session()
        ran = session.run("import os\nprint(os.environ['OPENBLAS_CORETYPE'])", 30)
        session.close()
    assert ran.output == (("stdout", "Haswell\n"),)

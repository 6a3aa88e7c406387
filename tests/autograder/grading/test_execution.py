"""The cells of a submission in their child, which may die."""

import contextlib
from dataclasses import replace

import pytest

from autograder.grading.execution import MAX_DEATHS, Execution
from autograder.grading.submission import Cell, Submission
from autograder.sandbox import filesystem
from autograder.sandbox.modes import start
from autograder.sandbox.session import GoneError

DIES = "import os\nos._exit(1)"


@pytest.fixture(scope="module")
def sandbox():
    with start(filesystem.build()) as one:
        yield one


def execution(sandbox, *sources, **limits):
    cells = tuple(Cell("code", source) for source in sources)
    one = Execution(sandbox, Submission(cells), replace(sandbox.limits, **limits))
    return contextlib.closing(one)


def printed(one, number):
    one.run(number)
    return one.ran[number].output


def test_a_cell_that_ends_the_process_is_left_out_of_the_next_one(sandbox):
    with execution(sandbox, "x = 1", DIES, "x += 1\nprint(x)") as one:
        for number in (0, 1):
            one.run(number)
        assert one.ran[1].error == "ProcessEnded"
        assert printed(one, 2) == (("stdout", "2\n"),)
        assert one.completed == {0, 2}
        assert one.deaths == 1


def test_after_too_many_deaths_nothing_more_is_run(sandbox):
    with execution(sandbox, *[DIES] * (MAX_DEATHS + 1), "print(1)") as one:
        for number in range(MAX_DEATHS + 2):
            one.run(number)
        assert one.ran[MAX_DEATHS + 1].message == "its process died too often"
        with pytest.raises(GoneError, match="died too often"):
            one.alive()


def test_where_the_time_of_the_submission_is_used_up_no_cell_is_run(sandbox):
    with execution(sandbox, "print(1)", submission=1e-9) as one:
        one.run(0)
        assert "not run: the submission took" in one.ran[0].message
        assert one.completed == set()


def test_another_child_knows_nothing_of_the_first(sandbox):
    with execution(sandbox, "x = 1") as one:
        one.run(0)
        with contextlib.closing(one.another()) as session:
            assert session.run("x", 10).error == "NameError"
        assert one.alive().run("x", 10).error == ""

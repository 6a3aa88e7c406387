"""What a check says besides to a learner who is stuck, a rung at a time."""

import contextlib
import linecache
from dataclasses import replace

import pytest

from autograder import check, exercises
from autograder.checking import ladder
from autograder.checking.verdict import CheckFailed, Verdict
from autograder.exercise import Help
from dlcourse import backprop, failed_answers
from dlcourse.failed_answers import STATE

HELP = Help("1.3 The step", "Begin.", "Which sign?")
EXERCISE = exercises.find("gd_path")
READ, STEP, LINE = (f"{label}: " for label in ("Where to read", "A first step", "The key line"))


def answer(source, name="gd_path", **known):
    """A function as a notebook has it, with a source that can be read again."""
    file = f"<cell {hash(source)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = dict(known)
    exec(compile(source, file, "exec"), space)
    return space[name]


def wrong(number):
    """The wrong answer of that number to gd_path."""
    return answer(f"def gd_path(A, b, w0, lr, steps):\n    return {number}\n")


@pytest.fixture
def said(capsys):
    """A way to ask what a check says of an answer, and which rungs are in it."""

    def ask(function, **options):
        with contextlib.suppress(CheckFailed):
            check(function, **options)
        shown = capsys.readouterr().out
        return [label for label in (READ, STEP, LINE) if label in shown]

    return ask


def test_each_failure_adds_a_rung_after_the_first():
    labels = [[rung.label for rung in ladder.rungs(HELP, failures)] for failures in (1, 2, 3)]
    assert labels == [
        [],
        ["Where to read", "A first step"],
        ["Where to read", "A first step", "The key line"],
    ]


def test_three_answers_that_fail_climb_the_ladder(said):
    assert [said(wrong(number)) for number in (1, 2, 3, 4)] == [
        [],
        [READ, STEP],
        [READ, STEP, LINE],
        [READ, STEP, LINE],
    ]


def test_the_same_answer_checked_again_climbs_nothing(said):
    assert [said(wrong(number)) for number in (1, 1, 1)] == [[], [], []]


def test_a_failure_of_another_exercise_is_not_counted(said):
    said(answer("def momentum_path(grads, w0, lr, beta):\n    return 1\n", "momentum_path"))
    assert said(wrong(1)) == []


def test_passing_takes_no_rung_away(said):
    said(wrong(1))
    assert said(EXERCISE.reference) == []
    assert said(wrong(2)) == [READ, STEP]


def test_an_untouched_cell_gets_the_first_step_and_counts_as_no_failure(said):
    untouched = answer("def gd_path(A, b, w0, lr, steps):\n    raise NotImplementedError\n")
    assert [said(untouched), said(untouched), said(wrong(1))] == [[STEP], [STEP], []]


@pytest.mark.parametrize("body", ["raise NotImplementedError", "return arguments[::-1]"])
def test_an_answer_that_waits_for_another_exercise_climbs_nothing(said, body):
    slopes = answer(f"def slopes(operation, value, arguments):\n    {body}\n", "slopes")
    caller = "def backward_graph(nodes, values, out):\n    {}\n    return [slopes('mul', 1.0, [1.0, 2.0])]\n"
    for number in range(3):
        assert said(answer(caller.format(number), "backward_graph", slopes=slopes)) == []
    assert failed_answers._here == {}
    assert said(answer(caller.format(4), "backward_graph", slopes=backprop.slopes)) == []
    assert list(failed_answers._here) == ["backward_graph"]


def test_in_grading_no_rung_is_shown_or_counted(said, monkeypatch):
    for number in range(3):
        assert said(wrong(number), hidden=True) == []
    for value in ("autograde", "validate"):
        monkeypatch.setenv("NBGRADER_EXECUTION", value)
        for number in range(3):
            assert said(wrong(number)) == []
    assert failed_answers._here == {}


def test_in_a_workspace_a_kernel_that_was_restarted_knows_what_was_tried(said, tmp_path, monkeypatch):
    (tmp_path / STATE).mkdir()
    monkeypatch.chdir(tmp_path)
    assert said(wrong(1)) == []
    monkeypatch.setattr(failed_answers, "_here", {})
    assert said(wrong(2)) == [READ, STEP]


def test_an_exercise_without_help_stays_as_it_is():
    verdict = Verdict("gd_path", 0, 3)
    assert ladder.helped(verdict, replace(EXERCISE, help=None), "a") is verdict


def test_an_anchor_is_the_heading_with_dashes():
    assert ladder.anchor("1.3 The step and its sign") == "1.3-The-step-and-its-sign"

"""Which of the course's cells an answer needs."""

import pytest

from autograder.runner.names import names, needed


def which(course, *wanted):
    run = needed(map(names, wanted), list(map(names, course)))
    return [cell for cell, keep in zip(course, run, strict=True) if keep]


def test_a_cell_that_defines_what_an_answer_uses_is_needed_and_a_demonstration_is_not():
    course = ["import numpy as np", "A = np.eye(2)", "import plots\nplots.show(B)"]
    assert which(course, "def f(x):\n    return A @ x") == course[:2]


def test_a_cell_that_changes_what_an_answer_uses_is_needed():
    course = ["table = []", "table.append(1)", "other = 1"]
    assert which(course, "def f():\n    return table") == course[:2]


def test_a_local_variable_of_the_same_name_needs_nothing():
    assert which(["w = slow()"], "def f(w):\n    x = w\n    return x") == []


def test_needs_are_followed_through_other_cells():
    course = ["a = 1", "b = a + 1", "c = 5"]
    assert which(course, "def f():\n    return b") == course[:2]


@pytest.mark.parametrize("answer", ["def f():\n    return globals()['a']", "%time f()", "eval('a')", "def f(:"])
def test_code_that_may_use_anything_needs_everything(answer):
    assert which(["a = 1", "b = 2"], answer) == ["a = 1", "b = 2"]

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


@pytest.mark.parametrize(
    "answer", ["def f():\n    return globals()['a']", "%time f(a)", "eval('a')", "%%time\nf(a)", "a.sort?", "!echo {a}"]
)
def test_of_code_that_may_use_anything_all_words_count(answer):
    assert which(["a = 1", "b = 2"], answer) == ["a = 1"]


@pytest.mark.parametrize(
    "scratch",
    [
        "def f(:",
        "print('a'",
        "%matplotlib inline",
        "%timeit 1 + 1",
        "!pip install a",
        "np.argmax?",
        "from math import *",
        "%%writefile helper.py\na = b",
        "%%bash\necho a",
        "%%html\n<b>a</b>",
        "a = 3",
        "def (a",
    ],
)
def test_a_scratch_cell_needs_nothing(scratch):
    assert which(["a = 1", "b = 2"], scratch) == []


def test_below_a_cell_magic_python_is_read_as_such():
    found = names("%%time\ntotal = 0\nfor x in data:\n    total += x")
    assert found.bound == {"total", "x"}
    assert {"data", "total"} <= found.used
    assert not found.unclear


def test_a_cell_of_the_course_that_imports_everything_or_from_the_future_is_always_run():
    course = ["from math import *", "from __future__ import annotations", "b = 2"]
    assert which(course, "def f(x):\n    return sin(x)") == course[:2]

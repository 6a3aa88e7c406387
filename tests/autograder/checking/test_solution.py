"""When a worked solution is offered, and that it is the reference as the learner would have written it."""

from dataclasses import replace

import numpy as np
import pytest

from autograder import check, exercises
from autograder.checking import solution
from autograder.checking.check import GRADING
from autograder.checking.solution import SELF_STUDY
from autograder.checking.verdict import CheckFailed, Verdict
from tests.conftest import all_exercises

EXERCISE = exercises.find("gd_path")
PASSED = Verdict("gd_path", 9, 9)


@pytest.fixture
def folder(tmp_path):
    """The folder of a notebook that was given out for self-study."""
    (tmp_path / SELF_STUDY).write_text(solution.NOTE)
    return tmp_path


def test_in_self_study_a_passed_check_offers_the_reference_and_its_idea(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    check(EXERCISE.reference)
    said = capsys.readouterr().out
    assert said.startswith("gd_path: right in all 9 cases.\n\nA worked solution: ")
    assert EXERCISE.help.idea in said
    assert "def gd_path(A, b, w0, lr, steps):\n    w = np.array(w0, dtype=float)\n" in said


def test_a_failed_check_offers_none(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    with pytest.raises(CheckFailed):
        check(wrong("gd_path"))
    assert "worked solution" not in capsys.readouterr().out


def wrong(name):
    def function(*arguments):
        return None

    function.__name__ = name
    return function


def test_where_nothing_says_that_it_is_self_study_none_is_offered(tmp_path):
    assert solution.offered(PASSED, EXERCISE, tmp_path) is PASSED


def test_where_a_notebook_is_graded_or_validated_none_is_offered(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    check(EXERCISE.reference, hidden=True)
    monkeypatch.setenv(GRADING, "validate")
    check(EXERCISE.reference)
    assert "worked solution" not in capsys.readouterr().out


def test_without_an_idea_or_a_source_none_is_offered(folder):
    silent = replace(EXERCISE, help=replace(EXERCISE.help, idea=""))
    for exercise in (silent, replace(EXERCISE, help=None), replace(EXERCISE, reference=np.maximum)):
        assert solution.offered(PASSED, exercise, folder) is PASSED


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_the_code_is_the_reference_without_its_docstring(exercise):
    code = solution.code(exercise.reference)
    assert code.startswith(f"def {exercise.name}(")
    assert '"""' not in code
    compile(code, "solution", "exec")

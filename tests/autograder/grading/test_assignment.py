"""What an instructor's notebook asks for: which cells count, what was released, what a sandbox must not hold."""

import json

import pytest

from autograder.grading import assignment
from autograder.grading.assignment import MAX_KEPT, AssignmentError, GradedCell, load, normal
from autograder.grading.submission import Cell
from tests.autograder.sandboxed import an_assignment
from tests.hostile import honest


@pytest.fixture
def chapters(tmp_path):
    for name in ("00_first", "01_second", "02_third"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ipynb").write_text(json.dumps(honest.source()))
    (tmp_path / "01_second" / "data.csv").write_text("1")
    return tmp_path


def test_cells_have_their_roles_and_points():
    found = an_assignment()
    assert {name: test.points for name, test in found.tests.items()} == honest.POINTS
    written = found.graded["written"]
    assert (written.manual, written.test, written.counts) == (True, False, True)
    assert found.graded["double"].solution
    assert not found.graded["double"].counts
    assert isinstance(found.cells[0], Cell)


def test_a_test_that_bears_an_exercise_s_name_is_graded_by_it_and_another_by_its_own_code():
    found = an_assignment()
    assert found.tests["test_max_stable_lr"].exercise.name == "max_stable_lr"
    assert found.tests["test_double"].exercise is None


def test_a_release_has_neither_solutions_nor_hidden_tests():
    found = an_assignment()
    assert found.graded["double"].released == "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert found.tests["test_double"].released == "assert double(2) == 4"
    assert found.graded["written"].released == "YOUR ANSWER HERE"


def test_the_course_s_own_cells_are_neither_tests_nor_answers_and_libraries_of_answers_are_preloaded():
    found = an_assignment()
    assert [source.partition("\n")[0] for source in found.course.values()] == [
        "import numpy as np",
        "from dlcourse import gradient_descent as gd",
        "print(gd.max_stable_lr(np.eye(2)))",
    ]
    assert "numpy" in found.preload
    assert not [name for name in found.preload if name.startswith("autograder")]


def test_modules_of_this_chapter_and_of_later_ones_are_absent_and_so_are_those_of_its_exercises(chapters):
    (found,) = load(chapters, "01_second")
    assert found.absent == ("gradient_descent", "second", "third")
    assert [path.name for path in found.files] == ["data.csv"]


def test_stubs_of_the_configuration_are_those_of_the_release(chapters):
    config = {"ClearSolutions": {"code_stub": {"python": "..."}, "text_stub": "Here."}}
    (found,) = load(chapters, "01_second", config)
    assert found.graded["double"].released == "def double(x):\n    ..."
    assert found.graded["written"].released == "Here."


def test_an_assignment_that_there_is_not_or_that_is_no_notebook_is_said(chapters):
    with pytest.raises(AssignmentError, match=r"no assignment 09_none in .*: there are 00_first, 01_second, 02_third"):
        load(chapters, "09_none")
    (chapters / "00_first" / "00_first.ipynb").write_text("{")
    with pytest.raises(AssignmentError, match="open and save it in JupyterLab"):
        load(chapters, "00_first")


def test_blanks_that_an_editor_adds_make_no_difference():
    assert normal("  a = 1  \n\tb\n\n") == normal("a = 1\n\tb")
    assert normal("a\n b") != normal("a\nb")


def test_of_texts_that_are_long_nothing_is_kept():
    assignment._kept_normal.cache_clear()
    assert normal("a \n" * 10) == normal("a\n" * 10)
    assert normal("a \n" * MAX_KEPT) == normal("a\n" * MAX_KEPT)
    assert assignment._kept_normal.cache_info().currsize == 2


def test_a_task_is_graded_by_a_human():
    task = GradedCell("t", "markdown", "", "", 5.0, task=True)
    assert (task.counts, task.manual, task.test) == (True, True, False)

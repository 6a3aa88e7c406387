"""Tests are tried before they are given out."""

import json

import pytest

from autograder import cli
from autograder.grading import course
from autograder.grading.assignment import AssignmentError
from autograder.grading.course import Course
from autograder.grading.rehearsal import rehearse
from autograder.sandbox.sandbox import SandboxError
from tests.autograder.grading.test_inside import DELETES, a_test
from tests.conftest import CHAPTERS, ROOT
from tests.hostile import honest

ANSWER = "def g(x):\n    return 2 * x\n\ndef f(x):\n    ### BEGIN SOLUTION\n    return g(x)\n    ### END SOLUTION"
CONFIG = "c = get_config()\nc.CourseDirectory.source_directory = 'chapters'\n"


def source(folder, *tests):
    (folder / "nbgrader_config.py").write_text(CONFIG)
    place = folder / "chapters" / "ps1"
    place.mkdir(parents=True)
    cells = [honest.code("answer", ANSWER, solution=True), *(a_test(f"t{i}", t) for i, t in enumerate(tests))]
    (place / "book.ipynb").write_text(json.dumps(honest.notebook(cells)))
    return folder / "chapters"


def test_tests_that_only_the_student_s_process_can_judge_are_named(tmp_path):
    source(tmp_path, "assert f(1) == 2", DELETES)
    assert rehearse(Course.at(tmp_path), "ps1") == {"book": ["t1"]}


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("assert f(1) == 3, 'no'", "book: the course's own answer fails a test: t0: AssertionError: no"),
        ("### BEGIN HIDDEN TESTS\nassert f(1) == 3, 'no'\n### END HIDDEN TESTS", "t0: AssertionError: no"),
        ("f(1) / 2", "book: the course's own answer fails a test: 1 of 2 points"),
        ("try:\n    f(0)\nexcept Exception:\n    pass", "book: t0 gives 2 of 2 points where nothing was done"),
        ("1 + 1", "book: t0 gives 2 of 2 points where nothing was done"),
    ],
)
def test_a_test_that_tells_nothing_apart_is_refused_with_its_reason(tmp_path, test, said):
    source(tmp_path, test)
    with pytest.raises(AssignmentError) as caught:
        rehearse(Course.at(tmp_path), "ps1")
    assert said in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_of_this_course_can_be_given_out(path):
    assert rehearse(Course.at(ROOT), path.stem) == {}


def test_nothing_is_given_out_where_a_test_is_refused(tmp_path, capsys):
    where = ["--source", str(source(tmp_path, "assert f(1) == 3")), "--destination", str(tmp_path / "release")]
    assert cli.main(["release", *where]) == 1
    assert "ps1 is not released: book:" in capsys.readouterr().err
    assert not (tmp_path / "release").exists()


@pytest.mark.slow
def test_where_there_is_no_sandbox_that_is_said_and_released_anyway(tmp_path, capsys, monkeypatch):
    def none(*_arguments, **_options):
        raise SandboxError("no sandbox")

    monkeypatch.setattr(course, "start", none)
    where = ["--source", str(source(tmp_path, "assert f(1) == 2")), "--destination", str(tmp_path / "release")]
    assert cli.main(["release", *where, "--no-gradebook"]) == 0
    assert "This machine gives no sandbox (`autograder doctor` says why)" in capsys.readouterr().out
    assert (tmp_path / "release" / "ps1" / "book.ipynb").exists()

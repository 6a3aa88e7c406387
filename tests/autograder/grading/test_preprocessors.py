"""The instructor's way with nbgrader's own commands: release, submissions, autograde, feedback, export."""

import csv
import gc
import json
import os
import shutil

import pytest

from autograder import cli
from autograder.grading.course import Course
from autograder.nbgrader import settings
from tests.autograder.sandboxed import nbgrader
from tests.conftest import ROOT

CHAPTER = "01_gradient_descent"
COMMENT = "You name both units."
WRONG = {"mse_loss_and_grad": ("X.T @ residual / n", "-X.T @ residual / n"), "gd_path": ("w = w - lr", "w = w + lr")}


def submit(course, student, answer, mark=""):
    """Put a submission made from the release into place; `answer(cell, solution)` gives each answer cell's source.

    The file begins with `mark`.
    """
    source = json.loads((course / "chapters" / CHAPTER / f"{CHAPTER}.ipynb").read_text())
    solutions = {c["id"]: "".join(c["source"]) for c in source["cells"]}
    notebook = json.loads((course / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answer(cell, solutions[cell["id"]])
    folder = course / "submitted" / student / CHAPTER
    folder.mkdir(parents=True)
    (folder / f"{CHAPTER}.ipynb").write_text(mark + json.dumps(notebook))


def right(cell, solution):
    return solution


def wrong(cell, solution):
    before, after = WRONG.get(cell["id"], ("", ""))
    return solution.replace(before, after, 1) if before else solution


def empty(cell, solution):
    return cell["source"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with three graded submissions, made by the commands of the README."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    release = ["--source", str(folder / "chapters"), "--destination", str(folder / "release")]
    assert cli.main(["release", *release]) == 0
    for student, answer in (("right", right), ("wrong", wrong), ("empty", empty)):
        submit(folder, student, answer)
    submit(folder, "windows", right, mark="\ufeff")
    submit(folder, "zip", right, mark="PK")
    commands = f"autograde {CHAPTER}", "export --to before.csv", f"generate_feedback {CHAPTER}"
    nbgrader(folder, *commands, AUTOGRADER_SEED="this term")
    grade_by_hand(folder, {"right": 6, "wrong": 3})
    nbgrader(folder, f"generate_feedback {CHAPTER}", "export --to grades.csv")
    return folder


def grade_by_hand(course, points):
    """What an instructor types into formgrader for the written question."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for student, score in points.items():
            grade = book.find_grade("units_and_speed", CHAPTER, CHAPTER, student)
            grade.manual_score, grade.needs_manual_grade = score, False
            book.find_comment("units_and_speed", CHAPTER, CHAPTER, student).manual_comment = COMMENT
        book.db.commit()


def scores(path):
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == CHAPTER]
    assert {float(row["max_score"]) for row in rows} == {48.0}
    return {row["student_id"]: float(row["score"]) for row in rows}


@pytest.mark.slow
def test_right_gets_all_autograded_points_wrong_a_part_and_empty_nothing(course):
    assert scores(course / "before.csv") == {
        "right": 42.0,
        "wrong": 24.0,
        "empty": 0.0,
        "windows": 42.0,
        "zip": 0.0,
    }


@pytest.mark.slow
def test_with_the_written_question_graded_right_has_100_percent(course):
    found = scores(course / "grades.csv")
    assert {name: found[name] for name in ("right", "wrong", "empty")} == {"right": 48.0, "wrong": 27.0, "empty": 0.0}


@pytest.mark.slow
def test_a_file_that_is_no_notebook_is_refused_in_words_and_waits_for_nobody(course):
    from nbgrader.api import Gradebook

    assert "The file is no notebook" in (course / "feedback" / "zip" / CHAPTER / f"{CHAPTER}.html").read_text()
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert not book.find_submission(CHAPTER, "zip").needs_manual_grade


@pytest.mark.slow
def test_feedback_made_again_shows_what_a_human_gave_meanwhile(course):
    assert COMMENT in (course / "feedback" / "right" / CHAPTER / f"{CHAPTER}.html").read_text()


@pytest.mark.slow
def test_the_feedback_shows_the_hint_and_no_hidden_value(course):
    page = (course / "feedback" / "wrong" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "Your gradient points the wrong way" in page
    assert "Your path runs uphill" in page


@pytest.mark.slow
def test_the_gradebook_keeps_the_hidden_tests_and_no_notebook_does(course):
    assert b"hidden=True" in (course / "gradebook.db").read_bytes()
    for step in ("release", "autograded/right", "feedback/wrong"):
        for path in (course / step / CHAPTER).iterdir():
            assert "hidden=True" not in path.read_text()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "sched_getaffinity") or os.cpu_count() == 1, reason="there is one core only")
def test_the_server_behind_formgraders_button_keeps_its_cores_and_closes_its_sandbox(course, monkeypatch):
    from nbgrader.apps.api import NbGraderAPI
    from traitlets.config import Config

    monkeypatch.chdir(course)
    before = os.sched_getaffinity(0)
    config = Config(settings.load(course))
    config.CourseDirectory.root = str(course)
    sandboxes, make = [], Course.sandbox
    monkeypatch.setattr(Course, "sandbox", lambda *a, **k: sandboxes.append(make(*a, **k)) or sandboxes[-1])
    done = NbGraderAPI(config=config).autograde(CHAPTER, "right", force=True)
    assert done["success"], done
    assert os.sched_getaffinity(0) == before
    gc.collect()
    [sandbox] = sandboxes
    assert not sandbox.files.folder.exists()

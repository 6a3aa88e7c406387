"""Results in nbgrader's gradebook: written in bulk, the same twice, and a human's own are never touched."""

import datetime as dt
import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader.gradebook import Entry, GradebookError, apply_late_penalties, verify_points, write

pytestmark = pytest.mark.slow  # the first gradebook of a process takes seconds
DUE = dt.datetime(2026, 1, 10)  # noqa: DTZ001  nbgrader's dates have no zone


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A gradebook with one assignment of one notebook, with a test and a question."""
    file = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), os.pathsep)  # nbgrader calls its database tool by name
        with Gradebook(f"sqlite:///{file}") as book:
            book.add_assignment("a", duedate=DUE)
            book.add_notebook("n", "a")
            book.add_grade_cell("test_f", "n", "a", max_score=8, cell_type="code")
            book.add_grade_cell("why", "n", "a", max_score=4, cell_type="markdown")
            book.add_solution_cell("why", "n", "a")
    return file


@pytest.fixture
def url(template, tmp_path):
    """The address of a copy of the gradebook."""
    return f"sqlite:///{shutil.copy(template, tmp_path)}"


def entry(student="ada", score=5.0, timestamp=None):
    return Entry(student, "n", {"test_f": score, "why": None}, {"why": "No answer."}, timestamp)


def grades(url, student="ada"):
    with Gradebook(url) as book:
        found = book.find_submission_notebook("n", "a", student)
        return {g.name: (g.auto_score, g.manual_score, bool(g.needs_manual_grade)) for g in found.grades}


def test_scores_and_comments_are_noted_and_who_is_new_becomes_a_student(url):
    write(url, "", "a", [entry(), entry("ben", 8.0)])
    assert grades(url) == {"test_f": (5.0, None, False), "why": (None, None, True)}
    assert grades(url, "ben")["test_f"] == (8.0, None, False)
    with Gradebook(url) as book:
        assert [c.comment for c in book.find_submission_notebook("n", "a", "ada").comments] == ["No answer."]


def test_to_write_the_same_twice_changes_nothing(url):
    write(url, "", "a", [entry()])
    first = grades(url)
    write(url, "", "a", [entry()])
    assert grades(url) == first
    with Gradebook(url) as book:
        assert len(book.assignment_submissions("a")) == 1


def test_a_human_s_score_and_comment_stay_and_are_to_be_looked_at_again(url):
    write(url, "", "a", [entry()])
    with Gradebook(url) as book:
        book.find_grade("why", "n", "a", "ada").manual_score = 3.0
        book.find_comment("why", "n", "a", "ada").manual_comment = "Nearly."
        book.db.commit()
    write(url, "", "a", [entry(score=8.0)])
    assert grades(url) == {"test_f": (8.0, None, False), "why": (None, 3.0, True)}
    with Gradebook(url) as book:
        assert book.find_comment("why", "n", "a", "ada").comment == "Nearly."


def test_points_must_be_those_of_the_assignment(url):
    verify_points(url, "", "a", {("n", "test_f"): 8.0, ("n", "why"): 4.0})
    with pytest.raises(GradebookError, match="other points for test_f than a gives: run `autograder release`"):
        verify_points(url, "", "a", {("n", "test_f"): 9.0, ("n", "why"): 4.0})


def test_what_the_gradebook_does_not_know_is_said_and_none_is_made(url, tmp_path):
    with pytest.raises(GradebookError, match="knows no assignment b: run `autograder release` first"):
        write(url, "", "b", [entry()])
    with pytest.raises(GradebookError, match="knows no assignment a"):
        write(f"sqlite:///{tmp_path / 'none.db'}", "", "a", [entry()])
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_gradebook_is_said_with_what_to_do(tmp_path):
    (tmp_path / "broken.db").write_text("no database" * 100)
    with pytest.raises(GradebookError, match="put a copy of yours in its place"):
        write(f"sqlite:///{tmp_path / 'broken.db'}", "", "a", [entry()])


def test_only_who_was_late_meets_the_plugin_and_a_plugin_that_fails_is_said(url, tmp_path):
    (tmp_path / "half.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2\n"
        "class Broken(Half):\n"
        "    def late_submission_penalty(self, *arguments):\n"
        "        raise RuntimeError('of the plugin')\n"
    )
    entries = [entry("ada", 8.0, DUE - dt.timedelta(days=1)), entry("ben", 8.0, DUE + dt.timedelta(days=1))]
    write(url, "", "a", entries)
    apply_late_penalties(tmp_path, url, {"AssignLatePenalties": {"plugin_class": "half.Half"}}, "a", entries)
    with Gradebook(url) as book:
        lost = {s: book.find_submission_notebook("n", "a", s).late_submission_penalty for s in ("ada", "ben")}
    assert lost == {"ada": None, "ben": 4.0}
    with pytest.raises(GradebookError, match=r"The points are in the gradebook.*RuntimeError: of the plugin"):
        apply_late_penalties(tmp_path, url, {"AssignLatePenalties": {"plugin_class": "half.Broken"}}, "a", entries)

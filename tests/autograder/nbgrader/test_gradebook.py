"""Results in nbgrader's gradebook: written in bulk, the same twice, and a human's own are never touched."""

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader.gradebook import GradebookError, verify_points, write
from tests.autograder.nbgrader.conftest import entry

pytestmark = pytest.mark.slow  # the first gradebook of a process takes seconds


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

"""The course that `nbgrader quickstart` makes, graded by ours with the points that nbgrader gives."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests import borrowed

pytestmark = pytest.mark.slow

SUBMISSIONS = {
    "right": {},
    "by itself": {"sum_of_squares": "def sum_of_squares(n):\n    return sum(i * i for i in range(1, n + 1))"},
    "careless": {"squares": "def squares(n):\n    return [i**2 for i in range(1, n + 1)]"},
    "wrong": {"squares": "def squares(n):\n    return [n**2]"},
    "untouched": {
        "squares": "def squares(n):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
        "sum_of_squares": "def sum_of_squares(n):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    },
}
SCORES = """
select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade
join base_cell on grade.cell_id = base_cell.id
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
where grade.auto_score is not null
"""


def scores(course):
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        return {(student, cell): points for student, cell, points in book.execute(SCORES)}


def hand_in(course, student, answers):
    place = course / "submitted" / student / "ps1"
    place.mkdir(parents=True)
    for path in (course / "source" / "ps1").iterdir():
        if path.suffix == ".ipynb":
            notebook = json.loads(path.read_text())
            for cell in notebook["cells"]:
                cell["source"] = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
            (place / path.name).write_text(json.dumps(notebook))
        else:
            (place / path.name).write_bytes(path.read_bytes())


def test_the_points_are_those_of_nbgrader(away, tmp_path):
    """All of it by the commands of an environment with the wheel, far from the checkout."""

    def run(*command, at="course"):
        variables = borrowed.variables(tmp_path) | {"PATH": f"{away / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=tmp_path / at, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("nbgrader", "quickstart", "course", at="")
    course = tmp_path / "course"
    said = run("autograder", "release")
    assert "problem1: only the student's own process can judge sum_of_squares_uses_squares" in said
    for student, answers in SUBMISSIONS.items():
        hand_in(course, student, answers)
    run("nbgrader", "autograde", "ps1")
    by_nbgrader = scores(course)
    run("autograder", "grade", "ps1")
    assert scores(course) == by_nbgrader
    assert {student: sum(p for (s, _), p in by_nbgrader.items() if s == student) for student in SUBMISSIONS} == {
        "right": 3,
        "by itself": 2.5,
        "careless": 2,
        "wrong": 0.5,
        "untouched": 0,
    }

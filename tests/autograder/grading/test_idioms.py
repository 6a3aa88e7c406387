"""Tests as instructors of nbgrader write them: we tell right answers from wrong ones wherever plain nbgrader does."""

import json
import sqlite3
from contextlib import closing

import pytest

from autograder import cli
from autograder.grading.batch import judged
from autograder.grading.course import Course
from tests.autograder.grading.idioms import HELPERS, IDIOMS, TABLE
from tests.autograder.sandboxed import an_assignment, graded, nbgrader, sandbox_for
from tests.deadline import SECONDS
from tests.hostile import honest

NAME = "idioms"
CONFIG = f"""
c = get_config()
c.CourseDirectory.source_directory = "chapters"
c.Execute.timeout = {SECONDS}
"""
SOME = ("set", "generator", "dataclass", "printed", "helper deleted")  # for `make check`


def notebook(idiom, answer):
    cells = [
        honest.code("answer", answer, solution=True),
        honest.code("test_idiom", idiom.test, grade=True, locked=True, points=4),
    ]
    return honest.notebook([honest.code("course", idiom.course)] * bool(idiom.course) + cells)


def write(folder, names, answers):
    folder.mkdir(parents=True)
    (folder / "helpers.py").write_text(HELPERS)
    (folder / "table.txt").write_text(TABLE)
    for name in names:
        made = notebook(IDIOMS[name], answers(IDIOMS[name]))
        (folder / f"{name.replace(' ', '_')}.ipynb").write_text(json.dumps(made))


def handed_in(folder, names):
    """A course folder that has not released anything."""
    (folder / "nbgrader_config.py").write_text(CONFIG)
    write(folder / "chapters" / NAME, names, lambda idiom: idiom.right)
    write(folder / "submitted" / "right" / NAME, names, lambda idiom: idiom.right)
    write(folder / "submitted" / "wrong" / NAME, names, lambda idiom: idiom.wrong)
    return folder


def a_course(folder, names):
    handed_in(folder, names)
    assert cli.main(["release", "--source", str(folder / "chapters"), "--destination", str(folder / "release")]) == 0
    return folder


SCORES = """
select submitted_assignment.student_id, notebook.name, grade.auto_score from grade
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
join notebook on submitted_notebook.notebook_id = notebook.id
"""


def scores(folder, names):
    """The points of the right and the wrong answer of each idiom, as the gradebook has them."""
    with closing(sqlite3.connect(folder / "gradebook.db")) as book:
        found = {(student, notebook): points for student, notebook, points in book.execute(SCORES)}
    return {name: tuple(found[student, name.replace(" ", "_")] for student in ("right", "wrong")) for name in names}


def judged_inside(folder):
    """The idioms that the record marks as judged inside the student's process."""
    lines = map(json.loads, (folder / "grading" / f"{NAME}.jsonl").read_text().splitlines())
    return {line["notebook"] for line in lines if line["scores"]["test_idiom"]["inside"]}


def by_ours(folder, names):
    assert cli.main(["grade", NAME, "--course", str(folder)]) == 0
    assert scores(folder, names) == dict.fromkeys(names, (4, 0))
    assert judged_inside(folder) == {name.replace(" ", "_") for name in names if IDIOMS[name].inside}


def test_right_answers_get_all_points_and_wrong_ones_none_in_some_idioms():
    with sandbox_for(an_assignment()) as sandbox:
        for name in SOME:
            idiom = IDIOMS[name]
            found = an_assignment(notebook(idiom, idiom.right)["cells"])
            for answer, points in ((idiom.right, 4), (idiom.wrong, 0)):
                score = graded(sandbox, found, notebook(idiom, answer)).scores["test_idiom"]
                assert (score.points, score.inside) == (points, idiom.inside), name


@pytest.mark.slow
def test_points_that_were_found_inside_are_marked_wherever_they_are_told(tmp_path, capsys):
    by_ours(a_course(tmp_path, SOME), SOME)
    said = capsys.readouterr().out
    assert "helper_deleted: only the student's own process can judge test_idiom; what is found there is marked." in said
    assert "right: 20 of 20 points, 4 of them found inside the student's process\n" in said
    assert "wrong: 0 of 20 points\n" in said
    assert "Judged inside the student's process, and to be believed as far as that: helper_deleted: test_idiom." in said
    page = json.loads((tmp_path / "autograded" / "right" / NAME / "helper_deleted.ipynb").read_text())
    assert "found inside the student's process" in json.dumps(page["cells"][-1]["outputs"])


@pytest.mark.slow
def test_what_can_only_be_judged_inside_gets_no_points_where_that_is_turned_off(tmp_path, capsys):
    names = ("set", "helper deleted")
    folder = a_course(tmp_path, names)
    assert cli.main(["grade", NAME, "--course", str(folder), "--no-inside"]) == 0
    assert scores(folder, names) == {"set": (4, 0), "helper deleted": (0, 0)}
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.Grading.inside = False\n")
    assert cli.main(["grade", NAME, "--course", str(folder)]) == 0
    assert scores(folder, names) == {"set": (4, 0), "helper deleted": (0, 0)}
    assert judged_inside(folder) == set()
    assert cli.main(["release", "--source", str(folder / "chapters"), "--destination", str(folder / "release")]) == 1
    assert "helper_deleted: the course's own answer fails a test: test_idiom: " in capsys.readouterr().err


@pytest.mark.slow
def test_right_answers_get_all_points_and_wrong_ones_none_in_every_idiom(tmp_path):
    by_ours(a_course(tmp_path, tuple(IDIOMS)), tuple(IDIOMS))


@pytest.mark.parametrize(
    "mode",
    [pytest.param("landlock", marks=pytest.mark.slow), pytest.param("bubblewrap", marks=pytest.mark.long)],
)
def test_a_lesser_sandbox_gives_the_same_points_in_every_idiom(tmp_path, mode):
    course = Course.at(handed_in(tmp_path, tuple(IDIOMS)))
    assignments = course.assignments(NAME)
    with sandbox_for(assignments[0], modes=[mode]) as sandbox:
        for one in assignments:
            for student, points in (("right", 4), ("wrong", 0)):
                result = judged(sandbox, course, one, student)
                assert (result.points, result.mode) == ({"test_idiom": points}, mode), one.notebook


# nbgrader starts a kernel for each notebook, two for an idiom.
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(tuple(IDIOMS)[::12], marks=pytest.mark.slow, id="some"),
        pytest.param(tuple(IDIOMS), marks=pytest.mark.long, id="all"),
    ],
)
def test_plain_nbgrader_gives_the_same_points(tmp_path, names):
    folder = a_course(tmp_path, names)
    nbgrader(folder, f"autograde {NAME}")
    assert scores(folder, names) == dict.fromkeys(names, (4, 0))
    by_ours(folder, names)

"""An instructor's own course: its exercises in its own folder, plain tests beside them, from a wheel."""

import json
import os
import subprocess

import pytest

from autograder import exercises
from autograder.errors import AutograderError
from autograder.notebooks import canonical, markers
from tests import borrowed
from tests.hostile import honest

MODULE = '''
"""The exercises of problem 1."""

import numpy as np

from autograder.exercise import Exercise, Written


def harmonic(values):
    """The harmonic mean of an array of positive numbers, as a float."""
    return float(len(values) / np.sum(1 / values))


def cases(rng):
    for n in (1, 2, 5, 8):
        yield (rng.uniform(1, 9, n),)


harmonic_mean = Exercise(
    harmonic,
    cases,
    {"You took the arithmetic mean.": lambda values: float(values.mean())},
    points=3,
)
why = Written("why", "Because reciprocals add up. Rubric: 1 for reciprocals.", points=1)
'''
RIGHT = "def harmonic(values):\n    total = sum(1 / v for v in values)\n    return len(values) / float(total)"
MISTAKEN = "def harmonic(values):\n    return float(values.mean())"
DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
PLAIN = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS"


def typed():
    """The notebook as its author types it: the derived cells are empty."""
    empty = [honest.code(name, "") for name in ("harmonic", "test_harmonic", "why")]
    return honest.notebook(
        [
            honest.code("imports", "import numpy as np\nfrom autograder import check"),
            *empty,
            honest.code("double", DOUBLE, solution=True),
            honest.code("test_double", PLAIN, grade=True, locked=True, points=2),
        ]
    )


@pytest.fixture
def course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stats'\n")
    for folder, name, text in (
        ("exercises", "problem1.py", MODULE),
        ("source/ps1", "problem1.ipynb", json.dumps(typed())),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_text(text)
    return tmp_path


def test_an_exercise_of_the_course_is_found_and_comes_before_ours(course, monkeypatch):
    folder = course / "exercises"
    assert exercises.find("harmonic", folder).points == 3
    assert list(exercises.chapter("problem1", folder)) == ["harmonic", "why"]
    (folder / "other.py").write_text(MODULE.replace("harmonic", "gd_path"))
    assert exercises.find("gd_path", folder).points == 3
    monkeypatch.chdir(course / "source" / "ps1")
    assert exercises.find("harmonic").points == 3
    monkeypatch.chdir(course.parent)
    with pytest.raises(exercises.UnknownExerciseError, match="it is checked when it is graded"):
        exercises.find("harmonic")


def test_a_module_that_was_changed_is_read_anew(course):
    module = course / "exercises" / "problem1.py"
    assert exercises.find("harmonic", module.parent).points == 3
    module.write_text(MODULE.replace("points=3", "points=5"))
    os.utime(module, ns=(1, 1))
    assert exercises.find("harmonic", module.parent).points == 5


def test_of_a_folder_of_that_name_only_modules_that_define_exercises_are_run(course):
    (course / "exercises" / "scratch.py").write_text("raise SystemExit('run')")
    assert exercises.find("harmonic", course / "exercises").points == 3


def test_a_module_that_cannot_be_imported_is_named_with_its_reason(course):
    module = course / "exercises" / "problem1.py"
    module.write_text(MODULE + "\n1 / 0\n")
    with pytest.raises(exercises.ExerciseModuleError, match=r"problem1\.py cannot be imported: ZeroDivisionError"):
        exercises.find("harmonic", module.parent)


def test_two_modules_with_one_name_are_an_error_that_says_so(course):
    (course / "exercises" / "twin.py").write_text(MODULE)
    with pytest.raises(AutograderError, match=r"Two modules in .* have an exercise harmonic"):
        exercises.find("harmonic", course / "exercises")


def test_its_notebook_gets_its_derived_cells_and_keeps_the_plain_ones(course):
    path = course / "source" / "ps1" / "problem1.ipynb"
    made = canonical.canonical(markers.read(path), canonical.chapter_of(path))
    sources = {cell["id"]: markers.source(cell) for cell in made["cells"]}
    assert markers.BEGIN_SOLUTION in sources["harmonic"]
    assert sources["why"].startswith("Because reciprocals")
    assert sources["test_double"] == PLAIN


@pytest.mark.slow
def test_from_nothing_to_grades_with_the_wheel_alone(course, away):
    def run(*command, where=course):
        variables = borrowed.variables(course) | {"PATH": f"{away / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=where, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("python", "-m", "autograder.notebooks", "fix")
    run("autograder", "release")
    released = json.loads((course / "release" / "ps1" / "problem1.ipynb").read_text())
    assert "np.sum(1 / values)" not in json.dumps(released)
    for student, answer, double in (("ada", RIGHT, "2 * x"), ("ben", MISTAKEN, "abs(2 * x)")):
        for cell in released["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            given = {"harmonic": answer, "double": f"def double(x):\n    return {double}"}
            cell["source"] = given.get(name, cell["source"])
        place = course / "submitted" / student / "ps1"
        place.mkdir(parents=True)
        (place / "problem1.ipynb").write_text(json.dumps(released))
    said = run("autograder", "grade", "ps1")
    assert "ada: 5 of 5 points" in said
    assert "ben: 0 of 5 points" in said
    [page] = [line for line in (course / "grading" / "ps1.jsonl").read_text().splitlines() if '"ben"' in line]
    assert "You took the arithmetic mean." in page
    checked = "import numpy as np\nfrom autograder import check\n" + RIGHT + "\ncheck(harmonic)"
    assert "harmonic: right in all 4 cases." in run("python", "-c", checked, where=course / "release" / "ps1")


def test_an_answer_that_drifted_from_the_reference_is_not_given_out(course, monkeypatch, capsys):
    from autograder import cli

    monkeypatch.chdir(course)
    assert canonical.main(["fix"]) == 0
    path = course / "source" / "ps1" / "problem1.ipynb"
    path.write_text(path.read_text().replace("np.sum(1 / values)", "np.sum(values)"))
    assert cli.main(["release", "--no-gradebook"]) == 1
    assert "the course's own answer fails a test: harmonic" in capsys.readouterr().err

import json
import os
import shutil

import pytest

from autograder import exercises
from autograder.checking import solution
from autograder.checking.verdict import Verdict
from autograder.cli import main
from autograder.exercise import Exercise
from autograder.nbgrader.settings import SettingsError
from autograder.notebooks import markers
from autograder.notebooks.release import ReleaseError, refuse_leaks, release, release_one
from tests.conftest import CHAPTERS, ROOT

ONE = CHAPTERS[1]  # with graded exercises


def cells(path):
    return {c["id"]: c for c in json.loads(path.read_text())["cells"]}


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda p: p.stem)
def test_a_release_holds_no_solution_and_no_hidden_test(release_folder, source):
    released = release_folder / source.relative_to(ROOT / "chapters")
    said = released.read_text()
    for word in ("BEGIN SOLUTION", "HIDDEN TESTS", "hidden=True", "Rubric"):
        assert word not in said
    for name, cell in cells(source).items():
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            assert "".join(cells(released)[name]["source"]) != "".join(cell["source"])


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda p: p.stem)
def test_a_release_keeps_every_cell_and_its_id(release_folder, source):
    assert list(cells(release_folder / source.relative_to(ROOT / "chapters"))) == list(cells(source))


def leaky(change):
    original = {"cells": [cell("def f():\n    ### BEGIN SOLUTION\n    return 1 / 2\n    ### END SOLUTION")]}
    released = {"cells": [cell("def f():\n    raise NotImplementedError()")]}
    change(released["cells"][0])
    return original, released


def cell(source):
    return {
        "id": "f",
        "cell_type": "code",
        "source": source,
        "outputs": [],
        "metadata": {"nbgrader": {"solution": True}},
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(source="def f():\n    return 1 / 2"),
        lambda c: c.update(source="### BEGIN SOLUTION"),
        lambda c: c.update(source="check(f, hidden=True)"),
        lambda c: c.update(outputs=[{"output_type": "stream", "text": "0.5"}]),
    ],
)
def test_a_leak_is_refused_and_the_cell_named(change):
    with pytest.raises(ReleaseError, match="cell f would give the answer away"):
        refuse_leaks(*leaky(change), "x.ipynb")


def test_no_leak_is_no_error():
    refuse_leaks(*leaky(lambda c: None), "x.ipynb")


def test_a_line_that_is_shown_anyway_gives_nothing_away():
    original = {
        "cells": [
            cell("def helper(x):\n    ### BEGIN SOLUTION\n    def helper(x):\n        return 1\n    ### END SOLUTION")
        ]
    }
    refuse_leaks(original, {"cells": [cell("def helper(x):\n    raise NotImplementedError()")]}, "x.ipynb")
    other = cell("### BEGIN HIDDEN TESTS\ndef helper(x):\n    return 3\n### END HIDDEN TESTS\nassert helper")
    two = {"cells": [*original["cells"], other | {"id": "g"}]}
    made = [cell("def helper(x):\n    raise NotImplementedError()"), cell("assert helper") | {"id": "g"}]
    refuse_leaks(two, {"cells": made}, "x.ipynb")
    with pytest.raises(ReleaseError, match="cell g"):
        refuse_leaks(two, {"cells": [made[0], cell("return 3") | {"id": "g"}]}, "x.ipynb")


def test_a_folder_without_chapters_is_said(tmp_path):
    with pytest.raises(ReleaseError, match="There is no assignment in"):
        release(tmp_path, tmp_path / "out")


@pytest.mark.slow
def test_the_first_release_finds_its_commands_beside_its_python(tmp_path, monkeypatch):
    """nbgrader starts `alembic` for a new gradebook; who types .venv/bin/autograder need not have it on the path."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(CHAPTERS[0].parent, tmp_path / "chapters" / CHAPTERS[0].stem)
    monkeypatch.setenv("PATH", os.defpath)
    assert release(tmp_path / "chapters", tmp_path / "release", gradebook=True)[0].exists()
    assert (tmp_path / "gradebook.db").exists()


def test_a_chapter_that_nbgrader_cannot_release_is_named(tmp_path, capsys):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    broken = tmp_path / "chapters" / "01_broken" / "01_broken.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{")
    status = main(
        ["release", "--source", str(tmp_path / "chapters"), "--destination", str(tmp_path / "r"), "--no-gradebook"]
    )
    assert status == 1
    said = capsys.readouterr().err
    assert "01_broken is not released: " in said
    assert "01_broken.ipynb is not a notebook" in said


def test_one_that_cannot_be_released_does_not_stop_the_others_and_one_can_be_released_alone(tmp_path, capsys):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")  # source/ is nbgrader's own default
    for name, text in (("ps1", json.dumps(notebook())), ("ps2", "{"), ("ps3", json.dumps(notebook()))):
        (tmp_path / "source" / name).mkdir(parents=True)
        (tmp_path / "source" / name / "problem.ipynb").write_text(text)
    command = ["release", "--course", str(tmp_path), "--no-gradebook"]
    assert main(command) == 1
    told = capsys.readouterr()
    assert "ps1: problem.ipynb" in told.out
    assert "1 could not be released, for the reason above: ps2." in told.out
    assert "ps2 is not released: " in told.err
    made = [path.parent.name for path in sorted((tmp_path / "release").glob("*/*.ipynb"))]
    assert made == ["ps1", "ps3"]
    shutil.rmtree(tmp_path / "release")
    assert main([*command, "ps3"]) == 0
    assert [path.parent.name for path in sorted((tmp_path / "release").glob("*/*.ipynb"))] == ["ps3"]
    assert main([*command, "ps4"]) == 1
    assert "ps4 is not released: There is no assignment ps4 in" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_makes_a_gradebook_for_its_owner_and_leaves_one_the_mode_that_it_has(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    (tmp_path / "source" / "ps1" / "problem.ipynb").write_text(json.dumps(notebook()))
    for mode in (0o600, 0o640):
        assert main(["release", "--course", str(tmp_path)]) == 0
        assert (tmp_path / "gradebook.db").stat().st_mode & 0o777 == mode
        (tmp_path / "gradebook.db").chmod(0o640)


def notebook():
    return {**markers.notebook([{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A question"}])}


@pytest.fixture(scope="module")
def given_out(tmp_path_factory):
    """A way to make the release of chapter 1 with a line of settings more, as often as asked: its folder."""

    def make(settings="", *, gradebook=False):
        course = tmp_path_factory.mktemp("course")
        shutil.copytree(ONE.parent, course / "chapters" / ONE.stem)
        (course / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + f"\n{settings}\n")
        release_one(course / "chapters", course / "release", ONE.stem, gradebook=gradebook)
        return course / "release" / ONE.stem

    return make


def offers(folder):
    """Whether a check that passed in a notebook of a folder offers the solution."""
    exercise = exercises.find("gd_path")
    return solution.offered(Verdict("gd_path", 9, 9), exercise, folder).solution is not None


def test_a_release_for_self_study_offers_solutions_and_the_setting_leaves_them_out(given_out):
    assert offers(given_out())
    without = given_out("c.Release.solutions = False")
    assert not offers(without)
    said = "".join(path.read_text() for path in without.rglob("*") if path.is_file())
    for exercise in exercises.chapter("gradient_descent").values():
        if isinstance(exercise, Exercise):
            body = solution.code(exercise.reference).partition("\n")[2]
            assert json.dumps(body)[1:-1] not in said
            assert exercise.help.idea not in said


@pytest.mark.slow
def test_a_release_with_a_gradebook_offers_none_unless_the_course_says_so(given_out):
    assert not offers(given_out(gradebook=True))
    assert offers(given_out("c.Release.solutions = True", gradebook=True))


def test_a_release_anew_without_solutions_takes_the_offer_back(given_out):
    folder = given_out()
    (folder.parents[1] / "nbgrader_config.py").open("a").write("c.Release.solutions = False\n")
    release_one(folder.parents[1] / "chapters", folder.parent, ONE.stem)
    assert not offers(folder)


def test_another_word_than_true_or_false_is_said_and_nothing_is_released(given_out):
    with pytest.raises(SettingsError, match=r"it takes c\.Release\.solutions = True or False"):
        given_out("c.Release.solutions = 'no'")

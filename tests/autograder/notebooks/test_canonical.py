import io
import json

import nbformat
import pytest

from autograder import exercises
from autograder.notebooks import markers, text
from autograder.notebooks.canonical import (
    answer,
    canonical,
    chapter_of,
    main,
    stale,
    to_bytes,
)
from autograder.notebooks.markers import NotebookError
from tests.conftest import CHAPTERS

chapter_files = pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)


@chapter_files
def test_every_chapter_is_canonical(path):
    assert stale(path) is None


@chapter_files
def test_the_bytes_are_those_jupyter_saves(path):
    assert path.read_bytes() == (nbformat.writes(nbformat.read(path, as_version=4)) + "\n").encode()


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    folder = tmp_path / "chapters" / "01_gradient_descent"
    folder.mkdir(parents=True)
    path = folder / "01_gradient_descent.ipynb"
    path.write_bytes(next(p for p in CHAPTERS if p.stem == "01_gradient_descent").read_bytes())
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.source_directory = 'chapters'\n")
    monkeypatch.chdir(tmp_path)
    return path


def edit(path, change):
    notebook = json.loads(path.read_text())
    change({c["id"]: c for c in notebook["cells"]}, notebook)
    path.write_text(json.dumps(notebook))


def test_a_solution_that_drifts_from_the_reference_is_named_and_fixed(chapter, capsys):
    before = chapter.read_bytes()
    edit(chapter, lambda cells, _: cells["gd_path"].update(source=["def gd_path(): pass"]))
    assert main(["check"]) == 1
    assert "not canonical" in capsys.readouterr().out
    assert main(["fix"]) == 0
    assert chapter.read_bytes() == before
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda cells, nb: cells["imports"].update(outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}]),
        lambda cells, nb: cells["imports"].update(execution_count=7),
        lambda cells, nb: cells["imports"]["metadata"].update(collapsed=True),
        lambda cells, nb: cells["test_gd_path"]["metadata"]["nbgrader"].update(points=100),
        lambda cells, nb: nb["metadata"].update(widgets={}),
        lambda cells, nb: nb.update(nbformat_minor=4),
    ],
)
def test_what_is_not_canonical_is_found_and_fixed(chapter, change):
    before = chapter.read_bytes()
    edit(chapter, change)
    assert main(["check"]) == 1
    assert main(["fix"]) == 0
    assert chapter.read_bytes() == before


def plain(name, source, **roles):
    """What makes a cell one of nbgrader's, and of no exercise."""
    return {"source": [source], "metadata": {"nbgrader": {"grade_id": name, "schema_version": 3, **roles}}}


PLAIN_TYPO = plain("test_gd_paths", "check(gd_paths)", grade=True, locked=True, points=2)
PLAIN_LONG = plain("t" * 65, "assert True", grade=True, locked=True, points=2)


@pytest.mark.parametrize(
    "cell",
    [
        plain(
            "double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", solution=True
        ),
        plain("test_double", "assert double(2) == 4", grade=True, locked=True, points=2),
        plain("test_half", "assert half(2) == 1", grade=True, locked=True, points=0.5),
        plain("shown", "x = 1", locked=True),
    ],
)
def test_plain_cells_of_nbgrader_stand_beside_exercises(chapter, cell):
    edit(chapter, lambda cells, _: cells["imports"].update(cell))
    assert main(["fix"]) == 0
    (kept,) = [c for c in markers.read(chapter)["cells"] if c["id"] == cell["metadata"]["nbgrader"]["grade_id"]]
    roles = {role: cell["metadata"]["nbgrader"].get(role, False) for role in markers.ROLES}
    assert kept["metadata"]["nbgrader"].items() >= (cell["metadata"]["nbgrader"] | roles).items()
    assert markers.source(kept) == cell["source"][0]
    before = chapter.read_bytes()
    assert to_bytes(canonical(text.read(text.write(markers.read(chapter))), chapter_of(chapter))) == before
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cells, nb: nb["cells"].remove(cells["test_gd_path"]), "no cell for test_gd_path"),
        (lambda cells, nb: cells["imports"].update(id="title"), "title stands more than once"),
        (lambda cells, nb: cells["imports"].update(PLAIN_TYPO), "checks gd_paths, but no exercise of that name"),
        (lambda cells, nb: cells["imports"].update(PLAIN_LONG), "needs an id of at most 64 letters"),
        (lambda cells, nb: nb.update(nbformat=3), "not a notebook of format 4"),
        (lambda cells, nb: nb.pop("cells"), "not a notebook"),
    ],
)
def test_what_cannot_be_fixed_is_said_and_left_alone(chapter, capsys, change, said):
    edit(chapter, change)
    before = chapter.read_bytes()
    assert main(["fix"]) == 1
    assert said in capsys.readouterr().out
    assert chapter.read_bytes() == before


def test_the_command_reads_from_standard_input(chapter, monkeypatch, capsys):
    before = chapter.read_bytes()
    assert main(["text", str(chapter)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(capsys.readouterr().out))
    chapter.unlink()
    assert main(["read", str(chapter)]) == 0
    assert chapter.read_bytes() == before


def test_an_unknown_command_prints_how_to_use_it(capsys):
    assert main(["frobnicate"]) == 2
    assert "check | fix" not in capsys.readouterr().err


def no_docstring(x):
    return x


def test_a_reference_without_docstring_is_refused():
    from autograder.exercise import Exercise

    with pytest.raises(NotebookError, match="docstring"):
        answer(Exercise(no_docstring, lambda rng: []))


def test_every_exercise_stands_in_its_chapter():
    known = {p.stem.partition("_")[2] for p in CHAPTERS}
    assert set(exercises.chapters()) <= known

import json

import pytest

from autograder.notebooks import markers
from autograder.notebooks.markers import NotebookError
from tests.conftest import CHAPTERS

SOURCE = "first\n### BEGIN HIDDEN TESTS\nsecret\n### END HIDDEN TESTS\nlast"


def test_of_a_hidden_test_its_lines_and_its_marks_are_hidden():
    assert [markers.hidden(SOURCE, line) for line in range(1, 6)] == [False, True, True, True, False]


def test_what_stands_between_the_marks_is_found():
    solution = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    assert list(markers.inside(SOURCE)) == ["secret\n"]
    assert [text.strip() for text in markers.inside(solution)] == ["return 1"]
    assert markers.SOLUTION.sub(r"\g<indent>...", solution) == "def f():\n    ..."
    assert markers.HIDDEN.sub("", SOURCE) == "first\nlast"


def test_a_chapters_metadata_are_those_that_are_made_here():
    cells = [cell for path in CHAPTERS for cell in markers.read(path)["cells"] if markers.about(cell)]
    for cell in cells:
        kept = markers.about(cell)
        roles = {role: kept[role] for role in ("grade", "locked", "solution", "task")}
        assert kept == markers.graded(kept["grade_id"], kept.get("points"), **roles)
    assert len(cells) > 80


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 1, "nbformat": 4}', '{"cells": [], "nbformat": 3}'])
def test_what_is_no_notebook_is_told_with_what_to_do(tmp_path, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match=r"not a notebook of format 4.*open and save it in JupyterLab"):
        markers.read(path)


def test_a_notebook_that_is_missing_is_told_too(tmp_path):
    with pytest.raises(NotebookError, match=r"b\.ipynb is not a notebook"):
        markers.read(tmp_path / "b.ipynb")


def test_a_notebook_is_read_as_it_was_made(tmp_path):
    made = markers.notebook([{"cell_type": "code", "source": ["a = 1\n", "a"], "metadata": {}}])
    (tmp_path / "a.ipynb").write_text(json.dumps(made))
    assert markers.read(tmp_path / "a.ipynb") == made
    assert markers.source(made["cells"][0]) == "a = 1\na"

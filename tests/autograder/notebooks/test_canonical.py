import io
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import exercises
from autograder.notebooks import markers
from autograder.notebooks.canonical import (
    answer,
    canonical,
    chapter_of,
    main,
    read,
    stale,
    text,
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


@chapter_files
def test_text_and_back_is_byte_identical(path):
    assert to_bytes(canonical(read(text(markers.read(path))), chapter_of(path))) == path.read_bytes()


words = st.text(st.sampled_from("ab #%\\\n\t é中"), max_size=60)
cells = st.tuples(
    st.sampled_from(["code", "markdown", "raw"]),
    words,
    st.lists(st.sampled_from(["hide", "slow"]), max_size=2, unique=True),
)


@pytest.mark.slow
@given(st.lists(cells, min_size=1, max_size=5))
@settings(max_examples=300)
def test_any_notebook_survives_text_and_back(drawn):
    raw = {
        "cells": [
            {"cell_type": kind, "id": f"c{i}", "metadata": {"tags": tags} if tags else {}, "source": source}
            for i, (kind, source, tags) in enumerate(drawn)
        ]
    }
    before = to_bytes(canonical(raw, {}))
    assert to_bytes(canonical(read(text(json.loads(before))), {})) == before
    nbformat.validate(nbformat.reads(before.decode(), as_version=4))


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    folder = tmp_path / "chapters" / "01_gradient_descent"
    folder.mkdir(parents=True)
    path = folder / "01_gradient_descent.ipynb"
    path.write_bytes(next(p for p in CHAPTERS if p.stem == "01_gradient_descent").read_bytes())
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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cells, nb: nb["cells"].remove(cells["test_gd_path"]), "no cell for test_gd_path"),
        (lambda cells, nb: cells["imports"].update(id="title"), "title stands more than once"),
        (lambda cells, nb: cells["imports"]["metadata"].update(nbgrader={"grade_id": "x"}), "no exercise of that name"),
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


def test_read_names_the_line_that_is_no_cell():
    with pytest.raises(NotebookError, match="line 3"):
        read("# %% code a\nx\n# %% spreadsheet b\n")


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

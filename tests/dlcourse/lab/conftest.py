"""A tiny release to test the launcher with: two chapters, one exercise, one written question."""

import json
from types import SimpleNamespace

import pytest


def cell(name, kind, source, **graded):
    nbgrader = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False} | graded
    metadata = {"nbgrader": {"grade_id": name} | nbgrader} if graded else {}
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source.splitlines(keepends=True)}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def notebook(*cells):
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def chapter():
    return notebook(
        cell("title", "markdown", "# A chapter\n\nIts question."),
        cell("set_up", "code", "import numpy as np"),
        cell("double", "code", "def double(x):\n    raise NotImplementedError", solution=True),
        cell("test_double", "code", "check(double)", grade=True, locked=True, points=4),
        cell("look", "code", "print(double(1))"),
        cell("why", "markdown", "*Write your answer here.*", grade=True, solution=True, points=6),
        cell("end", "markdown", "Further reading."),
    )


def put(path, content):
    """Write a notebook as JupyterLab does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


@pytest.fixture
def release(tmp_path):
    """A release of two chapters."""
    folder = tmp_path / "release"
    put(folder / "00_start_here/00_start_here.ipynb", notebook(cell("hello", "markdown", "# Start here")))
    put(folder / "01_doubling/01_doubling.ipynb", chapter())
    return folder


@pytest.fixture
def make():
    """What makes notebooks and cells, and puts them into files."""
    return SimpleNamespace(cell=cell, notebook=notebook, chapter=chapter, put=put)

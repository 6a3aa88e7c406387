"""Notebooks are read and written as JupyterLab does it, and what is none is refused."""

import nbformat
import pytest

from dlcourse.lab.notebook import NotANotebookError, dump, grading, parse, text


def test_the_bytes_are_those_of_nbformat(make):
    notebook = make.notebook(make.cell("title", "markdown", "# Überschrift\né"), make.cell("code", "code", "x = 1"))
    saved = nbformat.writes(nbformat.from_dict(notebook)) + "\n"
    assert dump(parse(saved.encode())).decode() == saved


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"nbformat": 3, "cells": []}',
        b'{"nbformat": 4, "cells": [1]}',
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}',
        b"[" * 100_000,
    ],
    ids=range(8),
)
def test_what_is_not_a_notebook_is_refused(broken):
    with pytest.raises(NotANotebookError, match="This is no notebook that can be read"):
        parse(broken)


def test_what_an_editor_left_out_of_a_cell_is_put_in():
    (cell,) = parse(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a\\n", "b"]}]}')["cells"]
    assert (cell["metadata"], cell["outputs"], cell["execution_count"]) == ({}, [], None)
    assert text(cell) == "a\nb"
    assert grading(cell) == {}


def test_metadata_of_another_kind_is_no_grading():
    assert grading({"metadata": {"nbgrader": "yes"}}) == {}
    assert grading({"metadata": {"nbgrader": {"grade_id": "a"}}}) == {"grade_id": "a"}

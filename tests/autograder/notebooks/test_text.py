"""A notebook as text, and back again."""

import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebooks import markers, text
from autograder.notebooks.canonical import canonical, chapter_of, to_bytes
from autograder.notebooks.markers import NotebookError
from tests.conftest import CHAPTERS


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_text_and_back_is_byte_identical(path):
    assert to_bytes(canonical(text.read(text.write(markers.read(path))), chapter_of(path))) == path.read_bytes()


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
    assert to_bytes(canonical(text.read(text.write(json.loads(before))), {})) == before
    nbformat.validate(nbformat.reads(before.decode(), as_version=4))


def test_read_names_the_line_that_is_no_cell():
    with pytest.raises(NotebookError, match="line 3"):
        text.read("# %% code a\nx\n# %% spreadsheet b\n")

"""Reading what was handed in; hostile files are in tests/hostile."""

import json

import pytest

from autograder.grading import submission
from autograder.grading.submission import SubmissionError, from_notebook, parse
from tests.hostile import honest


def test_source_may_be_a_list_of_lines():
    made = from_notebook({"cells": [{"cell_type": "code", "source": ["a = 1\n", "b = 2"]}]})
    assert made.cells[0].source == "a = 1\nb = 2"


def test_the_hash_depends_on_text_and_order_and_on_nothing_else():
    cells = honest.submission()["cells"]
    same = [{**cell, "id": "x", "metadata": {}, "outputs": [1]} for cell in cells]
    one = from_notebook({"cells": cells})
    assert one.hash == from_notebook({"cells": same}).hash
    assert one.hash != from_notebook({"cells": cells[::-1]}).hash


def test_the_hash_sees_what_code_can_see_blanks_behind_its_last_line_too():
    plain = honest.submission()
    blank = honest.submission({**honest.ANSWERS, "double": honest.ANSWERS["double"] + "\n  \n \n"})
    assert from_notebook(plain).hash != from_notebook(blank).hash


def test_a_link_on_the_way_is_not_followed(tmp_path):
    (tmp_path / "peer").mkdir()
    (tmp_path / "peer" / "n.ipynb").write_text(json.dumps(honest.submission()))
    (tmp_path / "eve").symlink_to("peer")
    assert submission.read(tmp_path, "peer", "n.ipynb").cells
    with pytest.raises(SubmissionError, match="cannot be read"):
        submission.read(tmp_path, "eve", "n.ipynb")


def test_a_notebook_under_another_name_is_named_with_the_right_one(tmp_path):
    with pytest.raises(SubmissionError, match=r"^n\.ipynb was not handed in\.$"):
        submission.read(tmp_path, "n.ipynb")
    for name in ("Lösung (1).ipynb", "<b>.ipynb", "notes.txt"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(
        SubmissionError, match=r"but \?b\?\.ipynb, Lösung \(1\)\.ipynb: if that is it, name it n\.ipynb"
    ):
        submission.read(tmp_path, "n.ipynb")


@pytest.mark.parametrize("data", [b"", b"null", b"[", b"\xff\xfe", b'{"cells": 1}', b'{"cells": [1e9999999]', b"NaN"])
def test_what_is_no_notebook_is_refused_with_what_to_do(data):
    with pytest.raises(SubmissionError, match="save it"):
        parse(data)

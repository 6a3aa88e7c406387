"""What students and instructors see after grading: nothing that a browser or a terminal would obey."""

import json

import pytest

from autograder.grading import feedback
from autograder.grading.feedback import notes
from autograder.grading.matching import Matching
from autograder.grading.result import Result, Score, refusal
from autograder.grading.submission import from_notebook
from autograder.sandbox.limits import Limits
from autograder.sandbox.replies import Ran
from tests.autograder.sandboxed import an_assignment
from tests.hostile import honest

PNG = "iVBORw0KGgo="


def result(notebook=None, ran=None, **scores):
    matching = Matching(an_assignment(), from_notebook(notebook or honest.submission()))
    found = {name: Score(points, points, failed=False) for name, points in honest.POINTS.items()} | scores
    return Result(matching, found, "full", ran=ran or {})


def by_id(made):
    return {cell["id"]: cell for cell in made["cells"]}


def test_each_graded_cell_is_there_once_with_the_instructor_s_metadata():
    made = feedback.notebook(result(honest.submission(keep_tests=False)), Limits())
    ids = [cell["id"] for cell in made["cells"]]
    assert len(ids) == len(set(ids))
    graded = {cell["id"]: cell["metadata"]["nbgrader"] for cell in made["cells"] if cell["metadata"].get("nbgrader")}
    assert set(graded) == {*honest.POINTS, *honest.ANSWERS, "written"}
    assert graded["test_double"]["points"] == 4


@pytest.mark.parametrize(
    ("points", "kinds"), [(4.0, []), (1.0, ["execute_result", "display_data"]), (0.0, ["display_data", "error"])]
)
def test_a_score_is_shown_as_nbgrader_reads_it(points, kinds):
    score = Score(points, 4.0, "" if points == 4 else "double: wrong", failed=points < 4)
    made = by_id(feedback.notebook(result(test_double=score), Limits()))
    assert [output["output_type"] for output in made["test_double"]["outputs"]] == kinds


def test_what_a_cell_printed_and_the_limit_that_it_met_are_behind_it():
    ran = Ran("MemoryError", "", "x = [0] * 10**12", (("stdout", "\x1b[31mred\x1b[0m\n"), ("shown", "5\n")))
    notebook = honest.submission()
    place = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == "double")
    outputs = by_id(feedback.notebook(result(notebook, {place: ran}), Limits()))["double"]["outputs"]
    assert outputs[0]["text"] == "red\n"
    assert outputs[1]["data"] == {"text/plain": "5\n"}
    assert "[grader] It met the memory limit" in outputs[2]["text"]
    assert outputs[3]["ename"] == "MemoryError"
    assert "in: x = [0] * 10**12" in outputs[3]["traceback"][0]


def test_a_cell_that_is_gone_is_said_to_be_and_a_refusal_stands_first():
    made = feedback.notebook(refusal(an_assignment(), "full", "The file is no notebook."), Limits())
    assert "The file is no notebook." in made["cells"][0]["source"]
    assert by_id(made)["written"]["source"] == feedback.LOST
    assert by_id(made)["double"]["source"].startswith("# This cell was not")


def test_only_pictures_that_are_pictures_are_kept():
    cell = honest.text("mine", "![good](attachment:a.png) ![bad](attachment:b.png)")
    cell["attachments"] = {"a.png": {"image/png": PNG}, "b.png": {"image/png": "PHN2Zz4="}, "../c": {"image/png": PNG}}
    made = feedback.notebook(result(honest.notebook([*honest.submission()["cells"], cell])), Limits())
    (kept,) = [cell for cell in made["cells"] if "attachments" in cell]
    assert list(kept["attachments"]) == ["a.png"]
    assert "![good](attachment:a.png)" in kept["source"]
    assert "![bad]" not in kept["source"]
    json.dumps(made)


def test_each_limit_that_was_met_is_a_sentence():
    assert notes(Ran(), Limits()) == []
    assert "printed more than is kept" in notes(Ran(cut=True), Limits())[0]
    assert "longer than 7 seconds" in notes(Ran("KeyboardInterrupt", interrupted=True), Limits(cell=7))[0]
    assert "ended the process (it crashed)" in notes(Ran("ProcessEnded", "it crashed"), Limits())[0]

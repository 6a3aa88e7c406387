"""The notebook that instructors and students see after grading: the submission, with what our grader found.

Whatever came from the student is made harmless first: of outputs plain text is kept, of pictures those in the notebook.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from autograder.grading.assignment import GradedCell
from autograder.grading.excerpt import Excerpts
from autograder.grading.harmless import sanitize_code, sanitize_markdown, sanitize_panel, strip_control
from autograder.grading.result import Result, Score
from autograder.grading.submission import Cell
from autograder.notebooks import markers
from autograder.sandbox.limits import Limits
from autograder.sandbox.replies import Ran

NAME = re.compile(r"[\w.-]{1,100}", flags=re.ASCII)  # of a picture
PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "image/gif": b"GIF8"}
LOST = "*This cell was not in the submission.*"


def notebook(result: Result, limits: Limits) -> markers.Notebook:
    """The graded notebook, each of the instructor's graded cells in it exactly once."""
    matching = result.matching
    place = {number: name for name, number in matching.answers.items()}
    cells: list[dict[str, Any]] = []
    excerpts = Excerpts()
    missing = dict(matching.assignment.graded)
    for number, cell in enumerate(matching.submission.cells):
        if number in matching.tests:
            test = missing.pop(matching.tests[number], None)
            if test is not None:
                cells.append(_test(test, result.scores[test.id]))
            continue
        graded = missing.pop(place[number]) if number in place else None
        cells.append(_student(cell, result.ran.get(number), graded, limits, excerpts))
    lost = [g for g in missing.values() if g.test or g.solution or g.task]
    cells += [_test(g, result.scores[g.id]) if g.test else _lost(g) for g in lost]
    if result.refused:
        cells.insert(0, _markdown(sanitize_markdown(f"**This submission could not be read.** {result.refused}")))
    return markers.notebook(_with_ids(cells))


def _about(graded: GradedCell) -> dict[str, Any]:
    points = graded.points if graded.counts else None
    roles = {"grade": graded.grade, "locked": graded.test, "solution": graded.solution, "task": graded.task}
    return {"nbgrader": markers.graded(graded.id, points, **roles)}


def _code(source: str, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": outputs, "source": source}


def _markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _test(graded: GradedCell, score: Score) -> dict[str, Any]:
    """The test cell as it was released, with the verdict as nbgrader reads it."""
    said = strip_control(score.message)
    html = sanitize_panel(score.html)
    data = {"text/plain": said} | ({"text/html": html} if html else {})
    outputs: list[dict[str, Any]] = [{"output_type": "display_data", "data": data, "metadata": {}}] if said else []
    if score.points < score.max_points and score.points > 0:
        number = {"text/plain": f"{score.points:g}"}
        outputs.insert(0, {"output_type": "execute_result", "data": number, "execution_count": None, "metadata": {}})
    elif score.points < score.max_points or (not score.max_points and score.failed):
        line = said.split("\n")[0]
        outputs.append({"output_type": "error", "ename": "CheckFailed", "evalue": line, "traceback": [line]})
    return _code(graded.released, outputs) | {"metadata": _about(graded)}


def _student(
    cell: Cell, ran: Ran | None, graded: GradedCell | None, limits: Limits, excerpts: Excerpts
) -> dict[str, Any]:
    if cell.kind == "code":
        source = excerpts.code(sanitize_code(cell.source))
        made = _code(source, _outputs(ran, limits) if ran else [])
    else:
        pictures = {k: v for k, v in cell.images.items() if NAME.fullmatch(k) and _is_picture(v)}
        made = _markdown(sanitize_markdown(excerpts.text(cell.source), pictures))
        made |= {"attachments": pictures} if pictures else {}
    return made | {"metadata": _about(graded) if graded else {}}


def _lost(graded: GradedCell) -> dict[str, Any]:
    made = _code("# " + LOST.strip("*"), []) if graded.kind == "code" else _markdown(LOST)
    return made | {"metadata": _about(graded)}


def _outputs(ran: Ran, limits: Limits) -> list[dict[str, Any]]:
    """What a cell printed and raised, and the limit it met."""
    outputs: list[dict[str, Any]] = []
    for kind, text in ran.output:
        if kind == "shown":
            outputs.append({"output_type": "display_data", "data": {"text/plain": strip_control(text)}, "metadata": {}})
        else:
            outputs.append({"output_type": "stream", "name": kind, "text": strip_control(text)})
    said = "".join(f"[grader] {strip_control(note)}\n" for note in notes(ran, limits))
    if said:
        outputs.append({"output_type": "stream", "name": "stdout", "text": said})
    if ran.error:
        message = strip_control(ran.message)
        trace = f"{strip_control(ran.error)}: {message}" + (f"\n    in: {strip_control(ran.line)}" if ran.line else "")
        error = {"output_type": "error", "ename": strip_control(ran.error), "evalue": message, "traceback": [trace]}
        outputs.append(error)
    return outputs


def notes(ran: Ran, limits: Limits) -> list[str]:
    """The limits that a cell met, each as a sentence."""
    said = ["This cell printed more than is kept; the rest was cut."] if ran.cut else []
    if ran.interrupted:
        said.append(f"This cell ran longer than {limits.cell:g} seconds and was interrupted; the next cells were run.")
    if ran.error == "ProcessEnded":
        said.append(f"This cell ended the process ({ran.message}); the other cells were run without it.")
    named = limits.named(ran.error, ran.message)
    return [*said, named] if named else said


def _is_picture(bundle: object) -> bool:
    """Whether an attachment is what its type says, and nothing a browser would run."""
    if not isinstance(bundle, dict) or len(bundle) != 1:
        return False
    kind, data = next(iter(bundle.items()))
    try:
        return kind in PICTURES and base64.b64decode(data, validate=True).startswith(PICTURES[kind])
    except (binascii.Error, ValueError, TypeError):
        return False


def _with_ids(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each cell with an id of its own: the instructor's where it is graded."""
    names = [markers.about(cell).get("grade_id", "") for cell in cells]
    taken = set(names)
    for number, (cell, name) in enumerate(zip(cells, names, strict=True)):
        cell["id"] = name if markers.ID.fullmatch(name) else f"cell-{number}"
        while not name and cell["id"] in taken:
            cell["id"] += "-"
    return cells

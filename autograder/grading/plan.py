"""In which order the cells of a submission are run and the exercises checked, and which cells are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.grading.assignment import Assignment, normal
from autograder.grading.submission import Submission
from autograder.runner import names


@dataclass(frozen=True)
class Step:
    """One thing to do with a submission: run its cell number `cell`, or else check `test`."""

    cell: int = -1
    test: str = ""


Look = Callable[[list[str]], list[names.Names]]  # says which names some cells define and use


def plan(assignment: Assignment, submission: Submission, look: Look) -> list[Step]:
    """What to run and to check, in the order of the submission; a test that is not there is checked at the end."""
    by_text = {normal(text): t.id for t in assignment.tests.values() for text in (t.released, t.source)}
    course, wanted, steps = [], [], []
    for number, cell in enumerate(submission.cells):
        if cell.kind != "code" or not cell.source.strip():
            continue
        text = normal(cell.source)
        test = by_text.get(text) or (cell.grade_id if cell.grade_id in assignment.tests else "")
        if text in assignment.course:
            course.append(number)
        elif text not in by_text:
            wanted.append(number)
        steps += [Step(number)] * (text not in by_text) + [Step(test=test)] * bool(test)
    theirs = look([submission.cells[i].source for i in wanted]) if course else []
    run = names.needed(theirs, [names.names(assignment.course[normal(submission.cells[i].source)]) for i in course])
    left_out = {number for number, keep in zip(course, run, strict=True) if not keep}
    seen = {step.test for step in steps}
    return [s for s in steps if s.cell not in left_out] + [Step(test=t) for t in assignment.tests if t not in seen]

"""Before an assignment is given out, its tests are tried, on the course's own answers and where nothing was done."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.grading import model
from autograder.grading.assignment import Assignment, AssignmentError, Way
from autograder.grading.course import Course
from autograder.grading.grader import grade, ways
from autograder.sandbox.sandbox import Sandbox


def rehearse(course: Course, name: str) -> dict[str, list[str]]:
    """By notebook of assignment `name`, the tests that only the student's own process can judge.

    Raises AssignmentError for a test that the course's own answers fail, or that an untouched notebook passes, and
    SandboxError where there is no sandbox to try them in.
    """
    assignments = [one for one in course.assignments(name) if one.tests]
    if not assignments:
        return {}
    with course.sandbox(assignments) as sandbox:
        wrong = [said for one in assignments for said in _wrong(sandbox, one, inside=course.inside)]
        found = {one.notebook: _only_inside(sandbox, one) for one in assignments}
    if wrong:
        raise AssignmentError("\n".join(wrong))
    return {notebook: tests for notebook, tests in found.items() if tests and course.inside}


def _wrong(sandbox: Sandbox, assignment: Assignment, *, inside: bool) -> Iterator[str]:
    """What is wrong with the tests of a notebook, a sentence for each."""
    reference, untouched = (
        grade(sandbox, handed_in(assignment), b"", inside=inside) for handed_in in (model.reference, model.untouched)
    )
    for name, test in assignment.tests.items():
        if reference.scores[name].failed:
            said = reference.scores[name].message.split("\n")[0]
            yield f"{assignment.notebook}: the course's own answer fails a test: {said} Mend the test or the answer."
        elif untouched.points[name] > 0:
            points = f"{untouched.points[name]:g} of {test.points:g} points"
            yield f"{assignment.notebook}: {name} gives {points} where nothing was done: have it ask more."


def _only_inside(sandbox: Sandbox, assignment: Assignment) -> list[str]:
    return sorted(name for name, way in ways(sandbox, assignment).items() if way == Way.INSIDE)

"""Tests that only the student's own process can judge: one that deletes a function of theirs, say.

They run there as nbgrader runs them.  Which ones these are is decided by the course's own answers, which pass them
inside and not outside, and never by what a submission does.  What a test finds there is what the student's process says
of it, so it is marked wherever it is told.
"""

from __future__ import annotations

from collections.abc import Collection

from autograder.grading.assert_tests import points
from autograder.grading.assignment import Assignment, GradedCell, normal
from autograder.grading.matching import Matching
from autograder.notebooks import markers
from autograder.runner import names
from autograder.runner.call import Observation

MARK = "found inside the student's process"


def sources(matching: Matching, ran: Collection[int], test: GradedCell) -> list[str]:
    """What runs before a test: the submission's cells that ran, and what else the test needs of the instructor's.

    Of other tests no more than their students have.
    """
    assignment, cells = matching.assignment, matching.submission.cells
    earlier = _earlier(assignment, test)
    course = list(assignment.course.values())
    wanted = map(names.names, [*earlier, test.source])
    needed = names.needed(wanted, list(map(names.names, course)))
    missing = {normal(source): source for source, needs in zip(course, needed, strict=True) if needs}
    found = []
    for number, cell in enumerate(cells):
        own = missing.pop(normal(cell.source), None) if cell.kind == "code" else None
        if number in ran or own is not None:
            found.append(cell.source)
    return [*found, *missing.values(), *earlier]


def _earlier(assignment: Assignment, test: GradedCell) -> list[str]:
    """The earlier tests that define what this one uses, and nothing but a test does, as they were released."""
    tests = list(assignment.plain.values())
    others = [c.source for c in assignment.cells if c.kind == "code" and c not in tests]
    defined = frozenset().union(*(names.names(source).bound for source in others))
    about, found = names.names(test.source), list[str]()
    used = about.used - about.bound - defined
    for other in reversed(tests[: tests.index(test)]):
        about = names.names(other.released)
        if used & about.bound:
            used |= about.used - about.bound - defined
            found.insert(0, other.released)
    return found


def verdict(test: GradedCell, seen: Observation) -> tuple[float, str]:
    """The points of a test that ran there, and in words what failed; of a hidden test no more than that it did.

    What is said of an error is the student's process's word, which may hold the text of the test.
    """
    if seen.error is None:
        return points(seen.value, test.points)
    if seen.error == "TimeLimitError":
        return 0.0, f"{test.id}: it {seen.message}."
    if not any(markers.inside(test.source)):
        return 0.0, f"{test.id}: {seen.error}: {seen.message} (in the line `{seen.line}`)"
    shown = seen.line and seen.line in map(str.strip, test.released.split("\n"))
    return 0.0, f"{test.id}: `{seen.line}` failed." if shown else f"{test.id}: a hidden test failed."

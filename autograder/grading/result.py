"""What grading one submission found: the points of each test, and where and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.grading.assignment import Assignment
from autograder.grading.matching import Matching
from autograder.grading.submission import Submission
from autograder.sandbox.replies import Ran


@dataclass(frozen=True)
class Score:
    """The points of one test cell, and why."""

    points: float
    max_points: float
    message: str = ""  # in plain text
    html: str = ""
    failed: bool = True
    inside: bool = False  # found inside the student's process, and as much to be believed as that


@dataclass(frozen=True)
class Result:
    """What grading one submission found."""

    matching: Matching
    scores: dict[str, Score]
    mode: str
    hash: str = ""
    ran: dict[int, Ran] = field(default_factory=dict)  # by the number of the cell
    refused: str = ""  # why the submission could not be read
    seconds: float = 0.0

    @property
    def passed(self) -> frozenset[str]:
        """The tests in which nothing failed."""
        return frozenset(name for name, score in self.scores.items() if not score.failed)

    @property
    def inside(self) -> list[str]:
        """The tests that were judged inside the student's process."""
        return [name for name, score in self.scores.items() if score.inside]

    @property
    def points(self) -> dict[str, float]:
        """The points of each test."""
        return {name: score.points for name, score in self.scores.items()}


def refusal(assignment: Assignment, mode: str, why: str) -> Result:
    """The result of a submission that cannot be read."""
    nothing = Matching(assignment, Submission(()))
    scores = {name: Score(0.0, test.points, why) for name, test in assignment.tests.items()}
    return Result(nothing, scores, mode, refused=why)

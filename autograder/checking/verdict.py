"""The answer to one check, and the exception that a notebook sees when it is no."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.exercise import VISIBLE_SEED


@dataclass(frozen=True)
class Rung:
    """A sentence that helps a learner who is stuck, and what kind of help it is; `anchor` is of a heading to go to."""

    label: str
    said: str
    anchor: str = ""


@dataclass(frozen=True)
class Solution:
    """An answer to look at after one's own: its code, and the idea behind it."""

    code: str
    idea: str


@dataclass(frozen=True)
class Verdict:
    """The answer to one check: how many cases were right and, where not all were, what to say of it."""

    exercise: str
    right: int
    cases: int
    summary: str = ""  # one sentence: what is wrong
    hint: str = ""  # the misconception behind it, where it was recognized
    example: str = ""  # the smallest failing input, with what was expected and what came
    seed: int = VISIBLE_SEED
    unanswered: bool = False  # the answer is still to be written
    helper: str = ""  # a function that the answer calls, and that is to be written or mended first
    rungs: tuple[Rung, ...] = ()  # what helps besides, in a learner's notebook
    solution: Solution | None = None  # for comparison with an answer that has passed, in self-study

    @property
    def passed(self) -> bool:
        """Whether every case was right."""
        return self.right == self.cases


class CheckFailed(AssertionError):  # noqa: N818  reads as what happened
    """A check that did not pass; in a notebook it shows as its one line, without a traceback into our code."""

    def __init__(self, sentence: str, verdict: Verdict | None = None) -> None:
        super().__init__(sentence)
        self.verdict = verdict

    def _render_traceback_(self) -> list[str]:
        return [str(self)]

"""A ladder for a learner who is stuck: with each answer that fails, a check says a little more of how to go on.

After the second it says where to read and what to do first, after the third it asks for the line that matters most.
It is counted for the learner alone and changes no points.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.checking.verdict import Rung, Verdict
from autograder.exercise import Exercise, Help
from dlcourse import failed_answers

SECOND, THIRD = 2, 3


def helped(verdict: Verdict, exercise: Exercise, source: str) -> Verdict:
    """The verdict with the rungs that this learner has come to, by an answer whose source has this fingerprint.

    An answer that fails because of another exercise's is not counted: to mend that one is the way on.
    """
    if verdict.passed or verdict.helper or exercise.help is None:
        return verdict
    if verdict.unanswered:
        return replace(verdict, rungs=(_first_step(exercise.help),))
    failures = failed_answers.note(exercise.name, source, Path.cwd())
    return replace(verdict, rungs=tuple(rungs(exercise.help, failures)))


def rungs(help_: Help, failures: int) -> list[Rung]:
    """What is said after so many answers that failed."""
    found = []
    if failures >= SECOND:
        found += [Rung("Where to read", help_.section, anchor(help_.section)), _first_step(help_)]
    if failures >= THIRD:
        found.append(Rung("The key line", help_.question))
    return found


def anchor(heading: str) -> str:
    """The anchor of a heading, as JupyterLab makes it."""
    return heading.replace(" ", "-")


def _first_step(help_: Help) -> Rung:
    return Rung("A first step", help_.step)

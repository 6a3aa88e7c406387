"""One case that was tried: what came, what was expected, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.comparison import OTHER, difference
from autograder.exercise import Case, Exercise
from autograder.runner.call import Observation

MANY = 1_000_000  # numbers in a value, above which it is not looked at
ITEMS, NUMBERS = 200_000, 5_000_000  # things in a value, numbers in its arrays: above, nobody asks why it is wrong


@dataclass(frozen=True)
class Trial:
    """What an attempt did with one case."""

    case: Case
    seen: Observation
    expected: Observation
    fault: str | None  # what is wrong, as the end of the sentence 'it ...'; None where nothing is

    @property
    def returned(self) -> bool:
        """Whether there are two values to compare."""
        return not self.seen.error and not self.expected.error and self.seen.value is not None

    @property
    def size(self) -> int:
        """How much a reader has to take in: the count of all numbers in the case."""
        return sum(map(count, self.case))


def by_value(exercise: Exercise, trials: Sequence[Trial]) -> tuple[list[Trial], list[Trial]]:
    """The trials with wrong values, and those with right ones, be there something else wrong with them or not.

    Where a rule decides, a value is wrong only if the rule compares it with the reference's.
    """
    wrong, right = list[Trial](), list[Trial]()
    for trial in trials:
        if trial.returned and count(trial.seen.value) < MANY:
            if exercise.accepts is not None:
                same = trial.fault is None
                known = same or str(trial.fault).startswith(OTHER)
            else:
                same = difference(trial.seen.value, trial.expected.value, exercise.tolerance) is None
                known = True
            if known:
                (right if same else wrong).append(trial)
    return wrong, right


def is_immense(value: Any) -> bool:
    """Whether there is so much in a value that to look for what is wrong in it would take long."""
    todo, items, numbers = [value], 0, 0
    while todo:
        one = todo.pop()
        if isinstance(one, list | tuple | dict):
            items += len(one)
            if items > ITEMS:
                return True
            todo.extend(one.values() if isinstance(one, dict) else one)
        elif type(one) is np.ndarray:
            numbers += one.size
    return numbers > NUMBERS


def count(value: Any) -> int:
    """How many numbers, or other single things, there are in a value."""
    if isinstance(value, dict):
        return sum(map(count, value.values()))
    return sum(map(count, value)) if isinstance(value, list | tuple) else int(np.size(value))

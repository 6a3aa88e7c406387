"""Whether what came is right for other arguments: with one of the opposite sign, with two of them swapped."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checking import quantities
from autograder.checking.trial import Trial, by_value
from autograder.comparison import difference
from autograder.exercise import Case, Exercise
from autograder.runner.call import observe

SECONDS = 0.2  # after which nothing is said
LARGE = 100  # of whole numbers, which may be counts of something that is made
FEW = 2  # failing cases, of which any may agree by chance
REAL: Mapping[str, Callable[[Any], Any]] = {
    "`{a}` had the opposite sign": lambda v: -v,
    "`{a}` were 0": lambda v: 0 * v,
    "`{a}` were 1": lambda v: v**0,
    "`{a}` were `1 - {a}`": lambda v: 1 - v,
    "`{a}` were `1 / {a}`": lambda v: 1 / v,
    "`{a}` were its square": lambda v: v**2,
    "`{a}` were its square root": lambda v: v**0.5,
    "`{a}` were twice as large": lambda v: 2 * v,
    "`{a}` were half as large": lambda v: v / 2,
}
WHOLE: Mapping[str, Callable[[Any], Any]] = {
    "`{a}` had the opposite sign": lambda v: -v,
    "`{a}` were 0": lambda v: 0 * v,
    "`{a}` were 1": lambda v: 0 * v + 1,
    "`{a}` were `{a} - 1`": lambda v: v - 1,
    "`{a}` were `{a} + 1`": lambda v: v + 1,
}
ARRAY: Mapping[str, Callable[[Any], Any]] = {
    "`{a}` had the opposite sign": lambda v: -v,
    "`{a}` were 0": lambda v: 0 * v,
    "`{a}` were its transpose": lambda v: v.T if v.ndim > 1 else None,
    "`{a}` were its inverse": np.linalg.inv,
    "`{a}` were in reverse order": lambda v: v[::-1],
    "`{a}` had no negative signs": np.abs,
    "`{a}` were twice as large": lambda v: 2 * v,
    "`{a}` were half as large": lambda v: v / 2,
    "`{a}` were squared": np.square,
}
LISTS: Mapping[str, Callable[[Any], Any]] = {"`{a}` were in reverse order": lambda v: v[::-1]}


def misread(exercise: Exercise, trials: Sequence[Trial]) -> str:
    """What other arguments the wrong values are right for, as the end of 'it ...'; empty where there are none such."""
    wrong, right = by_value(exercise, trials)
    wrong.sort(key=lambda t: t.size)
    if len(wrong) < FEW or exercise.accepts is not None or len(wrong) + len(right) < len(trials):
        return ""
    late = time.monotonic() + SECONDS
    for words, change in _changes(quantities.names(exercise), wrong[-1].case):
        if time.monotonic() > late:
            return ""
        if all(_explains(exercise, t, change, late) for t in (*wrong, *right)):
            return f"returned what would be right if {words}"
    return ""


Change = Callable[[Case], Case | None]


def _changes(names: Sequence[str], case: Case) -> Iterator[tuple[str, Change]]:
    """What may be read in place of the arguments, with its words."""
    for (i, one), (j, other) in itertools.combinations(enumerate(case), 2):
        if type(one) is type(other):
            yield f"`{names[i]}` and `{names[j]}` were swapped", _swapping(i, j)
    for position, value in enumerate(case):
        kinds = {float: REAL, int: WHOLE, np.ndarray: ARRAY, list: LISTS}
        for words, change in kinds.get(type(value), {}).items():
            yield words.format(a=names[position]), _changing(position, change)


def _swapping(i: int, j: int) -> Change:
    def swapped(case: Case) -> Case | None:
        if max(i, j) >= len(case) or any(type(v) is int and v > LARGE for v in (case[i], case[j])):
            return None
        made = list(case)
        made[i], made[j] = made[j], made[i]
        return tuple(made)

    return swapped


def _changing(position: int, change: Callable[[Any], Any]) -> Change:
    def changed(case: Case) -> Case | None:
        value = change(case[position]) if position < len(case) else None
        return None if value is None else (*case[:position], value, *case[position + 1 :])

    return changed


def _explains(exercise: Exercise, trial: Trial, change: Change, late: float) -> bool:
    """Whether the right value for the changed case is what came."""
    try:
        with np.errstate(all="ignore"):
            case = change(trial.case)
    except (ArithmeticError, ValueError, TypeError):  # no inverse, no root
        return False
    seconds = late - time.monotonic()
    if case is None or seconds <= 0:
        return False
    made = observe(exercise.reference, case, seconds)
    return not made.error and difference(trial.seen.value, made.value, exercise.tolerance) is None

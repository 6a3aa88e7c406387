"""Which argument makes no difference to an attempt, though it makes one to what is right."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checking import quantities
from autograder.checking.trial import Trial
from autograder.comparison import OTHER, difference
from autograder.exercise import Case, Exercise
from autograder.runner.call import Observation, observe

TRIED = 8  # failing cases, and as many right ones, the smallest
SECONDS = 0.2  # of processor time, after which nothing is said
SEEDS = ("seed", "rng")
WHOLE: tuple[Callable[[Any], Any], ...] = (lambda v: v + 1, lambda v: v + 2, lambda v: v - 1, lambda v: 2 * v + 3)
REAL: tuple[Callable[[Any], Any], ...] = (
    lambda v: 0.9 * v + 0.05,
    lambda v: 0.5 * v + 0.25,
    lambda v: 100 * v + 1,
    lambda v: 0.01 * v,
)

Again = Callable[[Case], Observation]


def unused(exercise: Exercise, trials: Sequence[Trial], again: Again) -> str:
    """A sentence on the argument whose value decides nothing, or on a seed that does not decide all.

    An attempt that is right with several values of an argument has it from elsewhere, from the length of another say.
    """
    ordered = sorted((t for t in trials if t.returned), key=lambda t: t.size)
    wrong = [t for t in ordered if str(t.fault).startswith(OTHER)][:TRIED]
    right = [t for t in ordered if t.fault is None][:TRIED]
    names, late = quantities.names(exercise), time.process_time() + SECONDS
    if not wrong or exercise.accepts is not None or exercise.driver is not None:
        return ""
    if set(SEEDS) & set(names) and _differs(again(wrong[0].case), wrong[0].seen, exercise.tolerance):
        return "A second call with the same arguments gives another value: draw all from np.random.default_rng(seed)"
    for position, name in enumerate(names):
        matters = [[_matters(exercise, t, position, again, late) for t in group] for group in (wrong, right)]
        if time.process_time() > late or None in [*matters[0], *matters[1]]:
            continue
        known = {repr(t.case[position]) for t, matter in zip(right, matters[1], strict=True) if matter}
        if sum(m or 0 for m in matters[0]) > 1 and len(known) < 2:  # noqa: PLR2004
            use = ": np.random.default_rng(seed) makes the generator" if name in SEEDS else ""
            return f"With other values of `{name}` it gives the same, where another value is right{use}"
    return ""


def _matters(exercise: Exercise, trial: Trial, position: int, again: Again, late: float) -> int | None:
    """With how many other values of an argument another value is right; None if the attempt's changes with one."""
    found = 0
    for other in _others(trial.case, position):
        if time.process_time() > late:
            return None
        right = observe(exercise.reference, other, SECONDS)
        if right.error:
            continue  # an argument that the reference cannot take shows nothing
        seen = again(other)
        if seen.error or _differs(seen, trial.seen, exercise.tolerance):
            return None
        found += _differs(right, trial.expected, exercise.tolerance)
    return found


def _differs(one: Observation, other: Observation, tolerance: float) -> bool:
    return not one.error and difference(one.value, other.value, tolerance) is not None


def _others(case: Case, position: int) -> list[Case]:
    """The case with other values of one argument, of the same kind and shape."""
    if position >= len(case):
        return []
    return [(*case[:position], v, *case[position + 1 :]) for v in _changed(case[position])]


def _changed(value: Any) -> list[Any]:
    if type(value) is int:
        return [change(value) for change in WHOLE]
    if type(value) is float:
        return [change(value) for change in REAL]
    if type(value) is np.ndarray and value.dtype.kind == "f" and value.size:
        slope = np.arange(value.size).reshape(value.shape)
        return [*(change(value) + 0.05 * slope for change in REAL), -value, 1 + value[::-1]]
    return []

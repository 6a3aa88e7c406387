"""Which misconception an attempt shows, from what it was seen to do."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.comparison import difference
from autograder.exercise import Case, Exercise, Function
from autograder.runner.call import Observation, observe

Tried = Sequence[tuple[Case, Observation]]


def hint(exercise: Exercise, tried: Tried, failed: Tried) -> str:
    """The hint of the mistake that did what the attempt did in every case that failed, and in more than half of all."""
    best, most = "", len(tried) / 2
    if failed[0][1].error == "NotImplementedError":
        return best
    wrong = {id(case) for case, _ in failed}
    passed = [(case, seen) for case, seen in tried if id(case) not in wrong]
    for sentence, mistake in exercise.mistakes.items():
        if all(_agree(exercise, mistake, case, seen) for case, seen in failed):
            alike = len(failed) + sum(_agree(exercise, mistake, case, seen) for case, seen in passed)
            best, most = (sentence, alike) if alike > most else (best, most)
    return best


def _agree(exercise: Exercise, mistake: Function, case: Case, seen: Observation) -> bool:
    return agrees(seen, observe(mistake, case, exercise.seconds), exercise.tolerance)


def agrees(seen: Observation, other: Observation, tolerance: float) -> bool:
    """Whether two calls gave the same and did the same besides."""
    if (seen.changed, seen.global_random) != (other.changed, other.global_random):
        return False
    if other.error not in (seen.error, *seen.kinds):
        return False
    return seen.error is not None or difference(seen.value, other.value, tolerance) is None

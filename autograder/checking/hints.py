"""Which misconception an attempt shows, from what it was seen to do."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.exercise import Case, Exercise, Function
from autograder.runner.call import Observation, observe

Tried = Sequence[tuple[Case, Observation]]


def hint(exercise: Exercise, tried: Tried, failed: Tried) -> str:
    """The hint of the mistake that did what the attempt did in every case that failed, and in more than half of all."""
    best, most = "", len(tried) / 2
    if failed[0][1].error == "NotImplementedError":
        return best
    for sentence, mistake in exercise.mistakes.items():
        if all(_agree(exercise, mistake, case, seen) for case, seen in failed):
            alike = sum(_agree(exercise, mistake, case, seen) for case, seen in tried)
            best, most = (sentence, alike) if alike > most else (best, most)
    return best


def _agree(exercise: Exercise, mistake: Function, case: Case, seen: Observation) -> bool:
    return seen.agrees(observe(mistake, case, exercise.seconds), exercise.tolerance)

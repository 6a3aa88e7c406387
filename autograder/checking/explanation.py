"""What a mistake explains of an attempt: in how many of the failed cases both did the same, and in no other else."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.comparison import difference
from autograder.exercise import Case, Exercise, Function, Mistake
from autograder.runner.call import Observation, observe
from autograder.runner.callbacks import copied
from autograder.runner.time_limit import Deadline, TimeLimitError

Tried = Sequence[tuple[Case, Observation]]
FEW, MANY = 4, 1_000  # different things in a value, above which it is no accident; numbers of an array looked at
SURE = 0.75  # of what the cases would tell at most: so much is asked where not all are explained
HUGE = 1 << 1000  # the largest integer that is told from larger ones: some are no float
ENOUGH = 2  # cases that a mistake has to explain, where that many failed


@dataclass(frozen=True)
class Explanation:
    """How much a mistake explains of an attempt."""

    explained: int  # cases that failed in the very same way
    alike: int  # cases in which both did the same, right or wrong
    failed: int
    evidence: float = 0.0  # how much it tells that the explained cases are alike: see `telling`

    @property
    def complete(self) -> bool:
        """Whether it explains every case that failed."""
        return self.explained == self.failed

    @property
    def tells(self) -> bool:
        """Whether that the cases are alike is hardly chance."""
        return self.evidence >= SURE * self.explained

    def said(self, sentence: str) -> str:
        """The sentence, with how much it explains where that is not all."""
        if self.complete:
            return sentence
        return f"This explains {self.explained} of the {self.failed} cases that fail: {sentence}"


class Attempt:
    """What an attempt was seen to do, in the cases that failed and in those that passed."""

    def __init__(self, exercise: Exercise, tried: Tried, failed: Tried) -> None:
        self.exercise, self.failed = exercise, failed
        wrong = {id(case) for case, _ in failed}
        self.passed = [(case, seen) for case, seen in tried if id(case) not in wrong]
        self.refused: dict[int, bool] = {}

    @cached_property
    def can_tell(self) -> bool:
        """Whether the values that failed tell enough for two thirds of them to show what was done."""
        most = sum(telling(seen.value) for _, seen in self.failed if seen.error is None)
        return 3 * most > 2 * SURE * len(self.failed)

    def explained_by(self, mistake: Function, seconds: float | None = None) -> Explanation | None:
        """What `mistake` explains, if it is two thirds of what failed and contradicts nothing that passed.

        Where one of the two raises an error, the case speaks neither for nor against.  A mistake has half the time of
        an attempt: who waits for a hint has waited for that already.
        """
        yes = no = 0
        evidence = 0.0
        for case, seen in self.failed:
            same = self._same(mistake, case, seen, seconds)
            yes, no = yes + (same is True), no + (same is False)
            evidence += telling(seen.value) if same else 0.0
            if 3 * no > len(self.failed):
                return None
        if 2 * yes < max(len(self.failed), ENOUGH * (len(self.failed) > 1)) or yes < 2 * no or not yes:
            return None
        right = 0
        for case, seen in self.passed:
            same = self._same(mistake, case, seen, seconds)
            if same is False:
                return None
            right += same is True
        if yes < ENOUGH and 2 * (yes + right) <= len(self.failed) + len(self.passed):
            return None
        found = Explanation(yes, yes + right, len(self.failed), evidence)
        return found if found.complete or found.tells else None

    def _same(self, mistake: Function, case: Case, seen: Observation, seconds: float | None) -> bool | None:
        """Whether both do the same with a case; None where an error leaves it open."""
        if isinstance(mistake, Mistake):
            if seen.changed or seen.global_random:
                return False  # that is what is wrong, and the value may be right
            return mistake.shown_by(case, seen.value) if seen.error is None else None
        other = observe(mistake, case, seconds or self.exercise.seconds / 2)
        if agrees(seen, other, self.exercise.tolerance) and (seen.shared == other.shared or not self.exercise.copies):
            return True
        return None if (seen.error or other.error) and not self._is_refused(case) else False

    def _is_refused(self, case: Case) -> bool:
        """Whether the reference itself raises an error, so that one is no accident."""
        if id(case) not in self.refused:
            self.refused[id(case)] = observe(self.exercise.reference, case, self.exercise.seconds).error is not None
        return self.refused[id(case)]

    def begins_like(self, mistake: Function, seconds: float) -> bool:
        """Whether `mistake` gives what the attempt gave first of what failed: a quick look, before all is observed."""
        case, seen = self._first_value()
        given: list[Any] = []
        with suppress(Exception, TimeLimitError), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Deadline(seconds).guard(lambda: given.append(mistake(*copied(case))))
        return bool(given) and alike(seen.value, given[0], self.exercise.tolerance)

    def _first_value(self) -> tuple[Case, Observation]:
        return next((case, seen) for case, seen in self.failed if seen.error is None)

    def parts_explained_by(self, mistake: Function, seconds: float) -> frozenset[int]:
        """The places in a tuple or a dict, the first value that failed, which `mistake` explains: there it is alike."""
        case, seen = self._first_value()
        got, other = _items(seen.value), _items(observe(mistake, case, seconds).value)
        if len(got) != len(other):
            return frozenset()
        pairs = enumerate(zip(got, other, strict=True))
        return frozenset(i for i, (a, b) in pairs if difference(a, b, self.exercise.tolerance) is None)

    def differs(self, mistake: Function, seconds: float) -> bool:
        """Whether `mistake` is one: in a case that failed it does not do what the reference does."""
        reference = self.exercise.reference
        return any(
            not self._same(mistake, case, observe(reference, case, self.exercise.seconds), seconds)
            for case, _ in self.failed
        )


def telling(value: Any) -> float:
    """How much it tells that two functions gave this value: 1, or 1/2 where few others were possible, or 0.

    There are many numbers with digits, and many orders of a few things, but only two truth values, and one NaN.
    """
    parts = list(itertools.islice(_parts(value), MANY))
    numbers = [v for v in parts if not isinstance(v, str) and np.isfinite(v)]
    if any(v != int(v) for v in numbers) or len({v for v in parts if isinstance(v, str) or v == v}) > FEW:  # noqa: PLR0124
        return 1.0
    return 0.5 if numbers or any(isinstance(v, str) for v in parts) or value is None else 0.0


def _parts(value: Any) -> Iterator[float | str]:
    if isinstance(value, list | tuple):
        yield from (part for item in value for part in _parts(item))
    elif isinstance(value, dict):
        yield from (part for item in value.values() for part in _parts(item))
    elif type(value) is np.ndarray and value.dtype.kind in "biuf":
        yield from value.ravel()[:MANY].tolist()
    elif isinstance(value, str | bool | float | np.bool_ | np.integer | np.floating):
        yield value if isinstance(value, str) else float(value)
    elif isinstance(value, int):
        yield float(min(max(value, -HUGE), HUGE))


def agrees(seen: Observation, other: Observation, tolerance: float) -> bool:
    """Whether two calls gave the same and did the same besides."""
    if (seen.changed, seen.global_random) != (other.changed, other.global_random):
        return False
    if other.error not in (seen.error, *seen.kinds):
        return False
    return seen.error is not None or alike(seen.value, other.value, tolerance)


def alike(value: Any, other: Any, tolerance: float) -> bool:
    """Whether two values are the same; what is not finite is so too, be it NaN or infinity."""
    if difference(value, other, tolerance) is None:
        return True
    return difference(_with_nan(value), _with_nan(other), tolerance) is None


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, tuple) else []


def _with_nan(value: Any) -> Any:
    """The value with NaN in the place of infinity: which of both an overflow ends in is chance."""
    if isinstance(value, tuple | list):
        return type(value)(map(_with_nan, value))
    if isinstance(value, dict):
        return {key: _with_nan(item) for key, item in value.items()}
    if type(value) is np.ndarray and value.dtype.kind == "f":
        return np.where(np.isfinite(value), value, np.nan)
    return float("nan") if isinstance(value, float) and not np.isfinite(value) else value

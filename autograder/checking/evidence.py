"""What one part of the values shows, case by case: pairs of what came and what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import quantities
from autograder.comparison import difference
from autograder.exercise import Case

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Pair:
    """One part of the value in one case: what came, and what is right."""

    case: Case
    got: Any
    want: Any
    tolerance: float
    names: Sequence[str] = ()  # of the arguments

    @cached_property
    def arguments(self) -> quantities.Named:
        """The arguments that are numbers or arrays of numbers, by name."""
        return quantities.arguments(self.names, self.case)

    @cached_property
    def sizes(self) -> quantities.Named:
        """The numbers among the arguments, and the lengths of the others, by name."""
        return quantities.sizes(self.names, self.case)

    @cached_property
    def wrong(self) -> str | None:
        """How the two differ, if they do."""
        return difference(self.got, self.want, self.tolerance)

    @cached_property
    def arrays(self) -> tuple[Array, Array] | None:
        """Both as arrays of floats of one shape; None where they are not."""
        got, want = as_array(self.got), as_array(self.want)
        return None if got is None or want is None or got.shape != want.shape else (got, want)

    @cached_property
    def numbers(self) -> tuple[Array, Array] | None:
        """Both as arrays, where all of it is finite."""
        return self.arrays if self.arrays and all(np.isfinite(a).all() for a in self.arrays) else None

    @cached_property
    def off(self) -> Array | None:
        """Where the numbers differ; None where they are not of one shape."""
        if self.arrays is None:
            return None
        got, want = self.arrays
        finite = np.abs(want[np.isfinite(want)])
        scale = float(finite.max()) if finite.size else 0.0
        return ~np.isclose(got, want, self.tolerance, 1e-3 * self.tolerance * scale + 1e-12, equal_nan=True)


def as_array(value: Any) -> Array | None:
    """The numbers of a value as an array of floats: of an array, a number, or a list or dict of them; None for others.

    Arrays of several shapes become one row of numbers.
    """
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        parts = [as_array(v) for v in value]
        if not parts or any(p is None for p in parts):
            return None
        arrays = [p for p in parts if p is not None]
        if len({a.shape for a in arrays}) == 1:
            return np.array(arrays)
        return np.concatenate([a.ravel() for a in arrays])
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "biuf" and not isinstance(value, str | dict) else None


def distinct(pairs: Sequence[Pair]) -> int:
    """How many different numbers were to come where another one came: on one or two a relation shows nothing."""
    found = set[float]()
    for pair in pairs:
        if pair.numbers is not None and pair.off is not None:
            found |= set(np.unique(np.round(pair.numbers[1][pair.off], 9)).tolist())
    return len(found)

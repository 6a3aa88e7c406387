"""What there is of the right values where another shape came, or another number of items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checking import quantities
from autograder.checking.evidence import Array, Pair, as_array


def relation(pairs: Sequence[Pair]) -> str:
    """What came of the right values; empty where it is of the right shape, or something else."""
    return _reshaped(pairs) or _selected(pairs)


def _reshaped(pairs: Sequence[Pair]) -> str:
    """The right numbers in another shape, or other ones in a shape that is turned."""
    shapes = [(p.got.shape, p.want.shape) for p in pairs if type(p.got) is type(p.want) is np.ndarray]
    if len(shapes) < len(pairs) or all(got == want for got, want in shapes):
        return ""
    if all(p.got.size == p.want.size and np.allclose(p.got.ravel(), p.want.ravel()) for p in pairs):
        return "the right values in another shape"
    turned = all(got == want[::-1] for got, want in shapes)
    return "an array whose axes are the other way round" if turned else ""


def _selected(pairs: Sequence[Pair]) -> str:
    """Of a row of numbers the first or last ones, or some, or more than these."""
    if not all(_is_row(p.got) and _is_row(p.want) for p in pairs):
        return ""
    rows = [(np.asarray(p.got, dtype=float), np.asarray(p.want, dtype=float)) for p in pairs]
    for words, holds in SELECTIONS.items():
        if all(holds(got, want) for got, want in rows):
            return words
    return ""


def _is_row(value: Any) -> bool:
    array = as_array(value) if quantities.is_plain(value) else None
    return array is not None and array.ndim == 1 and array.size > 0


def _within(some: Array, all_: Array) -> bool:
    return bool(np.isin(np.round(some, 9), np.round(all_, 9)).all())


SELECTIONS: dict[str, Callable[[Array, Array], bool]] = {
    "too few values: they are the first ones of what is asked": lambda got, want: (
        len(got) < len(want) and np.allclose(got, want[: len(got)])
    ),
    "too few values: they are the last ones of what is asked": lambda got, want: (
        len(got) < len(want) and np.allclose(got, want[-len(got) :])
    ),
    "too many values: it goes on after what is asked": lambda got, want: (
        len(got) > len(want) and np.allclose(got[: len(want)], want)
    ),
    "too few values: some of what is asked": lambda got, want: len(got) < len(want) and _within(got, want),
    "what is asked, and other values besides": lambda got, want: len(got) > len(want) and _within(want, got),
}

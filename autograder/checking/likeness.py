"""In what the values that came are like the right ones, or like each other, though nothing makes one of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checking import lengths
from autograder.checking.evidence import Array, Pair, as_array, distinct

Likeness = Callable[[Sequence[Pair]], str]
DIGITS = range(7, 2, -1)
REPEATED = "the same row everywhere (is one array, or dict, stored again and again? make a new one each time)"
ZEROS = 0.2  # of all numbers: fewer are in the right places by rounding
FEW, ENOUGH = 2, 3  # numbers, or cases, that are not like each other by chance


@np.errstate(all="ignore")
def constant(pairs: Sequence[Pair]) -> str:
    """One number, or one row, whatever the case; empty where it is not."""
    if all(type(p.got) is type(p.want) is bool for p in pairs) and len({p.got for p in pairs}) == 1:
        return f"{pairs[0].got} where {pairs[0].want} is asked"
    came = [as_array(p.got) for p in pairs]
    found = {float(v) for a in came if a is not None for v in np.unique(a)}
    if not any(a is None for a in came) and len(found) == 1 and distinct(pairs) > 1:
        number = found.pop() + 0.0
        said = f"{number:g}" if number == np.round(number) else "the same number"
        place = "everywhere" if came[0] is not None and came[0].ndim else "in each failing case"
        return f"{said} {place}" if said[0] != "t" or len(pairs) > 1 else ""
    if all(repeats(p.got) and not repeats(p.want) for p in pairs):
        return REPEATED
    return ""


def repeats(value: Any) -> bool:
    """Whether the rows of an array, or the arrays in a list, are all the same."""
    array = as_array(value)
    return array is not None and array.ndim > 1 and len(array) > 1 and bool((array == array[0]).all())


def _reordered(pairs: Sequence[Pair]) -> str:
    """The right rows or numbers in other places."""
    if all(_same_rows(p) for p in pairs):
        return f"the right {'row' if _many_axes(pairs[0].want) else 'item'}s in another order"
    if all(_sorted(p.got) is not None and np.array_equal(_sorted(p.got), _sorted(p.want)) for p in pairs):  # type: ignore[arg-type]
        return "the right numbers in other places"
    return ""


def _many_axes(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim > 1


def _same_rows(pair: Pair) -> bool:
    got, want = pair.got, pair.want
    if type(got) is type(want) is np.ndarray and got.shape == want.shape and got.ndim and len(got) > 1:
        return _rows(got) == _rows(want)
    if type(pair.got) is type(pair.want) is list and len(pair.got) == len(pair.want) > 1:
        return sorted(map(repr, pair.got)) == sorted(map(repr, pair.want))
    return False


def _misplaced(pairs: Sequence[Pair]) -> str:
    """Of few different numbers that are asked, none that is not, though in other places."""
    numbers = [p.numbers for p in pairs if p.numbers is not None]
    if len(numbers) < len(pairs) or sum(want.size for _, want in numbers) < 2 * ENOUGH:
        return ""
    found = [tuple(set(np.round(v, 9).ravel().tolist()) for v in both) for both in numbers]
    alike = all(got <= want and len(want) == 2 for got, want in found)  # noqa: PLR2004
    return "no other values than are asked, but in other places" if alike else ""


def _rows(array: Array) -> list[bytes]:
    return sorted((np.round(row, 9) + 0.0).tobytes() for row in array)


def _sorted(value: Any) -> Array | None:
    array = as_array(value)
    return None if array is None or array.size < ENOUGH else np.sort(np.round(array, 9), axis=None)


def _to_digits(pairs: Sequence[Pair]) -> str:
    """How many digits are right in all places."""
    errors = [_error(p) for p in pairs]
    for digits in DIGITS:
        if all(e < 10.0**-digits for e in errors):
            why = "in float32, or rounded" if digits > 4 else "with something rounded, or with a small constant added"  # noqa: PLR2004
            return f"values that are right to {digits} digits: are they computed {why}?"
    return ""


def _error(pair: Pair) -> float:
    """The largest error relative to the largest number, but no less than to that of each row of whole results."""
    if pair.numbers is None or not pair.numbers[1].any():
        return np.inf
    got, want = pair.numbers
    if np.array_equal(want, np.round(want)):
        return np.inf
    return float(np.abs(got - want).max() / np.abs(want).max())


def _zeros(pairs: Sequence[Pair]) -> str:
    """Zeros where zeros are asked, or exactly where none is."""
    masks = [tuple(n == 0 for n in p.numbers) for p in pairs if p.numbers is not None]
    mixed = [want.size for _, want in masks if want.any() and not want.all()]
    zeros = sum(int(want.sum()) for _, want in masks)
    if len(masks) < len(pairs) or sum(mixed) <= 2 * ENOUGH or zeros < ZEROS * sum(want.size for _, want in masks):
        return ""
    if all((got == want).all() for got, want in masks):
        return "zeros in the right places, and other values between them"
    if all((got == ~want).all() for got, want in masks):
        return "zeros where none are asked, and none where they are"
    return ""


def _shifted(pairs: Sequence[Pair]) -> str:
    """The right rows or numbers, moved on by one."""
    both = [p.arrays for p in pairs if p.arrays is not None]
    if len(both) < len(pairs) or not all(got.ndim and len(got) > FEW for got, _ in both):
        return ""
    for words, moved in (("late", (np.s_[1:], np.s_[:-1])), ("early", (np.s_[:-1], np.s_[1:]))):
        if all(np.allclose(got[moved[0]], want[moved[1]], 1e-6, 1e-12, equal_nan=True) for got, want in both):
            return f"the right {'row' if both[0][0].ndim > 1 else 'item'}s one place too {words}"
    return ""


def _mostly(pairs: Sequence[Pair]) -> str:
    """How many numbers are right, where some are in each case."""
    off = [p.off for p in pairs if p.off is not None and p.off.size > 1 and not p.off.all()]
    if len(off) < len(pairs):
        return ""
    size = sum(o.size for o in off)
    return f"values of which {size - sum(int(o.sum()) for o in off)} of {size} are right"


def _signs(pairs: Sequence[Pair]) -> str:
    """The right sizes, of which some have the wrong sign."""
    numbers = [p.numbers for p in pairs if p.numbers is not None]
    alike = all(np.allclose(np.abs(got), np.abs(want), 1e-6, 1e-12) and (got * want < 0).any() for got, want in numbers)
    return "the right values but for some of their signs" if numbers and len(numbers) == len(pairs) and alike else ""


def _larger(pairs: Sequence[Pair]) -> str:
    """All too large, or all too small."""
    apart = [(p.numbers[0] - p.numbers[1])[p.off] for p in pairs if p.numbers is not None and p.off is not None]
    if len(apart) < len(pairs) or sum(map(len, apart)) < ENOUGH:
        return ""
    everywhere = "all" if sum(map(len, apart)) == sum(p.numbers[0].size for p in pairs if p.numbers) else "too"
    signs = {float(s) for a in apart for s in np.sign(a)}
    if len(signs) != 1:
        return ""
    size = "large" if signs.pop() > 0 else "small"
    return (
        f"values that are all too {size}" if everywhere == "all" else f"values of which all wrong ones are too {size}"
    )


LIKENESSES: tuple[Likeness, ...] = (
    lengths.relation,
    _signs,
    _shifted,
    _reordered,
    _to_digits,
    _zeros,
    _misplaced,
    _larger,
    _mostly,
)


@np.errstate(all="ignore")
def relation(pairs: Sequence[Pair]) -> str:
    """The first likeness that all pairs have; empty where there is none."""
    found: Iterator[str] = (likeness(pairs) for likeness in LIKENESSES)
    return next((words for words in found if words), "")

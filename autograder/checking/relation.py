"""What the values that came have to do with the right ones, told without knowing how they were found.

A relation is told of a part of the value only where it holds in every failing case in which that part is wrong, and
where it would not hold of any values.  The sentences are the ends of 'it ...'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checking import factor, likeness, parts, places
from autograder.checking.evidence import Pair, distinct
from autograder.checking.transforms import ADDED, ARRAYS, CUTS, NUMBERS, Transform, floats, mapped
from autograder.checking.trial import Trial, by_value
from autograder.checking.where import shared_words
from autograder.comparison import OTHER, Place, difference, placed, step
from autograder.exercise import Exercise

NOTHING = OTHER.removeprefix("returned ")
FEW = 2


def relation(exercise: Exercise, trials: Sequence[Trial], *, exact: bool = False) -> str:
    """What all wrong values have in common, as the end of 'it ...'; empty where there is no more than that.

    With `exact` only what makes the values that came of the right ones.
    """
    wrong, right = by_value(exercise, trials)
    with np.errstate(all="ignore"):
        return (
            (_swapped(exercise, wrong) or _repeated(wrong) or _of_parts(exercise, wrong, right, exact=exact))
            if wrong
            else ""
        )


def _swapped(exercise: Exercise, wrong: Sequence[Trial]) -> str:
    """That the items of a tuple are right, and in another order."""
    values = [(t.seen.value, t.expected.value) for t in wrong]
    if not all(type(g) is type(w) is tuple and len(g) == len(w) for g, w in values):
        return ""
    orders = {_order(got, want, exercise.tolerance) for got, want in values}
    order = orders.pop() if len(orders) == 1 else None
    if order is None or order == tuple(range(len(order))):
        return ""
    return f"returned the right items in another order: {placed((step(order[0]),))} comes first"


def _repeated(wrong: Sequence[Trial]) -> str:
    """That a list or an array holds one thing again and again, where different ones are asked."""
    alike = all(likeness.repeats(t.seen.value) and not likeness.repeats(t.expected.value) for t in wrong)
    return f"returned {likeness.REPEATED}" if alike else ""


def _order(got: tuple[Any, ...], want: tuple[Any, ...], tolerance: float) -> tuple[int, ...] | None:
    """For each item that came, which of the right ones it is."""
    found = [[i for i, w in enumerate(want) if difference(g, w, tolerance) is None] for g in got]
    order = tuple(items[0] for items in found if items)
    return order if len(set(order)) == len(want) else None


def _of_parts(exercise: Exercise, wrong: Sequence[Trial], right: Sequence[Trial], *, exact: bool) -> str:
    """What is to be said of each part, those of which the same is to be said together."""
    failing = {id(t.case) for t in wrong}
    every = parts.parts(exercise, [*wrong, *right])
    every = {place: pairs for place, pairs in every.items() if any(id(p.case) in failing for p in pairs)}
    off = {place: [p for p in pairs if p.wrong] for place, pairs in every.items()}
    bad = {place: pairs for place, pairs in off.items() if pairs}
    said = _said(bad, every, exact=exact)
    sound = [place for place, pairs in off.items() if not pairs]
    return _sentence(said, sound, len(wrong) + len(right)) if said else ""


def _said(
    bad: Mapping[Place, Sequence[Pair]], every: Mapping[Place, Sequence[Pair]], *, exact: bool
) -> dict[str, list[Place]]:
    """The parts of which each thing is to be said; empty where the fault says more than that they are wrong.

    Of many parts, or many things, only what is true of all of them.
    """
    together = [pair for pairs in bad.values() for pair in pairs]
    said: dict[str, list[Place]] = {}
    if len(bad) <= parts.NAMED:
        for place, pairs in bad.items():
            words = _words(pairs, _comparable(pairs, every[place]), exact=exact)
            said.setdefault(words, []).append(place)
    if not 0 < len(said) <= FEW:
        said = {_alike(together): list(bad)}
    unknown = "" in said or (NOTHING in said and not all(str(p.wrong).startswith(OTHER) for p in together))
    return {} if unknown or (exact and NOTHING in said) else said


def _alike(pairs: Sequence[Pair]) -> str:
    """What came in several parts, where that is the same in all of them."""
    return factor.relation(pairs, []) or likeness.constant(pairs) or _transformed(pairs) or NOTHING


def _comparable(wrong: Sequence[Pair], pairs: Sequence[Pair]) -> list[Pair]:
    """The right pairs, those of the same word where all wrong ones are of one: other words may be other branches."""
    names = wrong[0].names
    shared = shared_words(names, [p.case for p in wrong])
    return [p for p in pairs if not p.wrong and (shared is None or p.case[names.index(shared[0])] == shared[1])]


def _sentence(said: Mapping[str, list[Place]], sound: Sequence[Place], cases: int) -> str:
    """One sentence on all parts; empty where it would say no more than that something is wrong."""
    if not sound and set(said) == {NOTHING}:
        return ""
    last = sorted(said, key=lambda words: words.endswith("?"))
    sentence = "returned " + ", and ".join(parts.said_of(words, said[words]) for words in last)
    if not sound:
        return sentence
    verb = "are" if len(sound) > 1 else "is"
    good = (
        f"{parts.listed(sound)} {verb} right in all {cases} cases" if len(sound) <= parts.NAMED else "all else is right"
    )
    return f"{sentence} ({good})" if sentence.endswith("?") else f"{sentence}; {good}"


def _words(wrong: Sequence[Pair], right: Sequence[Pair], *, exact: bool) -> str:
    """What came in one part, as it follows 'returned'; empty where the fault itself says more."""
    alike = all(_same_kind(p.got, p.want) for p in wrong)
    found = (alike and (factor.relation(wrong, right) or likeness.constant(wrong))) or _transformed(wrong)
    if not found and alike and not exact:
        found = places.relation(wrong, right) or likeness.relation(wrong)
    if not found and all(str(p.wrong).startswith(OTHER) for p in wrong):
        found = NOTHING
    shape = str(wrong[0].wrong).partition(" an array of shape ")[2]
    return f"{found} (shape {shape})" if found and shape else found


def _same_kind(got: Any, want: Any) -> bool:
    """Whether both are arrays of one kind of numbers, both lists, or both numbers."""
    if type(got) is type(want) is np.ndarray:
        return bool(got.dtype.kind == want.dtype.kind)
    if type(got) is type(want) is dict:
        return got.keys() == want.keys()  # with other ones, that is what is to be said
    both_flags = isinstance(got, bool) == isinstance(want, bool)
    return type(got) is type(want) or (np.isscalar(got) and np.isscalar(want) and both_flags)


def _transformed(wrong: Sequence[Pair]) -> str:
    row = "row" if type(wrong[0].want) is np.ndarray and wrong[0].want.ndim > 1 else "item"
    for table, made in ((CUTS, _whole), (ADDED, _added), (ARRAYS, _each), (NUMBERS, _each)):
        if table is NUMBERS and distinct(wrong) < FEW:
            continue
        for words, transform in table.items():
            if all(made(transform, p) for p in wrong):
                return words.format(row=row)
    return ""


def _whole(transform: Transform, pair: Pair) -> bool:
    return _gives(lambda: (pair.got, transform(pair.want)), pair)


def _added(transform: Transform, pair: Pair) -> bool:
    return _gives(lambda: (transform(pair.got), pair.want), pair)


def _each(transform: Transform, pair: Pair) -> bool:
    return _gives(lambda: (pair.got, mapped(transform, pair.want)), pair)


def _gives(made: Any, pair: Pair) -> bool:
    """Whether two values that are still to be made are the same; False where they cannot be made."""
    try:
        got, want = map(floats, made())
        as_it_is = difference(floats(pair.got), floats(pair.want), pair.tolerance) is None
    except (TypeError, ValueError, LookupError, AttributeError):
        return False
    return not as_it_is and want is not None and difference(got, want, pair.tolerance) is None

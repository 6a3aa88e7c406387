"""What the failing cases share and the right ones do not: a simple property of one argument, or of two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checking import quantities
from autograder.exercise import Case

Property = Callable[[Any], bool]
LARGE = 100.0  # beyond which exponentials overflow, sooner or later
FEW = 2  # cases that share something by chance
SOME = 3  # cases at least on both sides, where many things might separate them
WORDS = 0.7  # different words for each case, above which they are names
OTHERS = 3  # cases that lack it, where only one has it


def _sized(value: Any) -> bool:
    return isinstance(value, list | tuple | dict) or (type(value) is np.ndarray and value.ndim > 0)


def _number(value: Any) -> bool:
    return type(value) in (int, float)


# Of one case, too, it may be told that it is wrong for one of these; of the first ones also that it alone is right.
EXTREME: Mapping[str, Property] = {
    "`{a}` is empty": lambda v: _sized(v) and len(v) == 0,
    "`{a}` is 0": lambda v: _number(v) and v == 0,
    "`len({a})` is 1": lambda v: _sized(v) and len(v) == 1,
    "`{a}` has one column": lambda v: type(v) is np.ndarray and v.ndim > 1 and v.shape[1] == 1,
    "`{a}` holds nothing but 0": lambda v: _sized(v) and quantities.flat(v).size > 0 and not quantities.flat(v).any(),
    "`{a}` is 1": lambda v: _number(v) and v == 1,
    "`{a}` holds nan": lambda v: bool(np.isnan(quantities.flat(v)).any()),
    "`{a}` holds infinity": lambda v: bool(np.isinf(quantities.flat(v)).any()),
    "`{a}` holds numbers beyond 100": lambda v: (
        quantities.is_plain(v) and _sized(v) and bool((np.abs(quantities.flat(v)) > LARGE).any())
    ),
}
TRIVIAL = 5  # of these
COMMON: Mapping[str, Property] = {
    "`{a}` is negative": lambda v: _number(v) and v < 0,
    "`{a}` is above 1": lambda v: _number(v) and v > 1,
    "`{a}` is an integer": lambda v: type(v) is int,
    "`{a}` is an array of integers": lambda v: type(v) is np.ndarray and v.dtype.kind in "iu",
    "`{a}` holds a 0": lambda v: quantities.is_plain(v) and bool((quantities.flat(v) == 0).any()),
    "`{a}` holds a negative number": lambda v: quantities.is_plain(v) and bool((quantities.flat(v) < 0).any()),
    "`{a}` is square": lambda v: type(v) is np.ndarray and v.ndim > 1 and v.shape[0] == v.shape[1],
    "`{a}` holds a number twice": lambda v: (
        quantities.is_plain(v) and np.ndim(v) == 1 and len(np.unique(quantities.flat(v))) < len(v)
    ),
}
TWO: Mapping[str, Callable[[float, float], bool]] = {
    "`{a}` is larger than `{b}`": lambda a, b: a > b,
    "`{a}` is at least `{b}`": lambda a, b: a >= b,
    "`{a}` equals `{b}`": lambda a, b: a == b,
    "`{a}` is a multiple of `{b}`": lambda a, b: b > 1 and a > 0 and a % b == 0,
}


@np.errstate(all="ignore")
def where(names: Sequence[str], failed: Sequence[Case], passed: Sequence[Case]) -> str:
    """One sentence on what separates the failing cases from the others; empty where nothing simple does."""
    if not failed or not passed:
        return ""
    found = _words(names, failed, passed) or _properties(names, failed, passed)
    if not found and (shared := shared_words(names, failed)):
        name, word = shared
        alike = [case for case in passed if case[names.index(name)] == word]
        if alike and len(alike) < len(passed) and len(failed) > 1:
            found = [
                f"With `{name}` {word!r}, {said[0].lower()}{said[1:]}" for said in _properties(names, failed, alike)
            ]
    return found[0] if len(found) == 1 else ""  # of two that could be meant, neither is told


def shared_words(names: Sequence[str], cases: Sequence[Case]) -> tuple[str, Any] | None:
    """The argument that is the same word in all these cases, and the word."""
    for position, name in enumerate(names):
        words = {case[position] for case in cases if position < len(case) and isinstance(case[position], str)}
        if len(words) == 1 and all(position < len(case) and isinstance(case[position], str) for case in cases):
            return name, words.pop()
    return None


def _properties(names: Sequence[str], failed: Sequence[Case], passed: Sequence[Case]) -> list[str]:
    return (
        _of_one(names, EXTREME, failed, passed, 1)
        or (_of_one(names, COMMON, failed, passed, SOME) if min(len(failed), len(passed)) >= SOME else [])
        or _of_two(names, failed, passed)
    )


def _words(names: Sequence[str], failed: Sequence[Case], passed: Sequence[Case]) -> list[str]:
    """The arguments that are words, or None, of which each failing case has another one than each right case."""
    found = []
    for position, name in enumerate(names):
        bad = {case[position] for case in failed if _is_word(case, position)}
        good = {case[position] for case in passed if _is_word(case, position)}
        if bad and good and not bad & good and len(bad | good) <= WORDS * (len(failed) + len(passed)):
            said = " or ".join(sorted(map(repr, bad)))
            rest = f"wherever it is {' or '.join(sorted(map(repr, good)))}" if len(good) < OTHERS else "everywhere else"
            found.append(
                f"It is wrong wherever `{name}` is {said} ({_cases(len(failed))}), and right {rest} ({len(passed)})"
            )
    return found


def _is_word(case: Case, position: int) -> bool:
    return position < len(case) and isinstance(case[position], str | bool | None)


def _cases(count: int) -> str:
    return f"{count} case{'s' * (count > 1)}"


def _of_one(
    names: Sequence[str], properties: Mapping[str, Property], failed: Sequence[Case], passed: Sequence[Case], few: int
) -> list[str]:
    found: dict[str, str] = {}
    for position, name in enumerate(names):
        for number, (words, has) in enumerate(properties.items()):
            bad, good = ([_of(has, case, position) for case in cases] for cases in (failed, passed))
            alone = few if number < TRIVIAL else FEW
            if said := _separates(words.format(a=name), bad, good, few, alone):
                found.setdefault(words, said)
    return list(found.values())


def _of(has: Property, case: Case, position: int) -> bool:
    return position < len(case) and has(case[position])


def _separates(words: str, bad: Sequence[bool], good: Sequence[bool], few: int, alone: int) -> str:
    """A sentence, where all failing cases have a property and no other has, or the other way round."""
    if all(bad) and not any(good) and len(bad) >= few and len(good) >= (FEW if len(bad) > 1 else OTHERS):
        return f"It is wrong wherever {words} ({_cases(len(bad))}), and right everywhere else ({len(good)})"
    if all(good) and not any(bad) and len(good) >= alone and len(bad) >= (FEW if len(good) > 1 else OTHERS):
        return f"It is right only where {words} ({_cases(len(good))}), and wrong everywhere else ({len(bad)})"
    return ""


def _of_two(names: Sequence[str], failed: Sequence[Case], passed: Sequence[Case]) -> list[str]:
    found: dict[frozenset[str], str] = {}
    for a, b, first, second in _pairs(names, [*failed, *passed]):
        for words, holds in TWO.items():
            both = [holds(x, y) for x, y in zip(first, second, strict=True)]
            said = _separates(words.format(a=a, b=b), both[: len(failed)], both[len(failed) :], FEW, FEW)
            if said.startswith("It is wrong"):
                found.setdefault(frozenset((a, b)), said)
    return list(found.values())


def _pairs(names: Sequence[str], cases: Sequence[Case]) -> Iterator[tuple[str, str, list[float], list[float]]]:
    """Each two whole numbers among the arguments, and the lengths of arrays, in all cases."""
    known: dict[str, list[float]] = {}
    for position, name in enumerate(names):
        values = [case[position] if position < len(case) else None for case in cases]
        lengths = [len(v) for v in values if type(v) is np.ndarray and v.ndim == 1]
        whole = [v for v in values if type(v) is int]
        if len(cases) in (len(lengths), len(whole)):
            known[name if whole else f"len({name})"] = [*whole, *lengths]
    for a, first in known.items():
        for b, second in known.items():
            if a != b:
                yield a, b, first, second

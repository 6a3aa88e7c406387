"""Which of the numbers of an array are wrong, where a rule says it: a row, a diagonal, where an argument is 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.checking import factor
from autograder.checking.evidence import Array, Pair, as_array

Rule = Callable[[Array], Array]
ALONE: Mapping[str, Rule] = {  # all that is wrong lies there
    "in the first {row} alone": lambda a: _marked(a, np.s_[:1]),
    "in the last {row} alone": lambda a: _marked(a, np.s_[-1:]),
    "in the first column alone": lambda a: _marked(a, np.s_[..., :1]),
    "in the last column alone": lambda a: _marked(a, np.s_[..., -1:]),
    "on the diagonal alone": lambda a: np.broadcast_to(_diagonal(a), a.shape),
    "off the diagonal alone": lambda a: ~np.broadcast_to(_diagonal(a), a.shape),
    "at the edges alone": lambda a: ~_marked(a, np.s_[..., 1:-1, 1:-1]),
}
VALUES: Mapping[str, Rule] = {
    "0": lambda a: a == 0,
    "below 0": lambda a: a < 0,
    "above 0": lambda a: a > 0,
    "not above 0": lambda a: a <= 0,
    "not below 0": lambda a: a >= 0,
    "above 1": lambda a: a > 1,
    "no whole number": lambda a: a != np.round(a),
    "nan": np.isnan,
    "infinite": np.isinf,
}


@np.errstate(all="ignore")
def relation(pairs: Sequence[Pair], passed: Sequence[Pair]) -> str:
    """Where alone the numbers are wrong; empty where no rule says it."""
    off = [p.off for p in pairs]
    if any(o is None or not o.any() for o in off) or not any(o is not None and not o.all() for o in off):
        return ""
    for words, rule in _rules(pairs[0]):
        if all(_is(rule(p), p.off) for p in pairs) and not any(_holds(rule(p)) for p in passed):
            return f"{_what(pairs)} {words}"
    return _first_rows(pairs, passed) or _all_but(pairs)


def _rules(pair: Pair) -> Iterator[tuple[str, Callable[[Pair], Array | None]]]:
    """All rules, with their words; of a rule about an argument, those of which that has the shape of the value."""
    want = _wanted(pair)
    row = "row" if want.ndim > 1 else "item"
    for words, rule in ALONE.items():
        if want.ndim > 1 or (want.ndim and "{row}" in words):
            yield words.format(row=row), partial(_alone, rule)
    for name, value in pair.arguments.items():
        if np.shape(value) == want.shape and want.ndim:
            for words, rule in VALUES.items():
                yield f"where `{name}` is {words}", partial(_of, name, rule)
        elif np.ndim(value) == 1 and want.ndim > 1 and value.dtype.kind == "i" and len(value) == len(want):
            yield f"in the column that `{name}` names", partial(_labeled, name)
    for words, rule in VALUES.items():
        yield f"where the right value is {words}", partial(_of_wanted, rule)


def _wanted(pair: Pair) -> Array:
    want = as_array(pair.want)
    assert want is not None
    return want


def _of_wanted(rule: Rule, pair: Pair) -> Array:
    return rule(_wanted(pair))


def _of(name: str, rule: Rule, pair: Pair) -> Array | None:
    given = pair.arguments.get(name)
    return None if given is None else rule(np.asarray(given, dtype=float))


def _labeled(name: str, pair: Pair) -> Array | None:
    given, want = np.asarray(pair.arguments.get(name)), _wanted(pair)
    if given.shape != want.shape[:1] or (given.size and not 0 <= given.min() <= given.max() < want.shape[1]):
        return None
    return np.asarray(np.arange(want.shape[1]) == given[:, None])


def _alone(rule: Rule, pair: Pair) -> Array | None:
    """What is wrong, where that lies within the rule and the rule leaves something out; else nothing."""
    allowed = rule(_wanted(pair))
    return None if pair.off is None or allowed.all() or (pair.off & ~allowed).any() else pair.off


def _marked(array: Array, places: Any) -> Array:
    mask = np.zeros(array.shape, dtype=bool)
    mask[places] = True
    return mask


def _diagonal(array: Array) -> Array:
    rows, columns = np.indices(array.shape[-2:])
    return np.asarray(rows == columns)


def _is(rule: Array | None, off: Array | None) -> bool:
    return rule is not None and off is not None and rule.shape == off.shape and bool((rule == off).all())


def _holds(rule: Array | None) -> bool:
    return rule is not None and bool(rule.any())


def _what(pairs: Sequence[Pair]) -> str:
    """The wrong numbers: what they all are, or other values."""
    came = {float(v) + 0.0 for p in pairs if p.off is not None for v in np.unique(_came(p)[p.off])}
    same = len(came) == 1 and all(v == np.round(v) for v in came)
    return f"{came.pop():g} in place of the right values" if same else "other values"


def _came(pair: Pair) -> Array:
    got = as_array(pair.got)
    assert got is not None
    return got


def _first_rows(pairs: Sequence[Pair], passed: Sequence[Pair]) -> str:
    """How many rows are right before the first wrong one, after which none is right; and the first step."""
    first = [_first_wrong(p) for p in pairs]
    right = min(first)
    if right < 1:
        return ""
    row, them = "row" if np.ndim(pairs[0].want) > 1 else "item", "them" if right > 1 else "it"
    if set(first) == {1} and (step := factor.relation([_step(p) for p in pairs], [_step(p) for p in passed])):
        return f"the right first {row}, and from it a step of {step}"
    return f"the right first {f'{right} {row}s' if right > 1 else row}, and other values after {them}"


def _first_wrong(pair: Pair) -> int:
    """The first wrong row, where no later one is right; else 0."""
    if pair.off is None or pair.off.ndim == 0:
        return 0
    wrong = np.asarray(pair.off.reshape(len(pair.off), -1).any(axis=1))
    first = int(wrong.argmax())
    return first if wrong[first:].all() else 0


def _step(pair: Pair) -> Pair:
    """From the first row to the second."""
    return replace(pair, got=np.diff(_came(pair)[:2], axis=0), want=np.diff(_wanted(pair)[:2], axis=0))


def _all_but(pairs: Sequence[Pair]) -> str:
    """How few numbers are wrong, where that is one in each case."""
    count = [int(p.off.sum()) for p in pairs if p.off is not None]
    many = all(p.off is not None and p.off.size > 2 for p in pairs)  # noqa: PLR2004  one of two is half
    return "the right values but for one" if many and set(count) == {1} else ""

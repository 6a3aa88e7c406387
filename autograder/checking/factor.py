"""Whether what came is the right value times something, or plus something, and what that is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.checking.evidence import Array, Pair, distinct

Formula = Callable[[float], float]
FEW = 2  # different numbers, below which anything is a multiple of anything
NEAR = 2e-6  # relative: of two factors that are one
ONE = 1e-3  # relative: a factor nearer to 1 is an error of another kind
FACTORS = {-1.0: "the right values with the opposite sign", 2.0: "twice the right values", 0.5: "half the right values"}
MULTIPLES: Mapping[str, Formula] = {
    "times `{q}`": lambda q: q,
    "divided by `{q}`": lambda q: 1 / q,
    "times `1 - {q}`": lambda q: 1 - q,
    "divided by `1 - {q}`": lambda q: 1 / (1 - q),
    "times the square of `{q}`": lambda q: q**2,
    "divided by the square of `{q}`": lambda q: q**-2.0,
    "times the square root of `{q}`": lambda q: q**0.5,
    "divided by the square root of `{q}`": lambda q: q**-0.5,
    "times `(1 - {q}) / {q}`": lambda q: (1 - q) / q,
    "times `{q} / (1 - {q})`": lambda q: q / (1 - q),
    "times `2 * {q}`": lambda q: 2 * q,
    "divided by `2 * {q}`": lambda q: 1 / (2 * q),
    "times `{q} / 2`": lambda q: q / 2,
    "times `2 / {q}`": lambda q: 2 / q,
    "times `{q} / ({q} - 1)`": lambda q: q / (q - 1),
    "times `({q} - 1) / {q}`": lambda q: (q - 1) / q,
    "times the square root of `{q} / ({q} - 1)`": lambda q: (q / (q - 1)) ** 0.5,
    "times the square root of `({q} - 1) / {q}`": lambda q: ((q - 1) / q) ** 0.5,
}
SUMS: Mapping[str, Formula] = {"plus `{q}`": lambda q: q, "minus `{q}`": lambda q: -q}
POWERS = {2.0: "the squares of the right values", 0.5: "the square roots of the right values", -1.0: ""}
CAME: Mapping[str, Callable[[Array, Array], Array]] = {"its argument `{a}` as it came": lambda want, a: a + 0 * want}
ENTRIES: Mapping[str, Callable[[Array, Array], Array]] = {
    "the right values times `{a}`": lambda want, a: want * a,
    "the right values divided by `{a}`": lambda want, a: want / a,
    "the right values plus `{a}`": lambda want, a: want + a,
    "the right values minus `{a}`": lambda want, a: want - a,
    "`{a}` minus the right values": lambda want, a: a - want,
}


@np.errstate(all="ignore")
def relation(pairs: Sequence[Pair], passed: Sequence[Pair]) -> str:
    """What came, as the right value times or plus something; empty where that is not all."""
    if distinct(pairs) < FEW:
        return ""
    if any(pair.numbers is None for pair in pairs):
        return _power(pairs)
    return (
        _entries(pairs, passed, CAME)
        or _product(pairs, passed)
        or _sum(pairs, passed)
        or _entries(pairs, passed, ENTRIES)
        or _power(pairs)
    )


def _product(pairs: Sequence[Pair], passed: Sequence[Pair]) -> str:
    ratios = list(map(_ratio, pairs))
    if not np.isfinite(ratios).all():
        return ""
    if np.allclose(ratios, ratios[0], NEAR, 0):
        return _constant(ratios[0])
    signs = (("", 1.0), (" with the opposite sign,", -1.0))
    unmoved = [p for p in passed if p.numbers and p.numbers[1].any()]
    for sign, factor in signs:
        if words := _named(pairs, [factor * r for r in ratios], unmoved, 1 / factor, MULTIPLES):
            return f"the right values{sign} {words}"
    return ""


def _constant(ratio: float) -> str:
    if abs(ratio - 1) < ONE:
        return ""
    for factor, words in FACTORS.items():
        if np.isclose(ratio, factor, NEAR, 0):
            return words
    whole = next((k for k in range(3, 1001) if np.isclose(abs(ratio), k, NEAR, 0)), 0)
    part = next((k for k in range(3, 1001) if np.isclose(abs(ratio), 1 / k, NEAR, 0)), 0)
    sign = " with the opposite sign," if ratio < 0 else ""
    if whole:
        return f"the right values{sign} times {whole}"
    return f"the right values{sign} divided by {part}" if part else f"the right values{sign} times {abs(ratio):.4g}"


def _ratio(pair: Pair) -> float:
    """The factor by which all numbers of a pair differ; nan where there is none."""
    assert pair.numbers is not None
    got, want = pair.numbers
    largest = np.abs(want).argmax()
    ratio = float(got.flat[largest] / want.flat[largest])
    return ratio if ratio and _near(got, ratio * want) else np.nan


def _near(got: Array, made: Array) -> bool:
    scale = float(np.abs(made).max(initial=0))
    return np.isfinite(scale) and np.allclose(got, made, NEAR, 1e-9 * scale)


def _sum(pairs: Sequence[Pair], passed: Sequence[Pair]) -> str:
    offsets = list(map(_offset, pairs))
    if not np.isfinite(offsets).all():
        return ""
    if np.allclose(offsets, offsets[0], NEAR, 0):
        return f"values that are {abs(offsets[0]):.4g} too {'large' if offsets[0] > 0 else 'small'}"
    words = _named(pairs, offsets, passed, 0.0, SUMS)
    return words and f"the right values {words}"


def _power(pairs: Sequence[Pair]) -> str:
    """A constant times a power of the right values, of which there are enough."""
    both = [p.arrays for p in pairs if p.arrays is not None]
    if len(both) < len(pairs) or distinct(pairs) <= FEW:
        return ""
    got, want = (np.concatenate([b[side].ravel() for b in both]) for side in (0, 1))
    for power, words in POWERS.items():
        ratio = got / want**power
        constant = ratio[np.isfinite(ratio)]
        if constant.size > FEW and constant[0] and np.allclose(np.abs(got), np.abs(constant[0] * want**power), NEAR, 0):
            if not np.allclose(constant, constant[0], NEAR, 0):
                continue
            times = "" if np.isclose(constant[0], 1, NEAR) else f" times {constant[0]:.4g}"
            return words + times if words else f"{constant[0]:.4g} divided by the right values"
    return ""


def _offset(pair: Pair) -> float:
    assert pair.numbers is not None
    got, want = pair.numbers
    offset = float((got - want).flat[0])
    return offset if offset and np.allclose(got - want, offset, NEAR, 0) else np.nan


def _named(
    pairs: Sequence[Pair],
    factors: Sequence[float],
    passed: Sequence[Pair],
    none: float,
    formulas: Mapping[str, Formula],
) -> str:
    """The formula and the argument that give all these factors, and none where the attempt is right."""
    found = [p.sizes for p in pairs]
    others = [p.sizes for p in passed]
    for words, formula in formulas.items():
        for name in found[0]:
            if all(name in sizes for sizes in [*found, *others]):
                made = [_of(formula, sizes[name]) for sizes in found]
                kept = [_of(formula, sizes[name]) for sizes in others]
                if np.allclose(made, factors, NEAR, 0) and np.allclose(kept, none, NEAR, 1e-12):
                    return words.format(q=name)
    return ""


def _of(formula: Formula, quantity: float) -> float:
    try:
        made = formula(float(quantity))
    except ArithmeticError:
        return np.nan
    return np.nan if isinstance(made, complex) else made


def _entries(
    pairs: Sequence[Pair],
    passed: Sequence[Pair],
    formulas: Mapping[str, Callable[[Array, Array], Array]],
) -> str:
    """An array among the arguments, with which each number was multiplied, say."""
    for name in pairs[0].arguments:
        for words, formula in formulas.items():
            made = [_made(pair, name, formula) for pair in pairs]
            if not all(m is not None and _near(p.numbers[0], m) for p, m in zip(pairs, made, strict=True) if p.numbers):
                continue
            kept = [(p, _made(p, name, formula)) for p in passed if p.numbers]
            if all(m is not None and _near(p.numbers[1], m) for p, m in kept if p.numbers):
                return words.format(a=name)
    return ""


def _made(pair: Pair, name: str, formula: Callable[[Array, Array], Array]) -> Array | None:
    given = pair.arguments.get(name)
    assert pair.numbers is not None
    want = pair.numbers[1]
    if given is None or np.ndim(given) == 0 or (np.shape(given) != want.shape and np.shape(given) != want.shape[1:]):
        return None
    return formula(want, np.asarray(given, dtype=float))

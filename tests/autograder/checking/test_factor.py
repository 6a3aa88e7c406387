"""Factors and offsets: constant ones, and such as an argument explains."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking import factor
from autograder.checking.evidence import Pair

RNG = np.random.default_rng(0)
NAMES = ("X", "y", "q")
CASES = [(RNG.normal(size=(n, d)), RNG.normal(size=n), q) for n, d, q in ((3, 2, 0.2), (5, 4, 0.7), (8, 3, 0.9))]


def pairs(change, cases=CASES):
    """What a function returned that does `change` to the right value, X's columns' means."""
    made = [(case, case[0].mean(axis=0)) for case in cases]
    return [Pair(case, change(want, *case), want, 1e-6, NAMES) for case, want in made]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda want, X, y, q: -want, "the right values with the opposite sign"),
        (lambda want, X, y, q: 2 * want, "twice the right values"),
        (lambda want, X, y, q: want / 2, "half the right values"),
        (lambda want, X, y, q: 10 * want, "the right values times 10"),
        (lambda want, X, y, q: want / -100, "the right values with the opposite sign, divided by 100"),
        (lambda want, X, y, q: 0.8862 * want, "the right values times 0.8862"),
        (lambda want, X, y, q: want * len(y), "the right values times `len(y)`"),
        (lambda want, X, y, q: want / len(y), "the right values divided by `len(y)`"),
        (lambda want, X, y, q: -want * q, "the right values with the opposite sign, times `q`"),
        (lambda want, X, y, q: want / q, "the right values divided by `q`"),
        (lambda want, X, y, q: want * (1 - q), "the right values times `1 - q`"),
        (lambda want, X, y, q: want * np.sqrt(len(y)), "the right values times the square root of `len(y)`"),
        (lambda want, X, y, q: want * len(y) / (len(y) - 1), "the right values times `len(y) / (len(y) - 1)`"),
        (lambda want, X, y, q: want + 1, "values that are 1 too large"),
        (lambda want, X, y, q: want - 0.5, "values that are 0.5 too small"),
        (lambda want, X, y, q: want + q, "the right values plus `q`"),
        (lambda want, X, y, q: 1 / want, "1 divided by the right values"),
        (lambda want, X, y, q: 3 * want**2, "the squares of the right values times 3"),
        (lambda want, X, y, q: want + X[0, 0] * want**2, ""),
    ],
)
def test_what_was_multiplied_or_added_is_named(change, words):
    assert factor.relation(pairs(change), []) == words


def test_an_array_that_was_multiplied_is_named():
    cases = [(RNG.normal(size=4), RNG.normal(size=4), 0.5) for _ in range(2)]
    made = [Pair(c, 2 * c[0] * c[1], 2 * c[0], 1e-6, ("x", "mask", "q")) for c in cases]
    assert factor.relation(made, []) == "the right values times `mask`"
    came = [Pair(c, c[1], 2 * c[0], 1e-6, ("x", "mask", "q")) for c in cases]
    assert factor.relation(came, []) == "its argument `mask` as it came"


def test_on_one_number_no_factor_shows():
    assert factor.relation([Pair(CASES[0], 3.0, 1.5, 1e-6, NAMES)], []) == ""


def test_a_factor_that_a_right_case_contradicts_is_not_told():
    made = pairs(lambda want, X, y, q: want * len(y))
    right = pairs(lambda want, X, y, q: want, [(np.ones((1, 2)), np.ones(1), 0.3)])
    assert "len(y)" in factor.relation(made, right)
    assert factor.relation(made[:2], pairs(lambda want, X, y, q: want, CASES[2:])) == ""


def test_a_zero_that_came_otherwise_is_no_multiple():
    want = np.array([0.0, 1.0, 2.0])
    assert factor.relation([Pair((), np.array([1.0, 2.0, 4.0]), want, 1e-6)], []) == ""


@given(st.floats(1.01, 1e6) | st.floats(1e-6, 0.99), st.booleans())
def test_any_factor_is_found_and_its_sign(ratio, negative):
    said = factor.relation(pairs(lambda want, X, y, q: (-ratio if negative else ratio) * want), [])
    assert any(word in said for word in ("times", "divided by", "twice", "half"))
    assert ("opposite sign" in said) is negative


@given(st.integers(0, 2**32 - 1))
def test_in_values_drawn_anew_there_is_no_factor(seed):
    rng = np.random.default_rng(seed)
    assert factor.relation(pairs(lambda want, X, y, q: rng.normal(size=want.shape)), []) == ""

"""Slips with arrays: what is made of an expression, and what is said of it."""

import pytest

from autograder.checking.slips_with_arrays import RULES
from tests.autograder.checking.test_slips_in_formulas import slips


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("np.mean(a)", "np.sum(a)", "You take `sum` where `mean` is asked."),
        ("a.max()", "a.min()", "You take `min` where `max` is asked."),
        ("round(a)", "int(a)", "You take `int` where `round` is asked."),
        ("np.linalg.inv(a)", "np.transpose(a)", "You take the transpose of the matrix where its inverse is asked."),
        ("a.sum(axis=0)", "a.sum(axis=1)", "Your `sum` goes along the wrong axis: 1, not 0."),
        ("a.sum(axis=0)", "a.sum()", "Your `sum` goes over the whole array, where it is to go along one axis of it."),
        ("a.std(ddof=1)", "a.std()", "You divide by n where n - 1 is asked, ddof=1."),
        ("a.T", "a", "You left out a transpose, that of `a`."),
        ("a @ b", "a.T @ b", "You transpose `a` where it is to be taken as it is."),
        ("a @ b", "a * b", "You multiply entry by entry (`*`) where a matrix product (`@`) is asked."),
        ("np.maximum(a, 0)", "a", "You do not bound `a` below by `0`."),
        (
            "np.minimum.accumulate(a)",
            "np.minimum.reduce(a)",
            "You look at the whole array, where at each place only what came up to there counts.",
        ),
        ("a @ b", "2 * (a @ b)", "You have `a @ b` twice as large as it is to be."),
        ("np.maximum(a, 0)", "abs(a)", "You take the absolute value of `a`, where what is below 0 is to become 0."),
        ("a.copy()", "a", "You do not copy `a`: what is done to it later happens to both."),
        ("np.array(a)", "a", "You work on `a` itself, where a copy is needed."),
        (
            "np.random.default_rng(q)",
            "np.random.default_rng(0)",
            "You ignore the seed: give it to np.random.default_rng(...).",
        ),
    ],
)
def test_a_slip_of_each_kind_is_made_and_said(right, wrong, said):
    assert slips(right, RULES)[wrong] == said


@pytest.mark.parametrize("text", ["len(a)", "a + b", "a[1]", "np.hypot(a, b)"])
def test_where_there_is_nothing_of_the_kind_there_is_no_slip(text):
    assert slips(text, RULES) == {}

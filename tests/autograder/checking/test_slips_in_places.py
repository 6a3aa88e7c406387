"""Slips in places: what is made of a slice, an index, a loop, and what is said of it."""

import pytest

from autograder.checking.slips_in_places import RULES
from tests.autograder.checking.test_slips_in_formulas import slips


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("a[::-1]", "a", "You did not turn the order around."),
        ("a[b:]", "a[:b]", "You take the wrong one of the two parts of `a`."),
        ("a[-1]", "a[0]", "You take the first of `a` where the last is asked."),
        ("range(a)", "range(0, a - 1)", "Your loop ends one round too early."),
        ("range(a, -1, -1)", "range(a - 1, -1, -1)", "Your loop begins one round too late."),
        ("reversed(a)", "a", "You did not turn the order around."),
    ],
)
def test_a_slip_of_each_kind_is_made_and_said(right, wrong, said):
    assert slips(right, RULES)[wrong] == said


def test_rows_and_columns_and_the_lengths_of_two_arrays_are_mixed_up():
    assert slips("len(a)", RULES, kinds={"a": "2 axes"}) == {
        "a.shape[1]": "You count the columns of `a` where its rows are asked."
    }
    found = slips("len(a)", RULES, kinds={"a": "1 axes", "b": "1 axes"})
    assert found["len(b)"] == "You take `len(b)` where `len(a)` is asked."

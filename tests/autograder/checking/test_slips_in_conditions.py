"""Slips in conditions: what is made of them, and what is said of it."""

import pytest

from autograder.checking.slips_in_conditions import RULES
from tests.autograder.checking import test_slips_in_formulas, test_slips_in_order


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("a < b", "a <= b", "Where `a` and `b` are equal you decide the other way: ask for `<`, not `<=`."),
        ("a in b", "a not in b", "You compare `a` and `b` the wrong way round."),
        ("a and b", "a or b", "You join the conditions the wrong way: here `and` is asked."),
        ("a and b", "a", "You left out the condition `b`."),
        ("not a", "a", "You left out a `not` before `a`."),
    ],
)
def test_a_slip_in_a_condition_is_made_and_said(right, wrong, said):
    assert test_slips_in_formulas.slips(right, RULES)[wrong] == said


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("return x if y else 0", "return 0", "You left out the case `y`."),
        ("if y:\n    x = 3\nreturn x", "if False:\n    x = 3\nreturn x", "You left out the case `y`."),
        ("if y:\n    x = 3\nreturn x", "if True:\n    x = 3\nreturn x", "You do always what is for the case `y` only."),
    ],
)
def test_a_case_is_left_out_or_taken_always(right, wrong, said):
    assert wrong in test_slips_in_order.slips(right, RULES)[said]


def test_what_the_learner_has_not_seen_is_not_quoted():
    found = test_slips_in_formulas.slips("a < secret", RULES)
    assert found["a <= secret"].startswith("Where the two are equal")

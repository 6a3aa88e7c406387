"""Slips in arithmetic: what is made of a formula, and what is said of it."""

import ast

import pytest

from autograder.checking.slip import Formula, expression
from autograder.checking.slips_in_formulas import RULES


def slips(text, rules=RULES, **formula):
    """What the rules make of an expression, as source, and their sentences."""
    node = expression(text)
    tree = ast.parse("def f(a, b, c, q): pass").body[0]
    return {ast.unparse(s.new): s.sentence for rule in rules for s in rule(node, Formula(tree, **formula))}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("a - b", "a + b", "You add `b` where it is to be subtracted."),
        ("a - b", "b - a", "You subtract from `b` what it is to be subtracted from."),
        ("a + b", "a - b", "You subtract `b` where it is to be added."),
        ("a - b", "a", "You left out `b`, which is to be subtracted."),
        ("a + 1", "a", "You are off by one: `a` lacks its `+ 1`."),
        ("-a", "a", "You left out a minus before `a`."),
        ("a * b", "b", "You left out the factor `a`."),
        ("a * b", "a * b * b", "The factor `b` is in your result twice."),
        ("a * b", "a / b", "You divide by `b` where you are to multiply by it."),
        ("a / b", "a", "You did not divide by `b`."),
        ("a / (2 * b)", "a / 2", "Your divisor lacks the factor `b`."),
        ("a / b", "b / a", "Your fraction is upside down: divide by `b`."),
        ("a ** 2", "a", "You left out the square of `a`."),
        ("a ** b", "a ** (b - 1)", "An exponent is off by one."),
        ("-a", "0", "You have 0 where minus `a` is asked."),
        ("a / len(b)", "a / (len(b) - 1)", "You divide by one less than `len(b)`."),
        ("a ** b", "a * b", "You multiply by `b` where it is an exponent."),
        ("(a - b) / c", "a - b / c", "A pair of parentheses is missing: you divide `b` only."),
        ("c * (a - b)", "c * a - b", "A pair of parentheses is missing: `c` is to multiply all that follows."),
        ("1 - q", "q", "You use `q` where 1 minus it is asked."),
        ("np.sqrt(a)", "a", "You left out the square root of `a`."),
    ],
)
def test_a_slip_of_each_kind_is_made_and_said(right, wrong, said):
    assert slips(right)[wrong] == said


def test_a_probability_may_be_taken_for_its_complement():
    assert slips("q", kinds={"q": "probability"}) == {"1 - q": "You use `1 - q` where `q` is asked."}
    assert slips("q") == {}


def test_what_the_learner_has_not_seen_is_not_quoted():
    assert slips("a - secret")["a + secret"] == "You add a term where it is to be subtracted."
    assert slips("a - secret")["secret - a"] == "A sign is wrong: a difference is taken the wrong way round."
    assert slips("a / secret")["a"] == "You left out a division."


def test_a_list_is_not_made_longer_and_longer():
    assert slips("[a] * b") == {}

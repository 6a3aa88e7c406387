"""What separates the failing cases from the right ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking.where import shared_words, where

KINDS = [("relu", np.array([z])) for z in (1.0, -1.0)] + [("tanh", np.array([z])) for z in (1.0, -1.0)]


def split(cases, fails):
    return where(("kind", "z"), [c for c in cases if fails(*c)], [c for c in cases if not fails(*c)])


def test_a_word_is_told_with_that_of_the_right_cases():
    assert split(KINDS, lambda kind, z: kind == "tanh") == (
        "It is wrong wherever `kind` is 'tanh' (2 cases), and right wherever it is 'relu' (2)"
    )


@pytest.mark.parametrize(
    ("special", "ordinary", "words"),
    [
        (0, (1, 2, 3), "`n` is 0"),
        (1, (2, 3, 4), "`n` is 1"),
        (np.empty(0), (np.ones(2), np.ones(3), np.ones(2)), "`n` is empty"),
        (np.ones(1), (np.arange(2), np.arange(3), np.arange(4)), "`len(n)` is 1"),
        (np.array([np.nan, 1]), (np.ones(2), np.ones(2), np.ones(2)), "`n` holds nan"),
        (np.array([900.0, 1]), (np.ones(2), np.ones(2), np.ones(2)), "`n` holds numbers beyond 100"),
    ],
)
def test_one_extreme_case_is_told(special, ordinary, words):
    said = where(("n",), [(special,)], [(v,) for v in ordinary])
    assert said == f"It is wrong wherever {words} (1 case), and right everywhere else (3)"


def test_that_only_a_trivial_case_is_right_is_told_too():
    said = where(("X",), [(np.ones((n, 2)),) for n in (2, 3, 4)], [(np.ones((1, 2)),)])
    assert said == "It is right only where `len(X)` is 1 (1 case), and wrong everywhere else (3)"


def test_what_one_case_or_two_have_by_chance_is_not_told():
    assert where(("x",), [(-0.5,)], [(0.5,), (0.25,), (0.75,)]) == ""
    assert where(("x",), [(-0.5,), (-1.5,)], [(0.5,), (0.25,), (0.75,)]) == ""
    assert where(("x",), [(-0.5,), (-1.5,), (-0.25,)], [(0.5,), (0.25,), (0.75,)]) != ""


def test_two_properties_that_could_both_be_meant_are_not_told():
    assert where(("n", "steps"), [(0, 1)], [(2, 5), (3, 6), (4, 7)]) == ""


def test_two_arguments_may_separate_together():
    said = where(("n", "size"), [(3, 10), (4, 20)], [(12, 4), (9, 2), (30, 7)])
    assert said == "It is wrong wherever `size` is larger than `n` (2 cases), and right everywhere else (3)"


def test_within_one_word_a_property_is_told():
    cases = [("relu", np.array([z])) for z in (-1.5, -2.5, -3.5, 1.5, 2.5, 3.5)] + [("tanh", np.array([-1.5]))]
    said = split(cases, lambda kind, z: kind == "relu" and z[0] < 0)
    assert said.startswith("With `kind` 'relu', it is wrong wherever `z` holds a negative number (3 cases)")


def test_names_that_differ_in_every_case_separate_nothing():
    cases = [(f"n{i}",) for i in range(4)]
    assert where(("out",), cases[:2], cases[2:]) == ""


def test_a_word_is_shared_where_all_cases_have_it():
    assert shared_words(("kind", "z"), KINDS[:2]) == ("kind", "relu")
    assert shared_words(("kind", "z"), KINDS) is None


@given(st.lists(st.tuples(st.integers(-3, 3), st.sampled_from(["a", "b", "c"])), min_size=2, max_size=8), st.data())
def test_what_is_told_of_the_failing_cases_is_true_of_them_and_of_no_other(cases, data):
    fails = data.draw(st.lists(st.booleans(), min_size=len(cases), max_size=len(cases)))
    failed = [c for c, bad in zip(cases, fails, strict=True) if bad]
    passed = [c for c, bad in zip(cases, fails, strict=True) if not bad]
    said = where(("n", "kind"), failed, passed)
    if said.startswith("It is wrong wherever `n` is 0"):
        assert [c for c in cases if c[0] == 0] == failed
    elif said.startswith("It is wrong wherever `kind` is"):
        assert not {kind for _, kind in failed} & {kind for _, kind in passed}
    elif not failed or not passed or set(failed) & set(passed):
        assert said == ""

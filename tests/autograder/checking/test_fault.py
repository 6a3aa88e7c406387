"""What is wrong with one call, said so that a beginner knows what to do."""

import numpy as np
import pytest

from autograder.checking.fault import cause, fault
from autograder.exercise import Exercise
from autograder.runner.call import Observation, observe


def scaled(x, factor):
    return x * factor


EXERCISE = Exercise(scaled, list)
CASE = (np.array([1.0, 2.0]), 3.0)


def said(attempt, expected=None, case=CASE):
    return fault(EXERCISE, case, observe(attempt, case), expected or Observation(scaled(*map(np.asarray, CASE))))


def draws(x, factor):
    return x * factor + 0 * np.random.rand()


def in_place(x, factor):
    x *= factor
    return x + 1


def asserts(x, factor):
    assert factor < 0


def prints(x, factor):
    print(x * factor)


def nested(x, factor):
    value = []
    for _ in range(2000):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (in_place, "changed its argument `x` in place: the caller still needs it, so work on a copy"),
        (draws, "used NumPy's global random numbers"),
        (prints, "printed something and returned None: what is printed is not returned"),
        (nested, "returned a value that is too large, or nested too deep, to be looked at"),
        (lambda x: x, "keep the first line as it was, `def scaled(x, factor):`"),
        (lambda x, factor: [1.0].mean(), "'list' object has no attribute 'mean'"),
    ],
)
def test_each_accident_has_its_sentence(attempt, words):
    assert words in said(attempt)


def test_a_cause_comes_before_the_values_that_it_makes_wrong():
    assert cause(EXERCISE, observe(in_place, CASE)) == said(in_place)


def test_assert_is_answered_with_raise_where_an_error_is_asked():
    refusal = Observation(error="ValueError")
    assert "write `raise ValueError(...)` in place of `assert`" in said(asserts, refusal)
    assert ", where ValueError is asked" in said(lambda x, factor: 1 / 0, refusal)
    assert "where it should raise ValueError" in said(lambda x, factor: 1.0, refusal)


def test_an_argument_of_another_kind_than_the_code_expects_is_named():
    words = said(lambda x, factor: x.mean(), case=([1.0, 2.0], 3.0))
    assert words.endswith("and its argument `x` is a list: np.array(x) makes an array of it")


def test_a_learner_s_own_error_of_the_name_of_ours_was_raised():
    class TooBigError(ValueError):
        pass

    def attempt(x, factor):
        raise TooBigError("mine")

    assert said(attempt).startswith("raised TooBigError: mine")


def test_what_is_right_has_no_fault():
    assert said(scaled) is None

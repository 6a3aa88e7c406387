"""What a mistake explains of an attempt: two thirds of what failed, and nothing against what passed."""

import numpy as np
import pytest

from autograder.checking.explanation import Attempt, Explanation, agrees, alike, telling
from autograder.exercise import Exercise, Mistake
from autograder.runner.call import Observation, observe


def double(x):
    """Twice x."""
    return 2.0 * x


def exercise(count=6):
    return Exercise(double, lambda _rng: [(k + 0.5,) for k in range(count)])


def attempt(function, of=None):
    of = of or exercise()
    tried = [(case, observe(function, case)) for case in of.draw(0)]
    return Attempt(of, tried, [(case, seen) for case, seen in tried if seen.value != of.reference(*case)])


def raises(x):
    raise ZeroDivisionError


def test_what_does_the_same_in_all_cases_explains_all():
    found = attempt(lambda x: 3 * x).explained_by(lambda x: x + x + x)
    assert (found.explained, found.alike, found.failed, found.complete) == (6, 6, 6, True)


def test_two_thirds_are_explained_and_it_is_said_how_many():
    found = attempt(lambda x: 3 * x if x < 4 else 0.0).explained_by(lambda x: 3 * x)
    assert found.said("You tripled.") == "This explains 4 of the 6 cases that fail: You tripled."
    assert attempt(lambda x: 3 * x if x < 3 else 0.0).explained_by(lambda x: 3 * x) is None


def test_a_case_that_passed_and_would_not_have_silences_a_mistake():
    half_right = attempt(lambda x: 3 * x if x < 4 else 2 * x)
    assert half_right.explained_by(lambda x: 3 * x) is None
    assert half_right.explained_by(lambda x: 3 * x if x < 4 else 2 * x).complete


def test_one_failed_case_is_explained_where_most_cases_are_alike():
    once = attempt(lambda x: 3 * x if x < 1 else 2 * x)
    assert once.explained_by(lambda x: 3 * x if x < 1 else 2 * x).complete
    assert once.explained_by(lambda x: 3 * x if x < 1 else raises(x)) is None


def test_an_error_of_one_of_the_two_speaks_neither_for_nor_against():
    trips_once = attempt(lambda x: raises(x) if x < 1 else 3 * x)
    assert trips_once.explained_by(lambda x: 3 * x).explained == 5
    assert attempt(lambda x: 3 * x).explained_by(lambda x: raises(x) if x < 1 else 3 * x).explained == 5
    assert attempt(lambda x: 3 * x).explained_by(lambda x: raises(x) if x < 5 else 3 * x) is None
    assert attempt(raises).explained_by(lambda x: 3 * x) is None


def test_an_error_that_is_asked_for_is_no_accident():
    def positive(x):
        if x < 9:
            raise ValueError
        return x

    of = Exercise(positive, exercise().cases)
    tried = [(case, observe(lambda x: x, case)) for case in of.draw(0)]
    seen = Attempt(of, tried, tried)
    assert seen.explained_by(lambda x: raises(x) if x < 3 else x) is None
    assert seen.explained_by(lambda x: x).complete


def test_a_mistake_may_be_shown_by_a_property_of_the_value():
    negative = Mistake(lambda x: -x, lambda case, value: value < 0)
    assert attempt(lambda x: -7 * x).explained_by(negative).complete
    assert attempt(lambda x: 7 * x).explained_by(negative) is None
    assert attempt(lambda x: "seven").explained_by(negative) is None
    assert negative(3) == -3


def test_a_mistake_that_does_as_the_reference_is_told_apart():
    tried = attempt(lambda x: 3 * x)
    assert tried.differs(lambda x: 3 * x, 0.1)
    assert not tried.differs(lambda x: x + x, 0.1)


def test_the_parts_that_are_explained_and_the_first_value_are_seen_quickly():
    both = Exercise(lambda x: (x, 2.0 * x), exercise().cases)
    tried = [(case, observe(lambda x: (-x, 3 * x), case)) for case in both.draw(0)]
    seen = Attempt(both, tried, tried)
    assert seen.parts_explained_by(lambda x: (x, 3 * x), 0.1) == {1}
    assert seen.parts_explained_by(lambda x: 3 * x, 0.1) == frozenset()
    assert seen.begins_like(lambda x: (-x, 3 * x), 0.1)
    assert not seen.begins_like(raises, 0.1)


def test_infinity_and_nan_in_the_same_place_are_alike():
    assert alike(np.array([1.0, np.inf]), np.array([1.0, np.nan]), 1e-6)
    assert alike((1, {"a": np.inf}), (1, {"a": np.nan}), 1e-6)
    assert not alike(np.array([1.0, np.inf]), np.array([np.nan, np.inf]), 1e-6)


def test_the_same_value_with_another_effect_is_not_the_same():
    assert agrees(Observation(1.0), Observation(1.0 + 1e-9), 1e-6)
    assert not agrees(Observation(1.0), Observation(1.0, changed=(0,)), 1e-6)
    assert not agrees(Observation(1.0), Observation(1.0, global_random=True), 1e-6)


def test_arrays_that_are_handed_back_count_where_copies_are_asked():
    of = Exercise(lambda x: x.copy(), lambda _rng: [(np.ones(k),) for k in (1, 2, 3)], copies=True)
    tried = [(case, observe(lambda x: x, case)) for case in of.draw(0)]
    assert Attempt(of, tried, tried).explained_by(lambda x: x.copy()) is None
    assert Attempt(of, tried, tried).explained_by(lambda x: x[:]).complete


@pytest.mark.parametrize(
    ("value", "much"),
    [
        (0.37, 1),
        (np.arange(9), 1),
        (["a", "b", "c", "d", "e"], 1),
        (3, 0.5),
        (10**400, 0.5),
        (True, 0.5),
        (None, 0.5),
        (np.nan, 0),
    ],
)
def test_a_number_with_digits_tells_much_and_nan_nothing(value, much):
    assert telling(value) == much


def test_of_a_complete_explanation_nothing_is_said_besides():
    assert Explanation(3, 3, 3).said("You did it.") == "You did it."

"""What a trial is: whether it has two values to compare, how large its case is, and whether its value is right."""

import numpy as np
import pytest

from autograder.checking.trial import Trial, by_value, count, is_immense
from autograder.exercise import Exercise
from autograder.runner.call import Observation

DOUBLE = Exercise(lambda x: 2 * x, list)


def trial(got, want, fault=None, **options):
    return Trial((1,), Observation(got, **options), Observation(want), fault)


@pytest.mark.parametrize(
    ("value", "numbers"), [(3, 1), ([1, [2, 3]], 3), ({"a": np.zeros((2, 3))}, 6), (("a", None), 2), ([], 0)]
)
def test_the_size_of_a_value_is_the_count_of_all_that_is_in_it(value, numbers):
    assert count(value) == numbers


def test_what_ended_in_an_error_or_returned_none_is_not_compared():
    assert trial(1, 2).returned
    assert not trial(None, 2).returned
    assert not trial(None, 2, error="ValueError").returned


def test_a_value_may_be_right_though_the_call_is_at_fault():
    changed = trial(2, 2, "changed its argument")
    assert by_value(DOUBLE, [changed, trial(3, 2, "returned other values")])[1] == [changed]


def test_where_a_rule_decides_only_what_it_compares_with_the_reference_is_a_wrong_value():
    ruled = Exercise(lambda x: x, list, accepts=lambda case, got: None)
    other, broken = trial(3, 2, "returned other values"), trial(3, 2, "returned a list in which a node stands twice")
    assert by_value(ruled, [other, broken]) == ([other], [])


def test_a_value_of_many_items_is_immense_and_a_large_array_is_not():
    deep = [0.0]
    for _ in range(300_000):
        deep = [deep]
    assert is_immense(deep)
    assert is_immense([[0.0] * 500] * 500)
    assert is_immense(dict.fromkeys(range(300_000), ()))
    assert is_immense([np.zeros(1_000)] * 10_000)
    assert not is_immense([np.zeros(1_000_000), {"a": (1, 2)}, list(range(100_000))])

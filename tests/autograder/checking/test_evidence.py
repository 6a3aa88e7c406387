"""The pairs of what came and what is right, as numbers, and how much they can show."""

import numpy as np
import pytest

from autograder.checking.evidence import Pair, as_array, distinct


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (2.0, ()),
        ([1, 2], (2,)),
        ([np.ones(2), np.ones(2)], (2, 2)),
        ([np.ones(2), np.ones(3)], (5,)),
        ({"b": [1.0], "a": [2.0]}, (2, 1)),
    ],
)
def test_numbers_in_whatever_holds_them_become_one_array(value, shape):
    assert as_array(value).shape == shape


@pytest.mark.parametrize("value", ["relu", [1, "a"], None, [], np.array(["a"])])
def test_what_holds_anything_else_does_not(value):
    assert as_array(value) is None


def test_where_two_values_differ_is_known_of_those_of_one_shape():
    assert Pair((), np.array([1.0, np.nan, 3.0]), np.array([1.0, np.nan, 4.0]), 1e-6).off.tolist() == [
        False,
        False,
        True,
    ]
    assert Pair((), np.ones(2), np.ones(3), 1e-6).off is None


def test_the_same_wrong_number_twice_shows_no_more_than_once():
    pairs = [Pair((), 2.0, 1.0, 1e-6), Pair((), 2.0, 1.0, 1e-6), Pair((), 6.0, 3.0, 1e-6), Pair((), 5.0, 5.0, 1e-6)]
    assert distinct(pairs) == 2

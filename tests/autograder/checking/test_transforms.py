"""Each way in which a right value may have been changed is told under its own words, and under no others."""

import numpy as np
import pytest

from autograder.checking.transforms import ADDED, ARRAYS, CUTS, NUMBERS, floats, mapped

TABLE = np.array([[1.5, -2.25], [0.5, 4.125], [3.0, 0.1]])


@pytest.mark.parametrize("words", [*CUTS, *ARRAYS, *NUMBERS, *ADDED])
def test_words_follow_returned_and_end_no_sentence(words):
    assert words[0].islower() or words[0].isdigit()
    assert words[-1] not in ".?"


@pytest.mark.parametrize("words", CUTS)
def test_what_is_cut_off_or_moved_is_another_value(words):
    assert not np.array_equal(CUTS[words](TABLE), TABLE)


def test_a_transform_reaches_the_arrays_in_lists_tuples_and_dicts():
    made = mapped(np.abs, {"a": [np.array([-1.0])], "b": (-2, "x", None)})
    assert made == {"a": [np.array([1.0])], "b": (2, "x", None)}


def test_whole_numbers_become_floats_and_all_else_stays():
    made = floats([np.array([1, 2]), 3, "a"])
    assert made[0].dtype == float
    assert made[1:] == [3.0, "a"]


@pytest.mark.parametrize(("digits", "value"), [(1, 1.2), (2, 1.23), (3, 1.235)])
def test_rounding_is_told_with_its_decimals(digits, value):
    assert NUMBERS[f"the right values rounded to {digits} decimal{'s' * (digits > 1)}"](np.array(1.23456)) == value

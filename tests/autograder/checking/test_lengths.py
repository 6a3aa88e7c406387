"""Of what came in another shape or length it is told what it is of the right values."""

import numpy as np
import pytest

from autograder.checking import lengths
from autograder.checking.evidence import Pair

ROWS = [[1.0, 2.0, 3.0], [3.0, 5.0, 4.0, 1.0]]


def said(change, wants=ROWS):
    return lengths.relation([Pair((), change(want), want, 1e-6) for want in wants])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda want: want[:2], "they are the first ones"),
        (lambda want: want[-2:], "they are the last ones"),
        (lambda want: want[::2], "some of what is asked"),
        (lambda want: [*want, 9.0], "goes on after what is asked"),
        (lambda want: [9.0, *want], "and other values besides"),
    ],
)
def test_of_a_list_of_numbers_too_few_and_too_many_are_told(change, words):
    assert words in said(change)


def test_of_as_many_nothing_is_said():
    assert said(lambda want: want[::-1]) == ""


def test_another_shape_is_told_from_turned_axes():
    tables = [np.arange(6.0).reshape(2, 3), np.arange(8.0).reshape(4, 2)]
    assert said(np.ravel, tables) == "the right values in another shape"
    assert said(lambda want: want.T + 1, tables) == "an array whose axes are the other way round"
    assert said(lambda want: want + 1, tables) == ""

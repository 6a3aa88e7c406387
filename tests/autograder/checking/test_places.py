"""Where in an array the wrong numbers are."""

import numpy as np
import pytest

from autograder.checking import places
from autograder.checking.evidence import Pair

RNG = np.random.default_rng(0)
NAMES = ("z", "y")
CASES = [(RNG.normal(size=(n, 3)), RNG.integers(0, 3, n)) for n in (4, 5)]


def pairs(change, cases=CASES):
    """Squares of z, in which something was changed."""
    made = []
    for z, y in cases:
        got = z**2 + 1
        change(got, z, y)
        made.append(Pair((z, y), got, z**2 + 1, 1e-6, NAMES))
    return made


def row(number):
    return lambda got, z, y: got.__setitem__(number, 7.5 + RNG.normal(size=got[number].shape))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (row(0), "other values in the first row alone"),
        (row(-1), "other values in the last row alone"),
        (row(np.s_[:, 0]), "other values in the first column alone"),
        (row(np.s_[:, -1]), "other values in the last column alone"),
        (lambda got, z, y: got.__setitem__(z < 0, 0), "0 in place of the right values where `z` is below 0"),
        (lambda got, z, y: got.__setitem__((np.arange(len(y)), y), 9.5), "other values in the column that `y` names"),
        (lambda got, z, y: np.fill_diagonal(got, 1.25), "other values on the diagonal alone"),
        (row(np.s_[2:]), "the right first 2 rows, and other values after them"),
        (lambda got, z, y: got.__setitem__(np.s_[:], 2.5), ""),
    ],
)
def test_the_wrong_numbers_are_told_by_their_place(change, words):
    assert places.relation(pairs(change), []) == words


def test_a_place_where_a_right_case_has_numbers_too_explains_nothing():
    wrong = pairs(lambda got, z, y: got.__setitem__(z < 0, 0))
    assert places.relation(wrong, pairs(lambda got, z, y: None)) == ""


def test_of_a_path_the_first_step_is_told():
    steps = np.array([[0.5, -1.0], [0.25, -0.5], [0.1, 0.3]])
    path = np.cumsum(np.vstack([[1.0, 2.0], steps]), axis=0)
    other = np.cumsum(np.vstack([[1.0, 2.0], -steps * [[1], [3], [2]]]), axis=0)
    said = places.relation([Pair((), other, path, 1e-6)], [])
    assert said == "the right first row, and from it a step of the right values with the opposite sign"

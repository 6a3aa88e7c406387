"""What wrong values have in common with the right ones, or with each other."""

import numpy as np
import pytest

from autograder.checking import likeness
from autograder.checking.evidence import Pair

RNG = np.random.default_rng(0)
WANTS = [RNG.normal(size=(n, 3)) for n in (4, 5)]
MASKS = [np.where(RNG.random((n, 4)) < 0.5, 0.0, 2.0) for n in (4, 5)]


def pairs(change, wants=WANTS):
    return [Pair((), change(want), want, 1e-6) for want in wants]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda want: want[[1, 0, *range(2, len(want))]], "the right rows in another order"),
        (lambda want: want.ravel()[::-1].reshape(want.shape), "the right numbers in other places"),
        (
            lambda want: want * (1 + 4e-7),
            "values that are right to 6 digits: are they computed in float32, or rounded?",
        ),
        (lambda want: want * np.where(np.arange(3) < 1, -1, 1), "the right values but for some of their signs"),
        (lambda want: want + 0.5 + RNG.random(want.shape), "values that are all too large"),
        (
            lambda want: want - 0.5 * (want > 0) - RNG.random() * (want > 0),
            "values of which all wrong ones are too small",
        ),
        (lambda want: np.vstack([want[:1] + 1, want[:-1]]), "the right rows one place too late"),
        (lambda want: np.vstack([want[1:], want[:1] + 1]), "the right rows one place too early"),
        (lambda want: want.reshape(-1), "the right values in another shape"),
        (lambda want: RNG.normal(size=want.shape[::-1]), "an array whose axes are the other way round"),
        (lambda want: want + np.array([0, 1, -1]), "values of which 9 of 27 are right"),
        (lambda want: RNG.normal(size=want.shape), ""),
    ],
)
def test_a_likeness_is_told(change, words):
    assert likeness.relation(pairs(change)) == words


def test_zeros_in_the_right_places_and_in_the_others_are_told():
    assert "zeros in the right places" in likeness.relation(pairs(lambda m: m * (1 + RNG.normal(size=m.shape)), MASKS))
    assert "zeros where none are asked" in likeness.relation(pairs(lambda m: np.where(m == 0, 1.5, 0), MASKS))
    assert "no other values than are asked" in likeness.relation(
        pairs(lambda m: np.where(RNG.random(m.shape) < 0.5, 0, 2), MASKS)
    )


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
    assert words in likeness.relation(pairs(change, [[1.0, 2.0, 3.0], [3.0, 5.0, 4.0, 1.0]]))


def test_one_number_whatever_the_case_is_told():
    assert likeness.constant([Pair((), 0.0, 1.0, 1e-6), Pair((), 0.0, 2.0, 1e-6)]) == "0 in each failing case"
    assert likeness.constant(pairs(np.zeros_like)) == "0 everywhere"
    assert likeness.constant([Pair((), True, False, 1e-6)]) == "True where False is asked"
    assert likeness.constant([Pair((), 0.0, 1.0, 1e-6), Pair((), 3.0, 2.0, 1e-6)]) == ""


def test_one_row_stored_again_and_again_is_told():
    assert "the same row everywhere" in likeness.constant(pairs(lambda want: np.tile(want[-1], (len(want), 1))))

"""The state of NumPy's global generator is noticed, and put back as it was."""

import numpy as np
import pytest

from autograder.runner.random_state import restore, state


def test_a_draw_changes_the_state_and_asking_does_not():
    before = state()
    assert state() == before
    np.random.rand()
    assert state() != before


@pytest.mark.parametrize("draw", [np.random.rand, np.random.randn, lambda: np.random.permutation(5)[0]])
def test_what_was_put_back_draws_the_same(draw):
    np.random.seed(3)
    before = state()
    first = [draw() for _ in range(3)]
    restore(before)
    assert state() == before
    assert [draw() for _ in range(3)] == first


def test_half_of_a_pair_of_normal_numbers_is_not_left_over():
    np.random.seed(3)
    before = state()
    np.random.randn()  # makes two, and keeps one
    restore(before)
    first = np.random.randn()
    np.random.seed(3)
    assert np.random.randn() == first

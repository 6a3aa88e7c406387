"""What was changed in another process is changed here."""

from collections import Counter, deque

import numpy as np
import pytest
import torch

from autograder.sandbox.changes import apply


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([3, 1, 2], [1, 2, 3]),
        ([1, 2], [1, 2, 3]),
        ([1, 2], []),
        ({"a": 1, "b": 2}, {"b": 3, "c": 4}),
        ({1, 2}, {2, 3}),
        (Counter("ab"), Counter("bc")),
        (deque([1]), deque([2, 3])),
    ],
)
def test_what_can_be_changed_in_place_is(old, new):
    assert apply(old, new) is old
    assert old == new


def test_who_holds_a_part_sees_its_change():
    row, found = [1, 2], {"a": 1}
    whole = [row, found, 3]
    apply(whole, [[1, 5], {"a": 2}, 4, 5])
    assert (row, found, whole[2:]) == ([1, 5], {"a": 2}, [4, 5])


def test_arrays_and_tensors_are_written_into():
    array, tensor = np.zeros((2, 2)), torch.zeros(2, requires_grad=True)
    row = array[0]
    apply([array, tensor], [np.ones((2, 2)), torch.ones(2)])
    assert row.tolist() == [1, 1]
    assert tensor.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("old", "new"),
    [([1], (1,)), (np.zeros(2), np.zeros(3)), (np.zeros(2), np.zeros(2, int)), (1, 2), ("a", "b"), ((1,), (2,))],
)
def test_what_cannot_be_changed_stays_as_it_is(old, new):
    before = repr(old)
    assert apply(old, new) is new
    assert repr(old) == before

"""Whether a returned value still is, in part, an argument."""

import numpy as np

from autograder.runner.aliasing import shared


def test_an_argument_and_a_view_of_it_are_shared_and_a_copy_is_not():
    x, y = np.ones((3, 4)), np.ones(4)
    assert shared(x, (x, y)) == (0,)
    assert shared(x[1:, ::2].T, (y, x)) == (1,)
    assert shared(x.copy(), (x, y)) == ()


def test_arrays_are_found_in_lists_and_dicts():
    x, y = np.ones(3), np.ones(4)
    assert shared({"a": [(y[:2],)]}, ([x], {"b": y})) == (1,)
    assert shared([x, y], (x, y)) == (0, 1)


def test_what_holds_no_array_shares_none_and_a_list_in_itself_ends():
    circle = [np.ones(2)]
    circle.append(circle)
    assert shared(circle, (np.ones(2), 1, "a", None)) == ()
    assert shared(1.0, (circle,)) == ()

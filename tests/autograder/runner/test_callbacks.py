"""Functions as arguments: what they may be asked, and that nothing else is had of them."""

import numpy as np
import pytest

from autograder.runner.callbacks import CallBack, RefusedError, answer, copied


@pytest.mark.parametrize("argument", [[1], {}, None, object(), 2**64, "text", np.zeros(1_000_001)])
def test_a_function_of_ours_is_not_called_with_what_it_is_not_made_for(argument):
    assert "this function takes" in answer(lambda x: x, (argument,))["error"]


@pytest.mark.parametrize("argument", [1, 2.5, True, np.float32(1), np.ones(3)])
def test_a_function_of_ours_is_called_with_numbers_and_arrays(argument):
    assert answer(lambda x: x, (argument,))["value"] is argument


def test_of_a_function_in_a_case_nothing_but_its_values_is_had():
    def secret(x):
        return 2 * x

    given, number = copied((secret, 3))
    assert isinstance(given, CallBack)
    assert given(number) == 6
    assert not hasattr(given, "__code__")
    with pytest.raises(RefusedError, match="this function takes"):
        given("text")


def test_the_rest_of_a_case_is_copied():
    array = np.ones(2)
    [given] = copied(([array],))
    given[0][0] = 5
    assert array[0] == 1

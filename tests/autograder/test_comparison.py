import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.comparison import difference, is_data, type_mismatch
from autograder.runner.call import Opaque


class AlwaysEqual(np.ndarray):
    def __eq__(self, other):
        return np.True_

    __hash__ = None


def test_equal_data_has_no_difference():
    data = {"loss": 0.5, "grads": [np.ones((2, 3)), np.arange(3)], "name": "w", "none": None, "pair": (1, True)}
    assert difference(data, {**data, "grads": [np.ones((2, 3)), np.arange(3)]}) is None


@pytest.mark.parametrize(
    ("got", "want", "said"),
    [
        (None, np.ones(2), "returned None"),
        ([1.0, 1.0], np.ones(2), "make it one with np.array"),
        (np.ones((2, 1)), np.ones(2), "shape (2, 1), where (2,) is asked"),
        (np.ones(2, int), np.ones(2), "where floats are asked"),
        (np.array([1.0, None]), np.ones(2), "dtype object"),
        (np.array([1.0, np.nan]), np.ones(2), "NaN"),
        (np.array([1.0, np.inf]), np.ones(2), "infinity"),
        (np.array([1.0, 1.1]), np.ones(2), "other values"),
        (np.ones(2).view(AlwaysEqual), np.ones(2), "an object of type AlwaysEqual"),
        (np.ma.masked_array([1.0, 9.0], [0, 1]), np.ones(2), "an object of type MaskedArray"),
        ("1.0", 1.0, "one number"),
        (np.ones(1), 1.0, "one number"),
        (True, 1.0, "a bool"),
        (1.0, True, "a float"),
        ((1, 2), [1, 2], "a tuple of 2"),
        ([1], [1, 2], "a list of 1"),
        ({"a": 1}, {"b": 1}, "the keys ['a'], where ['b']"),
        ({"a": [1, 3]}, {"a": [1, 2]}, "(the second item of the value of 'a')"),
        ((1, [0, 2]), (1, [0, 3]), "(the second item of its second item)"),
        ((1, {"a": 2}), (1, {"a": 3}), "(the value of 'a' in its second item)"),
        ((v for v in [1]), [1], "collect them in a list"),
        (range(2), [0, 1], "make a list of it with list(...)"),
        (Opaque("matrix"), np.ones((1, 1)), "np.asarray(...), and multiply arrays with @"),
        (np.ma.ones(2), np.ones(2), ".filled(...)"),
        (len, 1, "call it, with parentheses"),
        ("relu", "tanh", "returned 'relu'"),
        (0, None, "where None is asked"),
    ],
)
def test_a_difference_is_said_in_words(got, want, said):
    assert said in difference(got, want)


def test_a_number_that_claims_to_equal_everything_does_not():
    class Liar(float):
        def __eq__(self, other):
            return True

        __hash__ = None

    assert difference(Liar(3), 1.0) is not None


def test_infinity_and_nan_are_right_where_they_are_asked():
    assert difference(np.array([np.inf, np.nan]), np.array([np.inf, np.nan])) is None
    assert difference(np.array([-np.inf]), np.array([np.inf])) is not None


def test_float32_is_held_to_what_float32_can_hold():
    want = np.linspace(0, 1, 7)
    assert difference(want.astype(np.float32), want) is None
    assert difference((want * 1.001).astype(np.float32), want) is not None
    assert difference(want * 1.00001, want) is not None


def test_what_was_computed_in_float32_is_held_to_that_whatever_type_it_has_in_the_end():
    want = np.linspace(0, 1, 7)
    assert difference((want * 1.00001).astype(np.float32).astype(float), want) is None
    assert difference((want * 1.001).astype(np.float32).astype(float), want) is not None
    assert difference(float(np.float32(0.1)), 0.1) is None
    assert difference(np.float64(1.0), 1.001) is not None


def test_float16_may_hold_a_right_answer_but_excuses_no_wrong_one():
    want = np.linspace(0, 1, 7)
    assert difference(want.astype(np.float16), want) is None
    assert difference((want * 1.01).astype(np.float16), want) is not None
    assert difference(np.float16(0.5), 0.7) is not None


def test_a_python_int_is_a_number_too():
    assert difference(0, 0.0) is None
    assert difference(np.float64(0.5), 0.5) is None
    assert difference(np.array(0.5), 0.5) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(1e-12, 1e-7))
def test_rounding_is_forgiven_at_any_scale(values, error):
    want = np.array(values)
    assert difference(want * (1 + error), want) is None


def test_plain_data_is_arrays_numbers_strings_and_what_holds_them():
    assert is_data({"a": [1, (2.0, None)], 3: np.ones(2), "s": np.float32(1)})
    for foreign in (object(), [object()], {"a": [{1}]}, np.array([None]), np.ma.ones(2), {object(): 1}):
        assert not is_data(foreign)


def test_two_values_of_one_kind_may_differ_in_value_and_length():
    assert type_mismatch(["b"], ["a", "c"]) is None
    assert type_mismatch(np.ones(3), np.zeros((2, 2))) is None
    assert "a tuple of 1, where a list of 2" in type_mismatch(("b",), ["a", "c"])
    assert "no plain data" in type_mismatch([object()], ["a"])
    assert "an array of integers" in type_mismatch(np.ones(2, int), np.ones(2))


def test_each_item_of_a_tuple_has_a_kind_of_its_own():
    assert type_mismatch((np.ones(3), 2), (np.zeros(1), 1)) is None
    assert "an array of complex numbers" in type_mismatch((np.ones(2) * 1j, 2), (np.ones(2), 1))
    assert "an array of integers of shape (2,), where" in type_mismatch((1, np.ones(2, "i1")), (1, np.ones(2)))


def test_a_python_integer_of_any_size_is_a_number():
    assert difference(10**40, 1.0) == "returned other values"
    assert "infinity" in difference(10**400, 1.0)
    assert difference(10**40, 1e40) is None


def test_an_empty_array_has_no_kind():
    assert difference(np.array([]), np.array([], dtype=int)) is None

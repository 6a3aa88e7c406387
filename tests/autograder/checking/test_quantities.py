"""The numbers among the arguments, under the names that a learner would write."""

import numpy as np

from autograder.checking import quantities
from autograder.exercise import Exercise

NAMES = ("X", "y", "params", "lr", "kind")
CASE = (np.ones((3, 2)), np.array([0, 1, 1]), {"W1": np.ones(4), "name": "a"}, 0.5, "relu")


def test_the_names_are_those_of_the_reference():
    assert quantities.names(Exercise(lambda w, X: w, list)) == ["w", "X"]


def test_arrays_in_a_dict_are_arguments_too():
    assert list(quantities.arguments(NAMES, CASE)) == ["X", "y", 'params["W1"]', "lr"]


def test_a_list_of_numbers_is_one_and_a_list_of_anything_else_is_none():
    assert quantities.arguments(("a", "b"), ([1, 2.0], ["x"]))["a"].tolist() == [1.0, 2.0]
    assert "b" not in quantities.arguments(("a", "b"), ([1, 2.0], ["x"]))


def test_the_length_of_a_row_of_numbers_comes_before_that_of_a_table():
    found = quantities.sizes(NAMES, CASE)
    assert list(found).index("len(y)") < list(found).index("len(X)")
    assert (found["len(y)"], found["X.shape[1]"], found["X.size"], found["lr"]) == (3, 2, 6, 0.5)

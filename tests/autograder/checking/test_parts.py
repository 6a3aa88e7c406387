"""Which parts a value has, and how they are named in a sentence."""

import numpy as np

from autograder.checking.parts import listed, parts, said_of
from autograder.checking.trial import Trial
from autograder.exercise import Exercise
from autograder.runner.call import Observation

EXERCISE = Exercise(lambda x: x, list)


def trial(got, want):
    return Trial((1,), Observation(got), Observation(want), "is wrong")


def places(*pairs):
    return list(parts(EXERCISE, [trial(got, want) for got, want in pairs]))


def test_the_items_of_tuples_and_what_is_under_keys_are_parts():
    value = (1.0, {"W": np.ones(2), "b": 0.0})
    assert places((value, value)) == [
        ("first item",),
        ("second item", "value of 'W'"),
        ("second item", "value of 'b'"),
    ]


def test_a_list_of_numbers_is_one_part_and_a_list_of_dicts_has_those_of_the_dicts():
    assert places(([1, 2], [1, 3])) == [()]
    rows = [{"lr": 0.1, "n": 1}, {"lr": 0.2, "n": 2}]
    assert places((rows, rows)) == [("value of 'lr'",), ("value of 'n'",)]


def test_where_other_parts_came_the_whole_is_what_is_compared():
    assert places(((1.0, 2.0), (1.0, 2.0, 3.0))) == [()]


def test_a_part_that_only_some_cases_have_is_a_part():
    assert places(((1.0,), (2.0,)), ((1.0, 2.0), (1.0, 3.0))) == [("first item",), ("second item",)]


def test_parts_of_one_whole_are_named_together():
    assert listed([("value of 'a'",), ("value of 'b'",)]) == "'a' and 'b'"
    assert listed([("first item",), ("second item", "value of 'W'"), ("second item", "value of 'b'")]) == (
        "its first item and 'W' and 'b' of its second item"
    )


def test_of_many_parts_only_their_whole_is_named():
    many = [("second item", f"value of 'W{i}'") for i in range(9)]
    assert said_of("twice the right values", many) == "twice the right values in some parts of its second item"
    assert said_of("twice the right values", [()]) == "twice the right values"

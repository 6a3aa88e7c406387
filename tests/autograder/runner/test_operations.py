"""What a test may do with an object of the student's, done beside the object."""

import dataclasses
from enum import Enum
from typing import NamedTuple
from unittest.mock import ANY

import pytest

from autograder.runner.operations import OPERATIONS, compared, following


@dataclasses.dataclass
class Point:
    x: int
    note: str = dataclasses.field(default="", compare=False)


class Pair(NamedTuple):
    a: int
    b: int


class Number(int):
    pass


class Agreeable(list):
    def __eq__(self, other):
        return True

    __hash__ = None


def test_an_object_is_compared_by_its_fields_by_what_it_is_besides_or_by_itself():
    assert compared(Point(1, "a")) == ("Point", {"x": 1}) == compared(Point(1, "b"))
    assert compared(Pair(1, 2)) == ("tuple", (1, 2)) == compared((1, 2))
    assert compared(Number(3)) == ("int", 3)
    assert compared(Enum("Color", "RED").RED) == ("Color", ANY)
    assert compared(following) != compared(compared) == compared(compared)


def test_what_a_class_decides_by_code_of_its_own_is_not_compared():
    assert compared(Agreeable()) == ()


def test_the_next_item_comes_in_a_list_and_the_end_is_an_empty_one():
    iterator = iter([7, 8])
    assert [following(iterator) for _ in range(3)] == [[7], [8], []]


def test_what_a_class_says_of_its_own_truth_or_equality_is_not_asked():
    assert not {"bool", "eq", "ne", "lt", "contains", "hash"} & OPERATIONS.keys()


@pytest.mark.parametrize(
    ("name", "operands", "found"),
    [("len", ([1, 2],), 2), ("getitem", ([1, 2], 1), 2), ("add", (1, 2), 3), ("neg", (1,), -1), ("str", (1,), "1")],
)
def test_an_operation_is_python_s_own(name, operands, found):
    assert OPERATIONS[name](*operands) == found

"""What a test may do with an object of the student's, done beside the object."""

import dataclasses

import pytest

from autograder.runner.operations import OPERATIONS, fields, following


@dataclasses.dataclass
class Point:
    x: int
    note: str = dataclasses.field(default="", compare=False)


def test_a_dataclass_s_instance_is_its_class_s_name_and_what_is_compared_of_it():
    assert fields(Point(1, "a")) == ("Point", {"x": 1}) == fields(Point(1, "b"))
    assert [fields(other) for other in (Point, 1, object())] == [(), (), ()]


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

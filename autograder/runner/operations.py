"""What a test may do with an object of the student's besides calling it: each operation gives data, or another object.

Not whether it is true or equal to something: of that its class could say what it likes.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Mapping
from typing import Any


def fields(value: Any) -> tuple[Any, ...]:
    """What makes a dataclass's instance equal to another one: its class's name and its fields; nothing for others."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return ()
    compared = [field.name for field in dataclasses.fields(value) if field.compare]
    return type(value).__name__, {name: getattr(value, name) for name in compared}


def following(iterator: Any) -> list[Any]:
    """The next item in a list; an empty list at the end."""
    for item in iterator:
        return [item]
    return []


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "fields": fields,
    "following": following,
    "iter": iter,
    "len": len,
    "str": str,
    "setattr": setattr,
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "add", "sub", "mul", "neg")},
}

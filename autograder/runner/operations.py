"""What a test may do with an object of the student's besides calling it: each operation gives data, or another object.

Not whether it is true or equal to something: of that its class could say what it likes.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Mapping
from typing import Any


def compared(value: Any) -> tuple[Any, ...]:
    """What is equal where two objects are: a type's name and data; nothing where a class decides by code of its own.

    Of a dataclass its fields, of a named tuple and the like the tuple, of what is equal to nothing else its address.
    """
    kind: Any = type(value)
    name = kind.__name__
    if dataclasses.is_dataclass(kind):
        fields = [field.name for field in dataclasses.fields(kind) if field.compare]
        return name, {field: getattr(value, field) for field in fields}
    for base in PLAIN:
        if isinstance(value, base) and kind.__eq__ is base.__eq__:
            return base.__name__, base(value)
    return (name, id(value)) if kind.__eq__ is object.__eq__ else ()


def following(iterator: Any) -> list[Any]:
    """The next item in a list; an empty list at the end."""
    for item in iterator:
        return [item]
    return []


PLAIN: tuple[type, ...] = (int, float, str, tuple, list, dict)
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "compared": compared,
    "following": following,
    "iter": iter,
    "len": len,
    "str": str,
    "setattr": setattr,
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "add", "sub", "mul", "neg")},
}

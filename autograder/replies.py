"""What a child's replies must look like; anything else raises ProtocolError, and the child is ended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.attempt import Observation
from autograder.inside.names import Names
from autograder.inside.wire import OBSERVED, ProtocolError

MOST_NUMBERS = 1_000_000  # in the arguments of a call-back
ERROR = {"error": str, "message": str, "line": str, "where": str}
CELL = {**ERROR, "output": list, "cut": bool}
SEEN = {**ERROR, "value": object, "changed": tuple, "shared": tuple, "random": bool, "printed": str, "late": bool}
MOST_NAME = 100  # characters of the name of a function


@dataclass(frozen=True)
class Ran:
    """What came of one cell."""

    error: str = ""
    message: str = ""
    line: str = ""
    output: tuple[tuple[str, str], ...] = ()  # what it printed and showed, in order
    cut: bool = False  # it printed more than is kept
    interrupted: bool = False


def checked(message: Any, fields: dict[str, type]) -> dict[str, Any]:  # noqa: ANN401
    """`message`, if it is a dictionary of exactly these fields, each of its type."""
    if type(message) is not dict or message.keys() - {"request"} != fields.keys():
        raise ProtocolError("its answer has other fields than it should")
    for name, kind in fields.items():
        if kind is not object and type(message[name]) is not kind:
            raise ProtocolError(f"the field {name} of its answer is no {kind.__name__}")
    return message


def pair(part: Any) -> tuple[str, str]:  # noqa: ANN401
    """One piece of output: its kind and its text."""
    if type(part) is not tuple or len(part) != 2 or part[0] not in ("stdout", "stderr", "shown"):  # noqa: PLR2004
        raise ProtocolError("its output is no text")
    if type(part[1]) is not str:
        raise ProtocolError("its output is no text")
    return part


def names(fields: Any) -> Names:  # noqa: ANN401
    """The names of one cell."""
    if type(fields) is not tuple or [type(f) for f in fields] != [list, list, list, bool]:
        raise ProtocolError("its names are no lists")
    if not all(type(name) is str for part in fields[:3] for name in part):
        raise ProtocolError("its names are no text")
    bound, used, imported, unclear = fields
    return Names(frozenset(bound), frozenset(used), frozenset(imported), unclear)


def observation(message: Any, arguments: int) -> tuple[Observation, bool]:  # noqa: ANN401
    """What one call did, of a case with this many arguments, and whether it was interrupted."""
    row = checked(message, {"seen": tuple})["seen"]
    if len(row) == 1:
        return Observation(row[0]), False
    if len(row) != len(OBSERVED):
        raise ProtocolError("it says more or less of a call than it should")
    seen = checked(dict(zip(OBSERVED, row, strict=True)), SEEN)
    if seen["where"] and not (seen["where"].isidentifier() and len(seen["where"]) <= MOST_NAME):
        raise ProtocolError("the name of its function is none")
    if any(type(i) is not int or not 0 <= i < arguments for i in seen["changed"] + seen["shared"]):
        raise ProtocolError("it changed or shares arguments that there are not")
    found = Observation(
        value=seen["value"],
        error=seen["error"] or None,
        message=seen["message"],
        line=seen["line"],
        where=seen["where"],
        changed=seen["changed"],
        shared=seen["shared"],
        global_random=seen["random"],
        printed=seen["printed"],
    )
    return found, seen["late"]


def refuse_unsuitable(arguments: tuple[Any, ...]) -> None:
    """Raise TypeError for call-back arguments that are not a few numbers or plain arrays of them."""
    numbers = 0
    for argument in arguments:
        if type(argument) not in (bool, int, float, complex, np.ndarray) and not isinstance(argument, np.generic):
            raise TypeError(f"this function takes numbers and arrays, not a {type(argument).__name__}")
        numbers += math.prod(np.shape(argument))
    if numbers > MOST_NUMBERS:
        raise TypeError(f"this function takes at most {MOST_NUMBERS} numbers at once")

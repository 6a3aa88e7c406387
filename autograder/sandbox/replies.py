"""What a child's replies must look like; anything else raises ProtocolError, and the child is ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.runner.call import MESSAGE, NAME, PRINTED, Observation
from autograder.runner.names import Names
from autograder.runner.tape import OUTPUT
from autograder.runner.wire import OBSERVED, ProtocolError

ERROR = {"error": str, "message": str, "line": str, "where": str}
CELL = {**ERROR, "output": list, "cut": bool}
BESIDES: dict[str, type] = {"random": bool, "printed": str, "late": bool, "kinds": tuple}
SEEN = {**ERROR, "value": object, "changed": tuple, "shared": tuple, **BESIDES}
# Characters that are kept; the child cuts them already, but what it cuts may have been changed.
MAX_NAME, MAX_MESSAGE, MAX_PRINTED, MAX_OUTPUT = NAME, MESSAGE, PRINTED, OUTPUT
OF_A_PART = 100  # as many characters takes each piece of output besides its text


@dataclass(frozen=True)
class Ran:
    """What came of one cell."""

    error: str = ""
    message: str = ""
    line: str = ""
    output: tuple[tuple[str, str], ...] = ()  # what it printed and showed, in order
    cut: bool = False  # it printed more than is kept
    interrupted: bool = False

    @property
    def size(self) -> int:
        """How much its output takes, in characters."""
        return sum(len(text) + OF_A_PART for _, text in self.output)


def checked(message: Any, fields: dict[str, type]) -> dict[str, Any]:
    """`message`, if it is a dictionary of exactly these fields, each of its type."""
    if type(message) is not dict or message.keys() - {"request"} != fields.keys():
        raise ProtocolError("its answer has other fields than it should")
    for name, kind in fields.items():
        if kind is not object and type(message[name]) is not kind:
            raise ProtocolError(f"the field {name} of its answer is no {kind.__name__}")
    return message


def ran(message: Any, *, late: bool, limit: int = MAX_OUTPUT) -> Ran:
    """What came of one cell, with as much of its output as its limit allows."""
    cell = checked(message, CELL)
    output, remaining = [], max(0, min(limit, MAX_OUTPUT))
    for kind, text in map(pair, cell["output"]):
        remaining -= OF_A_PART
        if remaining > 0:
            output.append((kind, text[:remaining]))
        remaining -= len(text)
    error, said, line = cell["error"][:MAX_NAME], cell["message"][:MAX_MESSAGE], cell["line"][:MAX_MESSAGE]
    return Ran(error, said, line, tuple(output), cell["cut"] or remaining < 0, late and bool(error))


def pair(part: Any) -> tuple[str, str]:
    """One piece of output: its kind and its text."""
    if type(part) is not tuple or [type(text) for text in part] != [str, str]:
        raise ProtocolError("its output is no text")
    if part[0] not in ("stdout", "stderr", "shown"):
        raise ProtocolError("its output is no text")
    return part


def names(fields: Any) -> Names:
    """The names of one cell."""
    if type(fields) is not tuple or [type(f) for f in fields] != [list, list, list, bool]:
        raise ProtocolError("its names are no lists")
    if not all(type(name) is str for part in fields[:3] for name in part):
        raise ProtocolError("its names are no text")
    bound, used, imported, unclear = fields
    return Names(frozenset(bound), frozenset(used), frozenset(imported), unclear)


def observation(message: Any, arguments: int) -> tuple[Observation, bool]:
    """What one call did, of a case with this many arguments, and whether it was interrupted."""
    row = checked(message, {"seen": tuple})["seen"]
    if len(row) == 1:
        return Observation(row[0]), False
    if len(row) != len(OBSERVED):
        raise ProtocolError("it says more or less of a call than it should")
    seen = checked(dict(zip(OBSERVED, row, strict=True)), SEEN)
    if seen["where"] and not (seen["where"].isidentifier() and len(seen["where"]) <= MAX_NAME):
        raise ProtocolError("the name of its function is none")
    if any(type(i) is not int or not 0 <= i < arguments for i in seen["changed"] + seen["shared"]):
        raise ProtocolError("it changed or shares arguments that there are not")
    if any(type(kind) is not str for kind in seen["kinds"]):
        raise ProtocolError("the kinds of its error are no names")
    found = Observation(
        value=seen["value"],
        error=seen["error"][:MAX_NAME] or None,
        message=seen["message"][:MAX_MESSAGE],
        line=seen["line"][:MAX_MESSAGE],
        where=seen["where"],
        changed=seen["changed"],
        shared=seen["shared"],
        global_random=seen["random"],
        printed=seen["printed"][:MAX_PRINTED],
        late=seen["late"],
        kinds=seen["kinds"],
    )
    return found, seen["late"]

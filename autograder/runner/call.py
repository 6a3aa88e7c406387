"""One call, observed: what a function gave, broke, changed and printed, for a check in a notebook and for grading.

Both sides judge what this module saw, so what passes in the notebook passes in the sandbox, and the other way round.
A value is what can be sent (see wire): plain data as it is, and of any other object the name of its type.
"""

from __future__ import annotations

import builtins
import os
import sysconfig
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from . import aliasing, random_state
from .callbacks import copied
from .decoder import carried
from .tape import Tape, recorded
from .time_limit import PATIENCE, Deadline, Limit, TimeLimitError
from .wire import UNREMARKABLE, Handle, TooBigError, encode, plain_text, type_name

NAME, MESSAGE, PRINTED = 100, 500, 2_000  # characters kept of a name, of an error's first line, of what it prints
UNCHANGING = (bool, int, float, complex, str, type(None))
HERE = Path(__file__).parent
NOT_THEIRS = (  # where a line of the learner cannot stand
    *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
    *(f"{place / name}{os.sep}" for place in HERE.parents[:2] for name in ("autograder", "dlcourse")),
    f"{HERE}{os.sep}",
    "<frozen",
)
COMPILED = (".pyx", ".pxd")  # as the errors of NumPy's own random numbers name their places


class Opaque:
    """What a function returned, where it is no data: its type's name is all that a verdict knows of it."""

    def __init__(self, kind: str, number: int = -1) -> None:
        self.type_name, self.handle_number = kind, number

    def __repr__(self) -> str:
        return f"an object of type {self.type_name}"


@dataclass(frozen=True)
class Observation:
    """What one call did: a value or an error, and what it did besides."""

    value: Any = None
    error: str | None = None  # the exception's class name
    message: str = ""  # what the exception said
    line: str = ""  # the learner's own line that raised it
    where: str = ""  # the function that line stands in
    changed: tuple[int, ...] = ()  # positions of arguments that it changed in place
    shared: tuple[int, ...] = ()  # positions of arguments whose memory its value has too
    global_random: bool = False  # it drew from, or seeded, NumPy's global random numbers
    printed: str = ""
    late: bool = False  # it did not return in time
    kinds: tuple[str, ...] = ()  # Python's own exceptions that the error is one of, by name

    def failed(self, error: BaseException) -> Observation:
        """The same call, with an error in the place of its value."""
        fields: dict[str, Any] = {**failure(error)}
        return replace(self, value=None, kinds=(), **fields)

    def row(self) -> tuple[Any, ...]:
        """What is sent of it: of most calls only the value, for nothing else is to be said of them."""
        said: tuple[Any, ...] = (self.error or "", self.message, self.line, self.where)
        said += (self.changed, self.shared, self.global_random, self.printed, self.late, self.kinds)
        return (self.value,) if said == UNREMARKABLE else (self.value, *said)


def too_late(seconds: float) -> Observation:
    """What is known of a call that did not return within `seconds`."""
    return Observation(error=TimeLimitError.__name__, message=f"did not return within {seconds:g} seconds", late=True)


def observe(
    function: Callable[..., Any], case: tuple[Any, ...], seconds: float = 5.0, patience: float = PATIENCE
) -> Observation:
    """Call `function` on a copy of `case` and say what happened; nothing it raises, prints or changes gets out.

    It has `seconds` of processor time, and `patience` times as many on the clock: 1 for what waits for another process.
    Of an interrupt by whoever sits before the notebook, KeyboardInterrupt.
    """
    limit = Deadline(seconds, patience)
    seen = observed(function, copied(case), limit)
    if limit.interrupted:
        raise KeyboardInterrupt
    if seen.late:
        return too_late(seconds)
    try:
        return replace(seen, value=carried(seen.value, _named, lambda handle: Opaque(handle.kind, handle.number)))
    except (TooBigError, RecursionError) as e:
        return seen.failed(e)


def observed(function: Callable[..., Any], arguments: tuple[Any, ...], limit: Limit) -> Observation:
    """Call `function` on `arguments` themselves and say what happened; the value is the one that it gave."""
    before = [fingerprint(argument) for argument in arguments]
    state = random_state.state()
    tape = Tape(PRINTED)
    result: list[Any] = [None]
    error: BaseException | None = None
    # A harmless warning on stderr would cost a right answer its points under nbgrader.
    with recorded(tape), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            limit.guard(lambda: result.__setitem__(0, function(*arguments)))
        except BaseException as e:
            error = e
        described: dict[str, Any] = failure(error)
    changed = tuple(i for i, argument in enumerate(arguments) if fingerprint(argument) != before[i])
    drew = random_state.state() != state
    if drew:
        random_state.restore(state)
    return Observation(
        None if error else result[0],
        changed=changed,
        shared=() if error else aliasing.shared(result[0], arguments),
        global_random=drew,
        printed=plain_text(tape.text()),
        late=limit.came,
        kinds=kinds(error) if error else (),
        **described | {"error": described["error"] or None},
    )


def failure(error: BaseException | None) -> dict[str, str]:
    """The name of an error, the first line of what it says, the learner's own line that raised it, and its function."""
    if error is None:
        return {"error": "", "message": "", "line": "", "where": ""}
    try:
        message = plain_text(str(error).strip().split("\n")[0][:MESSAGE])
    except BaseException:  # what runs here is the learner's, too
        message = ""
    try:
        line, where = _own_line(error)
    except BaseException:
        line, where = "", ""
    return {"error": type_name(type(error))[:NAME], "message": message, "line": line, "where": where}


def kinds(error: BaseException) -> tuple[str, ...]:
    """The names of Python's own exceptions by which `except` would catch `error`, be its class the learner's."""
    classes: tuple[type, ...] = type.__dict__["__mro__"].__get__(type(error))  # whatever its metaclass says
    return tuple(type_name(kind) for kind in classes if vars(builtins).get(type_name(kind)) is kind)


def _own_line(error: BaseException) -> tuple[str, str]:
    """The deepest line of the traceback that lies in a notebook cell or a file beside it, and its function's name.

    An error from another process has no such line, and a note of it instead.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(NOT_THEIRS) and not f.filename.endswith(COMPILED) and f.line]
    if not own:
        return plain_text(str(getattr(error, "__notes__", [""])[0])[:MESSAGE]), ""
    name = own[-1].name
    named = name.isidentifier() and len(name) <= NAME  # no <lambda>
    return plain_text((own[-1].line or "")[:MESSAGE]), name if named else ""


def fingerprint(argument: Any) -> bytes:
    """What is different once `argument` was changed in place, be it by one bit; empty for what cannot be changed."""
    kind = type(argument)
    if kind in UNCHANGING:
        return b""
    if kind is np.ndarray and argument.dtype.kind != "O":
        content: bytes = argument.tobytes()
        return f"{argument.dtype.str}{argument.shape}".encode() + content
    try:
        return encode(argument)
    except (TooBigError, RecursionError):
        return b""


def _named(value: Any) -> Handle:
    return Handle(-1, value.type_name if issubclass(type(value), Opaque) else "")
